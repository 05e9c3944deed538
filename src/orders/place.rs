//! Placing an order.

use std::{collections::BTreeMap, time::Duration};

use diesel::prelude::*;

use super::{
    BrowserId, Items, Order, OrderText, OrderToken, Origin, Status, TextTemplate, TooMuch, Uid,
    Wish, hold, order, search, shelf, uid, wish,
};
use crate::{
    catalog::{
        self, GoodName, Stack,
        stock::{self, HoldError},
    },
    clock::UtcTime,
    customers::{self, BlockKind, Nickname, blocks},
    db::{
        Connection, StoreError,
        columns::SumColumn,
        schema::{expirations, order_items, orders},
        write_error,
    },
    dromon::Sum,
    feed::{self, Actor, EventKind, NewEvent},
};

/// An order to be placed. Everything in it was checked when it was made; what only the database knows
/// (a uid that is taken, a product that is gone) is checked by [`place`].
#[derive(Clone, Debug)]
pub struct NewOrder {
    pub nickname: Nickname,
    /// The browser that will remember it; `None` for a program's orders.
    pub browser: Option<BrowserId>,
    /// Where it comes from; `None` for a program's orders, which wait in any number.
    pub origin: Option<Origin>,
    /// Names the form that was sent, so that sending it twice places one order.
    pub attempt: Option<String>,
    /// `None`: Kassa gives one.
    pub uid: Option<Uid>,
    pub text: TextSource,
    pub items: Items,
    /// What the customer says beside it.
    pub wish: Wish,
    /// How long it waits for its payment.
    pub lifetime: Duration,
    /// How long goods that are counted are put aside for it.
    pub hold: Duration,
    pub actor: Actor,
}

#[derive(Clone, Debug)]
pub enum TextSource {
    Given(OrderText),
    Made(TextTemplate),
}

/// Why an order was not placed.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    #[error("the uid `{0}` is taken, perhaps in another spelling")]
    UidTaken(Uid),
    #[error("product {0} is gone")]
    ProductGone(i64),
    #[error("of product {product_id} there are only {left}")]
    OutOfStock { product_id: i64, left: i64 },
    #[error("the shop takes no orders from this customer")]
    Blocked(BlockKind),
    #[error(transparent)]
    TooMuch(#[from] TooMuch),
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(PlaceError);

impl From<HoldError> for PlaceError {
    fn from(error: HoldError) -> Self {
        match error {
            HoldError::OutOfStock { product_id, left } => Self::OutOfStock { product_id, left },
            HoldError::Store(error) => Self::Store(error),
        }
    }
}

impl From<diesel::result::Error> for PlaceError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

#[derive(Insertable)]
#[diesel(table_name = orders, treat_none_as_default_value = false)]
struct NewOrderRow<'a> {
    uid: &'a Uid,
    uid_folded: String,
    token: OrderToken,
    customer_id: i64,
    nickname: &'a Nickname,
    browser: Option<&'a BrowserId>,
    attempt: Option<&'a str>,
    text: &'a OrderText,
    #[diesel(serialize_as = SumColumn)]
    total: Sum,
    counted: i64,
    status: Status,
    last_event: i64,
    created_at: UtcTime,
    expires_at: UtcTime,
}

#[derive(Insertable)]
#[diesel(table_name = order_items, treat_none_as_default_value = false)]
struct NewItemRow<'a> {
    order_id: i64,
    position: i64,
    product_id: Option<i64>,
    name: &'a GoodName,
    #[diesel(serialize_as = SumColumn)]
    price: Sum,
    quantity: i64,
    stack: Stack,
}

