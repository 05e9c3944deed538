//! Finds a page of the list.

use diesel::prelude::*;

use super::{
    Filter, Open, Sort,
    look::{self, Look, Looked},
    source::{Source, sources},
    window::{End, Window},
};
use crate::{
    clock::UtcTime,
    db::{Connection, schema},
    orders::{self, Item, Order, Status, Uid},
    payments::DiscrepancyKind,
};

/// How much is done for one page before it is left at that. An order that an index tells to be none costs one, an order that
/// is read costs more.
const MOST_EFFORT: usize = 1000;
const EFFORT_OF_READING: usize = 2;

/// How many ids are read at once: at first, and at most.
const FIRST_BATCH: usize = 64;
pub(super) const LARGEST_BATCH: usize = 1024;

/// How many orders are looked at at once. Of a thousand PostgreSQL would rather read an index from one end to the other.
pub(super) const AT_ONCE: usize = 128;

/// How far around a moment the orders are looked at whose ids are not in the order of their times: nodes have clocks of
/// their own, and an order has its time before its id.
const DISORDER: i64 = 200;

/// How many lines of an order the list shows.
const SHOWN_ITEMS: usize = 3;

/// Where a page begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum From {
    #[default]
    Start,
    /// It goes on after that order.
    After(Uid),
    /// It ends before that order.
    Before(Uid),
}

/// An order in the list.
#[derive(Clone, Debug)]
pub struct Row {
    pub order: Order,
    pub status: Status,
    /// What is open about it.
    pub open: Vec<DiscrepancyKind>,
    /// What keeps it from being assembled, if it is paid.
    pub held: Option<DiscrepancyKind>,
    /// Its first lines.
    pub items: Vec<Item>,
    pub has_more_items: bool,
}

/// A page of the list.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub rows: Vec<Row>,
    /// The order to go on after; `None` at the end.
    pub next: Option<Uid>,
    /// The order to go back before; `None` at the beginning.
    pub previous: Option<Uid>,
    /// Where looking was left off although the page is not full: everything up to then was looked at.
    pub looked_until: Option<UtcTime>,
}

/// A page of the orders that a filter lists, at most `most`. The open orders should be of the same snapshot.
///
/// # Errors
/// The database's own.
pub fn find(
    connection: &mut Connection,
    open: &Open,
    filter: &Filter,
    sort: Sort,
    from: &From,
    most: usize,
) -> QueryResult<Page> {
    let end = End::from(sort);
    let (start, end, backwards) = match from {
        From::Start => (None, end, false),
        From::After(uid) => (id_of(connection, uid)?, end, false),
        From::Before(uid) => (id_of(connection, uid)?, end.other(), true),
    };
    let mut window = placed(connection, Window::whole(end), filter)?;
    if let Some(start) = start {
        window = window.after(start);
    }
    let Read { mut found, left_off } = read(connection, open, filter, window, most)?;
    let has_more = found.len() > most;
    found.truncate(most);
    let looked_until = left_off.as_ref().map(|order| order.created_at);
    // Where reading goes on.
    let far = if has_more { found.last().map(|look| &look.order) } else { left_off.as_ref() };
    let far = far.map(|order| order.uid.clone());
    // And where it came from.
    let near = start.and_then(|_| match (found.first(), from) {
        (Some(first), _) => Some(first.order.uid.clone()),
        (None, From::After(uid) | From::Before(uid)) => Some(uid.clone()),
        (None, From::Start) => None,
    });
    if backwards {
        found.reverse();
    }
    let (previous, next) = if backwards { (far, near) } else { (near, far) };
    let rows = look::rows(connection, found, open.now(), SHOWN_ITEMS)?;
    Ok(Page { rows, next, previous, looked_until })
}

fn id_of(connection: &mut Connection, uid: &Uid) -> QueryResult<Option<i64>> {
    schema::orders::table
        .filter(schema::orders::uid.eq(uid))
        .select(schema::orders::id)
        .get_result(connection)
        .optional()
}

/// What was read for a page.
struct Read {
    /// One more than the page takes, where there are more.
    found: Vec<Looked>,
    /// The last order that was looked at, where there may be more.
    left_off: Option<Order>,
}

fn read(
    connection: &mut Connection,
    open: &Open,
    filter: &Filter,
    window: Window,
    most: usize,
) -> QueryResult<Read> {
    let sources = sources(connection, filter, open)?;
    let look = Look::new(filter, open.now());
    let mut found: Vec<Looked> = Vec::new();
    let mut batch = FIRST_BATCH.max(most + 1);
    let mut left = window;
    let Some((mut ids, source)) = sparsest(connection, &sources, window, batch)? else {
        return Ok(Read { found, left_off: None });
    };
    let mut effort = 0;
    loop {
        let ended = ids.len() < batch;
        let last = ids.last().copied();
        effort += ids.len();
        for some in ids.chunks(AT_ONCE) {
            let mut some = some.to_vec();
            for other in sources.iter().filter(|other| !std::ptr::eq(*other, source)) {
                other.keep(connection, &mut some)?;
            }
            effort += some.len() * EFFORT_OF_READING;
            look.at(connection, &some, &mut found, most + 1)?;
            if found.len() > most {
                return Ok(Read { found, left_off: None });
            }
        }
        let Some(last) = last.filter(|_| !ended) else {
            return Ok(Read { found, left_off: None });
        };
        if effort >= MOST_EFFORT {
            return Ok(Read { found, left_off: orders::find(connection, last)? });
        }
        left = left.after(last);
        batch = (batch * 2).min(LARGEST_BATCH.max(most + 1));
        ids = source.read(connection, left, batch)?;
    }
}

/// The first orders of the source that has fewest of them here: the one that ends, or that gets farthest with as many.
pub(super) fn sparsest<'a>(
    connection: &mut Connection,
    sources: &'a [Source],
    window: Window,
    most: usize,
) -> QueryResult<Option<(Vec<i64>, &'a Source)>> {
    let mut sparsest: Option<(Vec<i64>, &Source)> = None;
    for source in sources {
        let ids = source.read(connection, window, most)?;
        let is_sparser = match &sparsest {
            None => true,
            Some((best, _)) if ids.len() != best.len() => ids.len() < best.len(),
            Some((best, _)) => match (ids.last(), best.last()) {
                (Some(one), Some(other)) => window.is_nearer(*other, *one),
                _ => false,
            },
        };
        if is_sparser {
            let ended = ids.len() < FIRST_BATCH / 4;
            sparsest = Some((ids, source));
            // It cannot get much better.
            if ended {
                break;
            }
        }
    }
    Ok(sparsest)
}

/// The window of the orders that were placed when the filter says. Their times are looked at as well: this is to look at
/// no others than one must.
pub(super) fn placed(
    connection: &mut Connection,
    window: Window,
    filter: &Filter,
) -> QueryResult<Window> {
    use schema::orders;
    let mut window = window;
    if let Some(from) = filter.from {
        let around: Vec<i64> = orders::table
            .filter(orders::created_at.ge(from))
            .order((orders::created_at.asc(), orders::id.asc()))
            .select(orders::id)
            .limit(DISORDER)
            .load(connection)?;
        window = window.narrowed(around.iter().copied().min().unwrap_or(i64::MAX), i64::MAX);
    }
    if let Some(until) = filter.until {
        let around: Vec<i64> = orders::table
            .filter(orders::created_at.lt(until))
            .order((orders::created_at.desc(), orders::id.desc()))
            .select(orders::id)
            .limit(DISORDER)
            .load(connection)?;
        window = window.narrowed(1, around.iter().copied().max().unwrap_or(0));
    }
    Ok(window)
}
