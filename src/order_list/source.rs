//! Where the orders of a condition are read from, in the list's order.

use std::collections::HashSet;

use diesel::prelude::*;

use super::{
    filter::{Filter, Show, Trouble, holding},
    open::Open,
    own_ids,
    window::{End, Window},
    word_source::{Begun, WordSource},
};
use crate::{
    db::{
        Connection,
        schema::{customers, discrepancies, order_items, order_shelves, orders, other_payers},
    },
    orders::{Shelf, Status},
};

/// Orders, by an index that has them in the order of their ids.
#[derive(Clone, Debug)]
pub(super) enum Source {
    All,
    Shelf(Shelf),
    OfProduct(i64),
    OfCustomer(i64),
    PaidBy(String),
    Words(WordSource),
    /// These, sorted.
    These(Vec<i64>),
    Either(Vec<Source>),
}

/// The sources of a filter: an order that it lists is in each of them.
pub(super) fn sources(
    connection: &mut Connection,
    filter: &Filter,
    open: &Open,
) -> QueryResult<Vec<Source>> {
    let mut sources = Vec::new();
    if let Some(show) = filter.show {
        sources.push(of_show(connection, show, open)?);
    }
    if let Some(trouble) = filter.trouble {
        sources.push(of_trouble(connection, trouble)?);
    }
    if let Some(product) = filter.product {
        sources.push(Source::OfProduct(product));
    }
    if let Some(payer) = &filter.payer {
        sources.push(of_payer(connection, payer)?);
    }
    if let Some(search) = &filter.search {
        let mut words = Vec::new();
        for word in &search.words {
            let uids = own_ids::of_uids(connection, &word.uids)?;
            // The longest says most.
            let longest = word.beginnings.iter().max_by_key(|beginning| beginning.len());
            let by_word = match longest {
                Some(beginning) => WordSource::find(connection, beginning)?,
                None => Begun::TooMany,
            };
            words.push(match by_word {
                // Where so many words begin like that, most orders have one of them.
                Begun::TooMany => Source::All,
                Begun::Few(orders) => Source::Either(vec![uids, Source::These(orders)]),
                Begun::Many(by_word) => Source::Either(vec![uids, Source::Words(by_word)]),
            });
        }
        let whole = own_ids::of_uids(connection, &search.uids)?;
        match (&whole, words.as_slice()) {
            (_, []) => sources.push(whole),
            (Source::These(ids), _) if ids.is_empty() => sources.extend(words),
            (_, [_]) => {
                words.push(whole);
                sources.push(Source::Either(words));
            }
            // A number that was typed with spaces; other words with these digits can be found by the words alone.
            _ => sources.push(whole),
        }
    }
    if sources.is_empty() {
        sources.push(Source::All);
    }
    Ok(sources)
}

fn of_show(connection: &mut Connection, show: Show, open: &Open) -> QueryResult<Source> {
    Ok(match show {
        Show::Status(status @ (Status::Completed | Status::Cancelled | Status::Refunded)) => {
            Source::Shelf(Shelf::of(status))
        }
        // Also when nobody has written it down yet.
        Show::Status(Status::Expired) => {
            Source::Either(vec![Source::Shelf(Shelf::Expired), Source::These(open.shown(show))])
        }
        Show::ToAssemble
        | Show::Status(
            Status::AwaitingPayment | Status::Paid | Status::Assembling | Status::Ready,
        ) => Source::These(open.shown(show)),
        Show::Overdue => Source::These(open.overdue(connection)?),
    })
}

/// The open discrepancies are few, so all are read.
fn of_trouble(connection: &mut Connection, trouble: Trouble) -> QueryResult<Source> {
    let kinds = match trouble {
        Trouble::Hold => holding(),
        other => other.kinds(),
    };
    let ids = discrepancies::table
        .filter(discrepancies::resolved_at.is_null().and(discrepancies::kind.eq_any(kinds)))
        .select(discrepancies::order_id)
        .load::<Option<i64>>(connection)?;
    Ok(own_ids::these(ids.into_iter().flatten()))
}

fn of_payer(connection: &mut Connection, payer: &str) -> QueryResult<Source> {
    let customer: Option<i64> = customers::table
        .filter(customers::nickname_folded.eq(payer))
        .select(customers::id)
        .get_result(connection)
        .optional()?;
    let mut either = vec![Source::PaidBy(payer.to_owned())];
    either.extend(customer.map(Source::OfCustomer));
    Ok(Source::Either(either))
}

