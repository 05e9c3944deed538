//! A reader of the feed that acts on the outside: a notice, a webhook.
//!
//! It has a name, and under that name its cursor is in the database, with a lease: of several nodes one acts, and another
//! takes over when the lease has run out. What is acted on is written down afterwards, so a node that dies in between
//! leaves its last deed to be done again: at least once, and in the feed's order. A lease is told by the nodes' clocks;
//! where these differ by more than its margin, two nodes may do the same, and one of them then learns that it was not its
//! turn.

use std::{collections::VecDeque, time::Duration};

use diesel::prelude::*;
use uuid::Uuid;

use super::{Event, Reader};
use crate::{
    clock::UtcTime,
    db::{Connection, Store, StoreError, schema::consumers},
};

/// For how long nobody else acts without hearing of whoever does.
const LEASE: Duration = Duration::from_secs(30);

/// How much of the lease is left, at least, to whoever acts: no deed may take longer that did not ask for more.
pub const MARGIN: Duration = Duration::from_secs(12);

/// A consumer of the feed, as one process has it.
pub struct Consumer {
    store: Store,
    name: &'static str,
    /// What this process signs its lease with.
    holder: String,
    held: Option<Held>,
    /// After how long without anybody working it what happened meanwhile is of no use any more; `None`: never.
    forgets_after: Option<Duration>,
    /// Looks for the feed's end, where a consumer begins of which nothing is written yet, or begins anew.
    beginning: Reader,
}

/// What is known while the lease is this process's.
struct Held {
    until: UtcTime,
    /// As it is written down.
    cursor: i64,
    reader: Reader,
    /// What was read, and is not dealt with.
    ahead: VecDeque<Event>,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// This process's, for [`MARGIN`] at least.
    Ours,
    /// Another's, until then unless it goes on.
    Theirs { until: UtcTime },
    /// It begins now for the first time, and where the feed ends is not settled yet.
    Beginning,
}

/// Whether something was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    Written,
    /// It was another's turn meanwhile: nothing was written.
    Lost,
}

impl Consumer {
    /// The consumer of that name. A new one begins with what happens from now on.
    #[must_use]
    pub fn new(store: Store, name: &'static str) -> Self {
        let holder = Uuid::new_v4().to_string();
        Self { store, name, holder, held: None, forgets_after: None, beginning: Reader::after(0) }
    }

    /// Where nobody has worked it for longer than that, it begins with what happens from then on.
    #[must_use]
    pub fn forgetting_after(self, forgets_after: Duration) -> Self {
        Self { forgets_after: Some(forgets_after), ..self }
    }

    /// The data that it reads.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Takes the turn where it is nobody else's, or keeps it. To be asked before each deed.
    ///
    /// # Errors
    /// The store's.
    pub async fn take(&mut self, now: UtcTime) -> Result<Turn, StoreError> {
        self.take_for(now, MARGIN).await
    }

    /// The same before a deed that may take that long, which is to be less than the lease of 30 s.
    ///
    /// # Errors
    /// The store's.
    pub async fn take_for(&mut self, now: UtcTime, longest: Duration) -> Result<Turn, StoreError> {
        if self.held.as_ref().is_some_and(|held| now.plus(longest) < held.until) {
            return Ok(Turn::Ours);
        }
        let (name, holder) = (self.name, self.holder.clone());
        let (until, forgotten) = (now.plus(LEASE), self.forgotten(now));
        let taken =
            self.store.write(move |c| take(c, name, &holder, now, until, forgotten)).await?;
        match taken {
            Taken::Unwritten | Taken::Forgotten => self.begin(now, until).await,
            taken => Ok(self.taken(taken, until)),
        }
    }

    /// Whose lease ended before that has been worked by nobody for too long.
    fn forgotten(&self, now: UtcTime) -> Option<UtcTime> {
        self.forgets_after.map(|after| now.minus(after))
    }

