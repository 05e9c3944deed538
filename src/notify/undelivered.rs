//! Messages that a channel could not deliver, until a person has seen to them: tries each once more, or leaves it.

use diesel::prelude::*;

use super::{channel::ChannelKind, topic::Topic};
use crate::{
    clock::UtcTime,
    db::{Connection, columns::words, schema::undelivered_notices as rows},
    feed::Actor,
    orders::{self, Order},
};

words! {
    /// Why it was not delivered.
    pub enum Why {
        /// The service does not take it.
        Refused = "refused",
        /// The channel did not work for so long that it is no news any more.
        Stale = "stale",
        /// It was tried in vain, though others came through; or once more in vain because a person asked.
        Failed = "failed",
    }
}

/// How many of them are shown.
pub const MOST_SHOWN: i64 = 20;

/// A message that was not delivered.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = rows)]
pub struct Undelivered {
    pub id: i64,
    pub channel: ChannelKind,
    pub topic: Topic,
    pub order_id: Option<i64>,
    /// `None` where no event made it.
    pub event_id: Option<i64>,
    pub why: Why,
    /// What the service answered.
    pub code: Option<i64>,
    pub at: UtcTime,
    /// When somebody asked that it be tried once more; `None` while nobody does.
    pub again_at: Option<UtcTime>,
    pub resolved_at: Option<UtcTime>,
    /// Who left it; `None` where it was delivered after all.
    pub resolved_by: Option<Actor>,
}

/// One to be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Insertable)]
#[diesel(table_name = rows, treat_none_as_default_value = false)]
pub struct NewUndelivered {
    pub channel: ChannelKind,
    pub topic: Topic,
    pub order_id: Option<i64>,
    pub event_id: Option<i64>,
    pub why: Why,
    pub code: Option<i64>,
    pub at: UtcTime,
}

/// # Errors
/// The database's own.
pub fn add(connection: &mut Connection, new: &NewUndelivered) -> QueryResult<()> {
    diesel::insert_into(rows::table).values(*new).execute(connection).map(drop)
}

/// Those that wait for a person.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    /// The oldest of them, with their orders.
    pub notices: Vec<(Undelivered, Option<Order>)>,
    /// Of each channel that has some: how many, and the newest of all of them.
    pub channels: Vec<(ChannelKind, i64, i64)>,
}

/// How many there are.
///
/// # Errors
/// The database's own.
pub fn count(connection: &mut Connection) -> QueryResult<i64> {
    rows::table.filter(rows::resolved_at.is_null()).count().get_result(connection)
}

/// # Errors
/// The database's own.
pub fn open(connection: &mut Connection) -> QueryResult<Waiting> {
    let found: Vec<Undelivered> = Undelivered::query()
        .filter(rows::resolved_at.is_null())
        .order(rows::id)
        .limit(MOST_SHOWN)
        .load(connection)?;
    let with_order = |each: Undelivered| {
        let order = match each.order_id {
            Some(id) => orders::find(connection, id)?,
            None => None,
        };
        Ok((each, order))
    };
    let notices: Vec<_> = found.into_iter().map(with_order).collect::<QueryResult<_>>()?;
    let mut channels = Vec::new();
    for channel in ChannelKind::ALL.iter().filter(|_| !notices.is_empty()) {
        let theirs = rows::table.filter(rows::resolved_at.is_null().and(rows::channel.eq(channel)));
        let newest: Option<i64> =
            theirs.select(diesel::dsl::max(rows::id)).get_result(connection)?;
        if let Some(newest) = newest {
            channels.push((*channel, theirs.count().get_result(connection)?, newest));
        }
    }
    Ok(Waiting { notices, channels })
}

/// # Errors
/// The database's own.
pub fn find(connection: &mut Connection, id: i64) -> QueryResult<Option<Undelivered>> {
    Undelivered::query().filter(rows::id.eq(id)).get_result(connection).optional()
}

/// What was asked came true, or somebody was faster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    Now,
    /// Nothing waits there any more.
    Before,
}

/// Its channel tries it once more.
///
/// # Errors
/// The database's own.
pub fn try_again(connection: &mut Connection, id: i64, now: UtcTime) -> QueryResult<Decided> {
    let open = rows::table.filter(rows::id.eq(id).and(rows::resolved_at.is_null()));
    let asked = diesel::update(open).set(rows::again_at.eq(now)).execute(connection)?;
    Ok(if asked == 0 { Decided::Before } else { Decided::Now })
}

/// That it waits no more.
#[derive(AsChangeset)]
#[diesel(table_name = rows, treat_none_as_null = true)]
struct Resolution {
    resolved_at: Option<UtcTime>,
    resolved_by: Option<Actor>,
    again_at: Option<UtcTime>,
}

impl Resolution {
    fn of(by: Option<&Actor>, now: UtcTime) -> Self {
        Self { resolved_at: Some(now), resolved_by: by.cloned(), again_at: None }
    }
}

/// It is left as it is.
///
/// # Errors
/// The database's own.
pub fn leave(
    connection: &mut Connection,
    id: i64,
    by: &Actor,
    now: UtcTime,
) -> QueryResult<Decided> {
    let open = rows::table.filter(rows::id.eq(id).and(rows::resolved_at.is_null()));
    let left = diesel::update(open).set(Resolution::of(Some(by), now)).execute(connection)?;
    Ok(if left == 0 { Decided::Before } else { Decided::Now })
}

/// All of that channel's are left that were there when the page was made. Returns how many.
///
/// # Errors
/// The database's own.
pub fn leave_all(
    connection: &mut Connection,
    channel: ChannelKind,
    up_to: i64,
    by: &Actor,
    now: UtcTime,
) -> QueryResult<usize> {
    let open = rows::table
        .filter(rows::channel.eq(channel).and(rows::id.le(up_to)).and(rows::resolved_at.is_null()));
    diesel::update(open).set(Resolution::of(Some(by), now)).execute(connection)
}

/// The one that its channel is to try first.
///
/// # Errors
/// The database's own.
pub(super) fn next(
    connection: &mut Connection,
    channel: ChannelKind,
) -> QueryResult<Option<Undelivered>> {
    Undelivered::query()
        .filter(rows::resolved_at.is_null().and(rows::again_at.is_not_null()))
        .filter(rows::channel.eq(channel))
        .order(rows::id)
        .limit(1)
        .get_result(connection)
        .optional()
}

/// It was delivered after all.
///
/// # Errors
/// The database's own.
pub(super) fn delivered(connection: &mut Connection, id: i64, now: UtcTime) -> QueryResult<()> {
    diesel::update(rows::table.find(id))
        .set(Resolution::of(None, now))
        .execute(connection)
        .map(drop)
}

/// It was tried once more in vain, so a person has to ask again.
///
/// # Errors
/// The database's own.
pub(super) fn in_vain(
    connection: &mut Connection,
    id: i64,
    why: Why,
    code: Option<i64>,
    now: UtcTime,
) -> QueryResult<()> {
    let open = rows::table.filter(rows::id.eq(id).and(rows::resolved_at.is_null()));
    diesel::update(open)
        .set((
            rows::again_at.eq(None::<UtcTime>),
            rows::why.eq(why),
            rows::code.eq(code),
            rows::at.eq(now),
        ))
        .execute(connection)
        .map(drop)
}
