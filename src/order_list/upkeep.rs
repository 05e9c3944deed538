//! Keeps up what the list is read by, where the orders themselves did not.
//!
//! An order writes its shelf and its words itself. Those that were there before, and those that an older program places or
//! changes while it still runs beside this one, did not. This reader of the feed looks at each order that something
//! happened to, and puts right what is missing: in small steps, beside the shop's work, and any number of nodes at once.

use std::collections::{BTreeMap, BTreeSet};

use diesel::{prelude::*, sql_types::BigInt};

use crate::{
    db::{
        Connection, Store, StoreError, dialect,
        schema::{feed_progress, order_items, order_shelves, orders},
        statement::statement,
    },
    feed::{self, Event, EventKind, Reader},
    orders::{Order, Shelf, Status, Uid, find_by_uid_locked, put_on_shelf, search},
    payments,
};

/// What this reader is called.
const NAME: &str = "search";

/// How many events are read in one step, and how many orders are put right in one transaction: callbacks wait for it.
const STEP: i64 = 500;
const AT_ONCE: usize = 50;

/// How many events are read between two notes of how far it has come.
const NOTED_EVERY: i64 = 2000;

/// The reader, and how far it is.
pub struct Upkeep {
    reader: Reader,
    /// Up to this event nothing was written down by the orders themselves.
    history: i64,
    noted: i64,
}

/// How far a step came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// There may be more events.
    Further,
    /// These were the newest ones.
    Newest,
}

/// What is missing of an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Missing {
    words: bool,
    payers: bool,
}

impl Upkeep {
    /// Goes on where it was left; the first time ever, at the beginning of the feed.
    ///
    /// # Errors
    /// The store's.
    pub async fn start(store: &Store) -> Result<Self, StoreError> {
        let known = store.read(|connection| Ok::<_, StoreError>(progress(connection)?)).await?;
        let (event_id, history) = match known {
            Some(known) => known,
            None => {
                store
                    .write(|connection| {
                        let history = feed::newest(connection)?;
                        dialect::execute(connection, &NewProgress { history })?;
                        // Another node may have been faster.
                        Ok::<_, StoreError>(progress(connection)?.unwrap_or((0, history)))
                    })
                    .await?
            }
        };
        Ok(Self { reader: Reader::after(event_id), history, noted: event_id })
    }

    /// The event that it has come to.
    #[cfg(test)]
    pub(super) fn cursor(&self) -> i64 {
        self.reader.cursor()
    }

    /// Looks at the orders of the next events.
    ///
    /// # Errors
    /// The store's; nothing is left out then, since the step is taken again.
    pub async fn step(&mut self, store: &Store) -> Result<Reached, StoreError> {
        let mut reader = self.reader.clone();
        let events = reader.next(store, STEP).await?;
        let missing = self.of_history(&events);
        let ids: Vec<i64> = events
            .iter()
            .filter_map(|event| event.order_id)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let missing =
            store.read(move |connection| whats_missing(connection, &ids, missing)).await?;
        for some in missing.chunks(AT_ONCE) {
            let some = some.to_vec();
            store.write(move |connection| put_right(connection, &some)).await?;
        }
        if reader.cursor() >= self.noted + NOTED_EVERY {
            let cursor = reader.cursor();
            store.write(move |connection| note(connection, cursor)).await?;
            self.noted = cursor;
        }
        self.reader = reader;
        let is_full = i64::try_from(events.len()).is_ok_and(|read| read >= STEP);
        Ok(if is_full { Reached::Further } else { Reached::Newest })
    }

    /// What the past has to have written for it.
    fn of_history(&self, events: &[Event]) -> BTreeMap<i64, Missing> {
        let mut missing: BTreeMap<i64, Missing> = BTreeMap::new();
        for event in events.iter().filter(|event| event.id <= self.history) {
            let Some(order_id) = event.order_id else { continue };
            let missing = missing.entry(order_id).or_default();
            missing.words |= event.kind == EventKind::Placed;
            missing.payers |= event.payment_id.is_some();
        }
        missing.retain(|_, missing| *missing != Missing::default());
        missing
    }
}

fn progress(connection: &mut Connection) -> QueryResult<Option<(i64, i64)>> {
    feed_progress::table
        .find(NAME)
        .select((feed_progress::event_id, feed_progress::history))
        .get_result(connection)
        .optional()
}

fn note(connection: &mut Connection, event_id: i64) -> Result<(), StoreError> {
    diesel::update(feed_progress::table.find(NAME).filter(feed_progress::event_id.lt(event_id)))
        .set(feed_progress::event_id.eq(event_id))
        .execute(connection)?;
    Ok(())
}

struct NewProgress {
    history: i64,
}

statement!(NewProgress -> ():
    "INSERT INTO feed_progress (reader, event_id, history) VALUES ('search', 0, " history as BigInt;
    ") ON CONFLICT DO NOTHING"
);

/// Adds the orders that lie on no shelf or on a wrong one: an older program wrote them.
fn whats_missing(
    connection: &mut Connection,
    ids: &[i64],
    mut missing: BTreeMap<i64, Missing>,
) -> Result<Vec<(i64, Missing)>, StoreError> {
    let statuses: Vec<(i64, Status)> = orders::table
        .filter(orders::id.eq_any(ids))
        .select((orders::id, orders::status))
        .load(connection)?;
    let shelves: BTreeMap<i64, Shelf> = order_shelves::table
        .filter(order_shelves::order_id.eq_any(ids))
        .select((order_shelves::order_id, order_shelves::shelf))
        .load::<(i64, Shelf)>(connection)?
        .into_iter()
        .collect();
    for (id, status) in statuses {
        match shelves.get(&id) {
            None => missing.entry(id).or_default().words = true,
            Some(shelf) if *shelf != Shelf::of(status) => {
                missing.entry(id).or_default();
            }
            Some(_) => {}
        }
    }
    Ok(missing.into_iter().collect())
}

fn put_right(connection: &mut Connection, missing: &[(i64, Missing)]) -> Result<(), StoreError> {
    for (id, missing) in missing {
        let uid: Option<Uid> =
            orders::table.find(id).select(orders::uid).get_result(connection).optional()?;
        let Some(uid) = uid else { continue };
        // Locked, so that it does not lie on the shelf of the status that it had before.
        let Some(order) = find_by_uid_locked(connection, uid.as_str())? else { continue };
        put_on_shelf(connection, order.id, order.written_status)?;
        if missing.words {
            write_words(connection, &order)?;
        }
        if missing.payers {
            payments::note_payers(connection, &order)?;
        }
    }
    Ok(())
}

fn write_words(connection: &mut Connection, order: &Order) -> QueryResult<()> {
    let names: Vec<String> = order_items::table
        .filter(order_items::order_id.eq(order.id))
        .order(order_items::position)
        .limit(search::MOST_ITEMS)
        .select(order_items::name)
        .load(connection)?;
    let words = search::words_of(
        order.nickname.as_str(),
        order.uid.as_str(),
        order.text.as_str(),
        names.iter().map(String::as_str),
    );
    search::write(connection, order.id, &words)
}