    /// Writes a new consumer down, or that it begins anew. What is settled when it is first looked is left out; on PostgreSQL somebody may have
    /// to end a transaction first.
    async fn begin(&mut self, now: UtcTime, until: UtcTime) -> Result<Turn, StoreError> {
        let newest = self.beginning.look(&self.store).await?;
        // What is seen at the first look is settled at the second one, unless somebody is still writing.
        self.beginning.look(&self.store).await?;
        self.beginning.skip();
        let cursor = self.beginning.cursor();
        if cursor == 0 && newest > 0 {
            return Ok(Turn::Beginning);
        }
        let (name, holder, forgotten) = (self.name, self.holder.clone(), self.forgotten(now));
        let taken = self.store.write(move |connection| {
            begin(connection, name, cursor, &holder)?;
            if let Some(forgotten) = forgotten {
                begin_anew(connection, name, cursor, forgotten)?;
            }
            take(connection, name, &holder, now, until, None)
        });
        let taken = taken.await?;
        self.beginning = Reader::after(0);
        Ok(self.taken(taken, until))
    }

    fn taken(&mut self, taken: Taken, until: UtcTime) -> Turn {
        match (taken, &mut self.held) {
            (Taken::Ours(cursor), Some(held)) if held.cursor == cursor => {
                held.until = until;
                Turn::Ours
            }
            (Taken::Ours(cursor), held) => {
                let (reader, ahead) = (Reader::after(cursor), VecDeque::new());
                *held = Some(Held { until, cursor, reader, ahead });
                Turn::Ours
            }
            (Taken::Theirs(until), held) => {
                *held = None;
                Turn::Theirs { until }
            }
            // Whoever wrote it down has removed it since.
            (Taken::Unwritten | Taken::Forgotten, held) => {
                *held = None;
                Turn::Beginning
            }
        }
    }

    /// What is to be dealt with next, oldest first: the same again until it is [`Self::done`]. None where it is not this
    /// process's turn.
    ///
    /// # Errors
    /// The store's; nothing is missed.
    pub async fn next(&mut self, most: i64) -> Result<Vec<Event>, StoreError> {
        let Some(held) = &mut self.held else {
            return Ok(Vec::new());
        };
        if held.ahead.is_empty() {
            held.ahead.extend(held.reader.next(&self.store, most).await?);
        }
        Ok(held.ahead.iter().cloned().collect())
    }

    /// The same with what comes after it, up to so many in all: for whoever looks past the next one.
    ///
    /// # Errors
    /// The store's; nothing is missed.
    pub async fn more(&mut self, most: i64) -> Result<Vec<Event>, StoreError> {
        let Some(held) = &mut self.held else {
            return Ok(Vec::new());
        };
        let read = i64::try_from(held.ahead.len()).unwrap_or(i64::MAX);
        if let missing @ 1.. = most.saturating_sub(read) {
            held.ahead.extend(held.reader.next(&self.store, missing).await?);
        }
        Ok(held.ahead.iter().cloned().collect())
    }

    /// Everything up to the event of that id is dealt with. What `also` writes is written with that, or not at all.
    ///
    /// # Errors
    /// The store's; it will be dealt with again.
    pub async fn done(
        &mut self,
        last: i64,
        also: impl Fn(&mut Connection) -> QueryResult<()> + Send + 'static,
    ) -> Result<Done, StoreError> {
        // Put back when it is known to be written: what nobody knows is read anew.
        let Some(mut held) = self.held.take() else {
            return Ok(Done::Lost);
        };
        let (name, holder, cursor) = (self.name, self.holder.clone(), held.cursor);
        let written = self.store.write(move |connection| {
            let mine = consumers::table
                .find(name)
                .filter(consumers::holder.eq(&holder).and(consumers::cursor.eq(cursor)));
            let moved = diesel::update(mine).set(consumers::cursor.eq(last)).execute(connection)?;
            if moved == 0 {
                return Ok(Done::Lost);
            }
            also(connection)?;
            Ok::<_, StoreError>(Done::Written)
        });
        let written = written.await?;
        if written == Done::Written {
            held.cursor = last;
            held.ahead.retain(|event| event.id > last);
            self.held = Some(held);
        }
        Ok(written)
    }

