//! Which channel is told of what.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{channel::ChannelKind, topic::Topic};
use crate::db::{Connection, schema::notice_choices};

/// What staff chose for one channel; of the rest Kassa's own choice holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    channel: ChannelKind,
    chosen: HashMap<String, bool>,
}

impl Choices {
    /// # Errors
    /// The database's own.
    pub fn read(connection: &mut Connection, channel: ChannelKind) -> QueryResult<Self> {
        let chosen: Vec<(String, bool)> = notice_choices::table
            .filter(notice_choices::channel.eq(channel))
            .select((notice_choices::topic, notice_choices::wanted))
            .load(connection)?;
        Ok(Self { channel, chosen: chosen.into_iter().collect() })
    }

    #[must_use]
    pub fn is_wanted(&self, topic: Topic) -> bool {
        let chosen = self.chosen.get(topic.as_str()).copied();
        chosen.unwrap_or_else(|| topic.is_usual(self.channel))
    }
}

/// The channel is told of these topics from now on and of no other. Returns those of which that is new.
///
/// # Errors
/// The database's own.
pub fn choose(
    connection: &mut Connection,
    channel: ChannelKind,
    wanted: &[Topic],
) -> QueryResult<Vec<Topic>> {
    use diesel::sql_types::{Bool, Text};
    let before = Choices::read(connection, channel)?;
    let mut changed = Vec::new();
    for topic in Topic::of(channel.audience()) {
        let is_wanted = wanted.contains(topic);
        if before.is_wanted(*topic) == is_wanted {
            continue;
        }
        changed.push(*topic);
        diesel::sql_query(
            "INSERT INTO notice_choices (channel, topic, wanted) VALUES ($1, $2, $3)
            ON CONFLICT (channel, topic) DO UPDATE SET wanted = excluded.wanted",
        )
        .bind::<Text, _>(channel.as_str())
        .bind::<Text, _>(topic.as_str())
        .bind::<Bool, _>(is_wanted)
        .execute(connection)?;
    }
    Ok(changed)
}