/// Places an order and returns it. A form that was sent before finds the order that it placed.
///
/// # Errors
/// `PlaceError`.
pub fn place(
    connection: &mut Connection,
    new: &NewOrder,
    now: UtcTime,
) -> Result<Order, PlaceError> {
    if let (Some(browser), Some(attempt)) = (&new.browser, &new.attempt)
        && let Some(order) = order::find_of_attempt(connection, browser, attempt)?
    {
        return Ok(order);
    }
    check_customer(connection, new)?;
    if let Some(origin) = &new.origin {
        origin.lock(connection)?;
    }
    check_products(connection, &new.items)?;
    let uid = match &new.uid {
        Some(uid) if is_taken(connection, uid)? => return Err(PlaceError::UidTaken(uid.clone())),
        Some(uid) => uid.clone(),
        None => free_uid(|uid| is_taken(connection, uid))?,
    };
    let text = match &new.text {
        TextSource::Given(text) => text.clone(),
        TextSource::Made(template) => template.render(&uid),
    };
    let customer_id = customers::find_or_add(connection, &new.nickname, now)?;
    let expires_at = now.plus(new.lifetime);
    let id: i64 = diesel::insert_into(orders::table)
        .values(NewOrderRow {
            uid: &uid,
            uid_folded: uid.folded(),
            token: OrderToken::random(),
            customer_id,
            nickname: &new.nickname,
            browser: new.browser.as_ref(),
            attempt: new.attempt.as_deref(),
            text: &text,
            total: new.items.total(),
            counted: 0,
            status: Status::AwaitingPayment,
            last_event: 0,
            created_at: now,
            expires_at,
        })
        .returning(orders::id)
        .get_result(connection)?;
    for (position, line) in (0..).zip(new.items.lines()) {
        diesel::insert_into(order_items::table)
            .values(NewItemRow {
                order_id: id,
                position,
                product_id: line.product_id,
                name: &line.name,
                price: line.price,
                quantity: line.quantity,
                stack: line.stack,
            })
            .execute(connection)?;
    }
    wish::put(connection, id, &new.wish)?;
    if stock::hold(connection, id, &wanted(&new.items))? {
        hold::watch(connection, id, now.plus(new.hold.min(new.lifetime)))?;
    }
    if let Some(origin) = &new.origin {
        origin.note(connection, id, now)??;
    }
    shelf::put_new(connection, id, Status::AwaitingPayment)?;
    let names = new.items.lines().iter().map(|line| line.name.as_str());
    let words = search::words_of(new.nickname.as_str(), uid.as_str(), text.as_str(), names);
    search::write(connection, id, &words)?;
    diesel::insert_into(expirations::table)
        .values((expirations::due_at.eq(expires_at), expirations::order_id.eq(id)))
        .execute(connection)?;
    let placed = feed::record(
        connection,
        &NewEvent {
            order_id: Some(id),
            previous: None,
            kind: EventKind::Placed,
            actor: new.actor.clone(),
            at: now,
            payment_id: None,
            note: None,
            discrepancy_id: None,
        },
    )?;
    diesel::update(orders::table.find(id))
        .set(orders::last_event.eq(placed))
        .execute(connection)?;
    order::find(connection, id)?.ok_or_else(|| StoreError::Conflict.into())
}

/// Whether a person has said that the shop takes no orders from there.
fn check_customer(connection: &mut Connection, new: &NewOrder) -> Result<(), PlaceError> {
    let nickname = new.nickname.folded();
    let mut known_by = vec![(BlockKind::Nickname, nickname.as_str())];
    if let Some(origin) = &new.origin {
        known_by.push((BlockKind::Browser, origin.browser.as_str()));
        known_by.push((BlockKind::Network, origin.network.as_str()));
    }
    for (kind, value) in known_by {
        if blocks::is_blocked(connection, kind, value)? {
            return Err(PlaceError::Blocked(kind));
        }
    }
    Ok(())
}

/// How many of each product are ordered.
fn wanted(items: &Items) -> BTreeMap<i64, i64> {
    let mut wanted = BTreeMap::new();
    for line in items.lines() {
        if let Some(product_id) = line.product_id {
            // A total that is checked bounds the quantities of all lines.
            *wanted.entry(product_id).or_default() += line.quantity;
        }
    }
    wanted
}

fn check_products(connection: &mut Connection, items: &Items) -> Result<(), PlaceError> {
    for id in items.lines().iter().filter_map(|line| line.product_id) {
        if !catalog::is_sold(connection, id)? {
            return Err(PlaceError::ProductGone(id));
        }
    }
    Ok(())
}

/// Whether an order has that uid, in any spelling.
fn is_taken(connection: &mut Connection, uid: &Uid) -> QueryResult<bool> {
    let taken: Option<i64> = orders::table
        .filter(orders::uid_folded.eq(uid.folded()))
        .select(orders::id)
        .get_result(connection)
        .optional()?;
    Ok(taken.is_some())
}

/// A random free uid: short while the shop is small, a digit longer whenever two tries in a row were taken.
fn free_uid(mut is_taken: impl FnMut(&Uid) -> QueryResult<bool>) -> QueryResult<Uid> {
    let mut digits = uid::FEWEST_DIGITS;
    loop {
        for _ in 0..2 {
            let uid = Uid::random(digits);
            if !is_taken(&uid)? {
                return Ok(uid);
            }
        }
        digits += 1;
    }
}

#[cfg(test)]
mod tests;