    /// Writes something down while it is this process's turn, or not at all.
    ///
    /// # Errors
    /// The store's.
    pub async fn also(
        &mut self,
        write: impl Fn(&mut Connection) -> QueryResult<()> + Send + 'static,
    ) -> Result<Done, StoreError> {
        match &self.held {
            Some(held) => {
                let last = held.cursor;
                self.done(last, write).await
            }
            None => Ok(Done::Lost),
        }
    }

    /// Leaves the turn to whoever wants it.
    ///
    /// # Errors
    /// The store's; the lease runs out by itself then.
    pub async fn release(&mut self, now: UtcTime) -> Result<(), StoreError> {
        if self.held.take().is_none() {
            return Ok(());
        }
        let (name, holder) = (self.name, self.holder.clone());
        let released = self.store.write(move |connection| {
            let mine = consumers::table.find(name).filter(consumers::holder.eq(&holder));
            diesel::update(mine).set(consumers::held_until.eq(now)).execute(connection)?;
            Ok::<_, StoreError>(())
        });
        released.await
    }
}

enum Taken {
    /// The cursor as it is written down.
    Ours(i64),
    Theirs(UtcTime),
    /// There is no such consumer yet.
    Unwritten,
    /// Nobody has worked it for so long that it begins anew.
    Forgotten,
}

/// Until when a consumer is written down to be held that nobody has worked yet.
fn never() -> UtcTime {
    UtcTime::from_micros(0)
}

fn take(
    connection: &mut Connection,
    name: &str,
    holder: &str,
    now: UtcTime,
    until: UtcTime,
    forgotten: Option<UtcTime>,
) -> Result<Taken, StoreError> {
    // Whose turn it has never been is not forgotten.
    let never = never();
    let kept = forgotten.unwrap_or(never);
    let is_free = consumers::held_until
        .le(now)
        .and(consumers::held_until.eq(never).or(consumers::held_until.ge(kept)));
    let free = consumers::table.find(name).filter(consumers::holder.eq(holder).or(is_free));
    let taken = diesel::update(free)
        .set((consumers::holder.eq(holder), consumers::held_until.eq(until)))
        .execute(connection)?;
    let written: Option<(i64, UtcTime)> = consumers::table
        .find(name)
        .select((consumers::cursor, consumers::held_until))
        .get_result(connection)
        .optional()?;
    Ok(match written {
        None => Taken::Unwritten,
        Some((cursor, _)) if taken == 1 => Taken::Ours(cursor),
        Some((_, until)) if until <= now => Taken::Forgotten,
        Some((_, until)) => Taken::Theirs(until),
    })
}

/// Has a consumer of which nothing is written yet begin after the event of that id, whenever somebody works it.
///
/// # Errors
/// The database's own.
pub fn begin_after(connection: &mut Connection, name: &str, cursor: i64) -> QueryResult<()> {
    begin(connection, name, cursor, "").map(drop)
}

/// Writes a consumer down whose turn is nobody's, unless another node was faster.
fn begin(connection: &mut Connection, name: &str, cursor: i64, holder: &str) -> QueryResult<usize> {
    use diesel::sql_types::{BigInt, Text};
    diesel::sql_query(
        "INSERT INTO consumers (name, cursor, holder, held_until) VALUES ($1, $2, $3, 0)
        ON CONFLICT (name) DO NOTHING",
    )
    .bind::<Text, _>(name)
    .bind::<BigInt, _>(cursor)
    .bind::<Text, _>(holder)
    .execute(connection)
}

/// Leaves out what happened up to the event of that id, where nobody has worked the consumer since that time.
fn begin_anew(
    connection: &mut Connection,
    name: &'static str,
    cursor: i64,
    forgotten: UtcTime,
) -> QueryResult<()> {
    let lasted = consumers::held_until.lt(forgotten).and(consumers::held_until.gt(never()));
    let row = consumers::table.find(name).filter(lasted.and(consumers::cursor.lt(cursor)));
    if diesel::update(row).set(consumers::cursor.eq(cursor)).execute(connection)? == 1 {
        tracing::info!(
            consumer = name,
            "nobody has worked it for a long time: it begins with what happens from now on"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests;
