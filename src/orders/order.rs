//! An order as it is read.

use std::collections::BTreeMap;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};

use super::{BrowserId, Item, OrderText, OrderToken, Status, Uid};
use crate::{
    clock::UtcTime,
    customers::Nickname,
    db::{
        Connection,
        columns::{ArColumn, SumColumn},
        dialect,
        schema::{order_items, orders},
        statement::statement,
    },
    dromon::Sum,
    money::Ar,
};

/// An order.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = orders)]
pub struct Order {
    pub id: i64,
    pub uid: Uid,
    pub token: OrderToken,
    pub nickname: Nickname,
    pub text: OrderText,
    #[diesel(deserialize_as = SumColumn)]
    pub total: Sum,
    /// The sum of its counted payments.
    #[diesel(deserialize_as = ArColumn)]
    pub counted: Ar,
    /// As it was last written down; see [`Order::status_at`].
    #[diesel(column_name = status)]
    pub written_status: Status,
    /// The id of its newest event. It changes with every change of the order: the order's version.
    pub last_event: i64,
    pub last_payment: Option<i64>,
    pub created_at: UtcTime,
    pub expires_at: UtcTime,
}

impl Order {
    /// Where the order stands. An unpaid order past its time has expired, also when nobody has written it
    /// down yet; a part-paid one never does.
    #[must_use]
    pub fn status_at(&self, now: UtcTime) -> Status {
        if self.written_status == Status::AwaitingPayment
            && self.counted == Ar::ZERO
            && self.expires_at <= now
        {
            Status::Expired
        } else {
            self.written_status
        }
    }

    /// What is left of the total; `None` when nothing is. Refunds never reopen it.
    #[must_use]
    pub fn left_to_pay(&self) -> Option<Sum> {
        let left = Ar::from(self.total).checked_sub(self.counted)?;
        Sum::new(left.get()).ok()
    }

    /// What the customer can pay now: what is left, while the order waits for it.
    #[must_use]
    pub fn payable_at(&self, now: UtcTime) -> Option<Sum> {
        match self.status_at(now) {
            Status::AwaitingPayment => self.left_to_pay(),
            _ => None,
        }
    }
}

/// # Errors
/// The database's own.
pub fn find(connection: &mut Connection, id: i64) -> QueryResult<Option<Order>> {
    Order::query().filter(orders::id.eq(id)).get_result(connection).optional()
}

/// Like [`find`], and nobody else changes the order until the transaction ends.
///
/// # Errors
/// The database's own.
pub fn find_locked(connection: &mut Connection, id: i64) -> QueryResult<Option<Order>> {
    dialect::find_locked(connection, ById { id })
}

/// The order of exactly this uid, byte for byte.
///
/// # Errors
/// The database's own.
pub fn find_by_uid(connection: &mut Connection, uid: &str) -> QueryResult<Option<Order>> {
    if !may_be_one(uid) {
        return Ok(None);
    }
    dialect::find(connection, ByUid { uid })
}

/// Like [`find_by_uid`], and nobody else changes the order until the transaction ends.
///
/// # Errors
/// The database's own.
pub fn find_by_uid_locked(connection: &mut Connection, uid: &str) -> QueryResult<Option<Order>> {
    if !may_be_one(uid) {
        return Ok(None);
    }
    dialect::find_locked(connection, ByUid { uid })
}

/// The order whose uid, folded, is this ([`Uid::folded`], [`super::fold_typed`]): however a person spelled it. Locked, as
/// by [`find_locked`].
///
/// # Errors
/// The database's own.
pub fn find_folded_locked(connection: &mut Connection, folded: &str) -> QueryResult<Option<Order>> {
    if !may_be_one(folded) {
        return Ok(None);
    }
    dialect::find_locked(connection, ByFolded { folded })
}

/// The order whose uid, folded, is this ([`Uid::folded`], [`super::fold_typed`]): however a person spelled it.
///
/// # Errors
/// The database's own.
pub fn find_folded(connection: &mut Connection, folded: &str) -> QueryResult<Option<Order>> {
    if !may_be_one(folded) {
        return Ok(None);
    }
    Order::query().filter(orders::uid_folded.eq(folded)).get_result(connection).optional()
}

/// The order whose number a person typed: Cyrillic look-alikes, lower case and a missing dash do not matter.
///
/// # Errors
/// The database's own.
pub fn find_typed(connection: &mut Connection, typed: &str) -> QueryResult<Option<Order>> {
    let candidates = super::fold_typed(typed).into_iter().flat_map(super::Typed::candidates);
    for folded in candidates {
        if let Some(order) = find_folded(connection, &folded)? {
            return Ok(Some(order));
        }
    }
    Ok(None)
}

/// Whatever a payer or a program sends as a uid comes here. PostgreSQL has no zero byte in a text, and fails.
fn may_be_one(uid: &str) -> bool {
    !uid.contains('\0')
}