/// The ids of a column of a table, from one end of the window.
macro_rules! ids {
    ($table:ident, $column:ident, $filter:expr, $window:expr, $most:expr, $connection:expr) => {{
        let query = $table::table
            .filter($filter)
            .filter($table::$column.between($window.low, $window.high))
            .select($table::$column)
            .limit($most);
        match $window.end {
            End::High => query.order($table::$column.desc()).load::<i64>($connection)?,
            End::Low => query.order($table::$column.asc()).load::<i64>($connection)?,
        }
    }};
}

impl Source {
    /// The next orders, at most so many, each once. Fewer: there are no more.
    pub(super) fn read(
        &self,
        connection: &mut Connection,
        window: Window,
        most: usize,
    ) -> QueryResult<Vec<i64>> {
        if window.is_empty() {
            return Ok(Vec::new());
        }
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let ids = match self {
            Self::All => ids!(orders, id, orders::id.gt(0), window, limit, connection),
            Self::Shelf(status) => ids!(
                order_shelves,
                order_id,
                order_shelves::shelf.eq(*status),
                window,
                limit,
                connection
            ),
            Self::OfProduct(product) => return of_product(connection, *product, window, most),
            Self::OfCustomer(customer) => {
                ids!(orders, id, orders::customer_id.eq(*customer), window, limit, connection)
            }
            Self::PaidBy(payer) => {
                ids!(
                    other_payers,
                    order_id,
                    other_payers::payer.eq(payer),
                    window,
                    limit,
                    connection
                )
            }
            Self::Words(words) => words.read(connection, window, most)?,
            Self::These(ids) => window.nearest(ids, most),
            Self::Either(sources) => {
                let mut ids = Vec::new();
                for source in sources {
                    ids.extend(source.read(connection, window, most)?);
                }
                window.sort(&mut ids);
                ids.truncate(most);
                ids
            }
        };
        Ok(ids)
    }
}

impl Source {
    /// Leaves those of these orders that are in it, where an index tells at once; otherwise all of them, and the orders
    /// themselves are looked at.
    pub(super) fn keep(
        &self,
        connection: &mut Connection,
        orders: &mut Vec<i64>,
    ) -> QueryResult<()> {
        if !orders.is_empty()
            && let Some(among) = self.among(connection, orders)?
        {
            orders.retain(|id| among.contains(id));
        }
        Ok(())
    }

    fn among(
        &self,
        connection: &mut Connection,
        orders: &[i64],
    ) -> QueryResult<Option<HashSet<i64>>> {
        let among: Vec<i64> = match self {
            Self::All | Self::OfCustomer(_) => return Ok(None),
            Self::Shelf(status) => order_shelves::table
                .filter(order_shelves::order_id.eq_any(orders))
                .filter(order_shelves::shelf.eq(*status))
                .select(order_shelves::order_id)
                .load(connection)?,
            Self::OfProduct(product) => order_items::table
                .filter(order_items::order_id.eq_any(orders))
                .filter(order_items::product_id.eq(product))
                .select(order_items::order_id)
                .load(connection)?,
            Self::PaidBy(payer) => other_payers::table
                .filter(other_payers::order_id.eq_any(orders))
                .filter(other_payers::payer.eq(payer))
                .select(other_payers::order_id)
                .load(connection)?,
            Self::Words(words) => return words.among(connection, orders),
            Self::These(ids) => {
                orders.iter().copied().filter(|id| ids.binary_search(id).is_ok()).collect()
            }
            Self::Either(sources) => {
                let mut either = HashSet::new();
                for source in sources {
                    match source.among(connection, orders)? {
                        None => return Ok(None),
                        Some(among) => either.extend(among),
                    }
                }
                return Ok(Some(either));
            }
        };
        Ok(Some(among.into_iter().collect()))
    }
}

/// An order may have a product in several lines, so what a limit reads may be fewer orders than there are.
fn of_product(
    connection: &mut Connection,
    product: i64,
    window: Window,
    most: usize,
) -> QueryResult<Vec<i64>> {
    let mut all: Vec<i64> = Vec::new();
    let mut left = window;
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    while all.len() < most {
        let mut ids = ids!(
            order_items,
            order_id,
            order_items::product_id.eq(product),
            left,
            limit,
            connection
        );
        let ended = ids.len() < most;
        ids.dedup();
        let Some(last) = ids.last() else { break };
        left = left.after(*last);
        all.extend(ids);
        if ended {
            break;
        }
    }
    all.truncate(most);
    Ok(all)
}