/// What these orders are called, by their keys.
///
/// # Errors
/// The database's own.
pub fn uids(connection: &mut Connection, ids: &[i64]) -> QueryResult<BTreeMap<i64, Uid>> {
    let found: Vec<(i64, Uid)> = orders::table
        .filter(orders::id.eq_any(ids))
        .select((orders::id, orders::uid))
        .load(connection)?;
    Ok(found.into_iter().collect())
}

struct ByUid<'a> {
    uid: &'a str,
}

struct ById {
    id: i64,
}

struct ByFolded<'a> {
    folded: &'a str,
}

struct ByToken<'a> {
    token: &'a OrderToken,
}

// The columns are those of `Order`, in its order.
statement!(ById -> (
    BigInt, Text, Text, Text, Text, BigInt, BigInt, Text, BigInt, Nullable<BigInt>, BigInt, BigInt,
):
    "SELECT id, uid, token, nickname, text, total, counted, status, last_event, last_payment, created_at, expires_at
    FROM orders WHERE id = " id as BigInt;
    ""
);
statement!(ByFolded<'_> -> (
    BigInt, Text, Text, Text, Text, BigInt, BigInt, Text, BigInt, Nullable<BigInt>, BigInt, BigInt,
):
    "SELECT id, uid, token, nickname, text, total, counted, status, last_event, last_payment, created_at, expires_at
    FROM orders WHERE uid_folded = " folded as Text;
    ""
);
statement!(ByToken<'_> -> (
    BigInt, Text, Text, Text, Text, BigInt, BigInt, Text, BigInt, Nullable<BigInt>, BigInt, BigInt,
):
    "SELECT id, uid, token, nickname, text, total, counted, status, last_event, last_payment, created_at, expires_at
    FROM orders WHERE token = " token as Text;
    ""
);
statement!(ByUid<'_> -> (
    BigInt, Text, Text, Text, Text, BigInt, BigInt, Text, BigInt, Nullable<BigInt>, BigInt, BigInt,
):
    "SELECT id, uid, token, nickname, text, total, counted, status, last_event, last_payment, created_at, expires_at
    FROM orders WHERE uid = " uid as Text;
    ""
);

/// # Errors
/// The database's own.
pub fn find_by_token(
    connection: &mut Connection,
    token: &OrderToken,
) -> QueryResult<Option<Order>> {
    dialect::find(connection, ByToken { token })
}

/// Which version of the order that token opens ([`Order::last_event`]): all that is asked where a page of it is at hand.
///
/// # Errors
/// The database's own.
pub fn version_of(connection: &mut Connection, token: &OrderToken) -> QueryResult<Option<i64>> {
    dialect::find(connection, VersionByToken { token })
}

struct VersionByToken<'a> {
    token: &'a OrderToken,
}

statement!(VersionByToken<'_> -> BigInt:
    "SELECT last_event FROM orders WHERE token = " token as Text;
    ""
);

/// The order that this browser placed by this very form.
///
/// # Errors
/// The database's own.
pub fn find_of_attempt(
    connection: &mut Connection,
    browser: &BrowserId,
    attempt: &str,
) -> QueryResult<Option<Order>> {
    Order::query()
        .filter(orders::browser.eq(browser).and(orders::attempt.eq(attempt)))
        .get_result(connection)
        .optional()
}

/// Some of a browser's orders, and where the older ones begin.
pub struct BrowserPage {
    pub orders: Vec<Order>,
    /// The uid to continue after; `None` at the end.
    pub older: Option<Uid>,
}

/// A browser's orders, newest first, from before the order of uid `before`. Only its own: another's uid
/// finds nothing.
///
/// # Errors
/// The database's own.
pub fn of_browser(
    connection: &mut Connection,
    browser: &BrowserId,
    before: Option<&Uid>,
    most: usize,
) -> QueryResult<BrowserPage> {
    let before = match before {
        None => i64::MAX,
        Some(uid) => orders::table
            .filter(orders::uid.eq(uid).and(orders::browser.eq(browser)))
            .select(orders::id)
            .get_result(connection)
            .optional()?
            .unwrap_or(0),
    };
    let mut page = Order::query()
        .filter(orders::browser.eq(browser).and(orders::id.lt(before)))
        .order(orders::id.desc())
        .limit(i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1))
        .load::<Order>(connection)?;
    let more = page.len() > most;
    page.truncate(most);
    let older = page.last().filter(|_| more).map(|order| order.uid.clone());
    Ok(BrowserPage { orders: page, older })
}

/// An order's lines, as they were ordered.
///
/// # Errors
/// The database's own.
pub fn items(connection: &mut Connection, order_id: i64) -> QueryResult<Vec<Item>> {
    Item::query()
        .filter(order_items::order_id.eq(order_id))
        .order(order_items::position)
        .load(connection)
}

#[cfg(test)]
mod tests;
