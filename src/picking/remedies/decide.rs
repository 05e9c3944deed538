//! Deciding about what is missing: each is one transaction with one event.

use diesel::prelude::*;

use super::{Instead, LineLeft, RemedyError, RemedyKind, line, remedies};
use crate::{
    catalog::{self, GoodName, Stack, stock},
    clock::UtcTime,
    db::{
        Connection,
        schema::{line_remedies, pick_ticks},
    },
    desk::{By, DeskError, Reason, money},
    dromon::Sum,
    feed::EventKind,
    orders::{self, About, Change, Order, Status},
    payments,
    picking::list_of,
};

/// So many of a line are missing, of an order as a page showed it.
#[derive(Clone, Copy, Debug)]
pub struct Missing {
    pub order_id: i64,
    pub version: i64,
    pub position: i64,
    pub quantity: i64,
}

/// The order and its line, for which something can be done.
struct Case {
    order: Order,
    line: LineLeft,
    position: i64,
    quantity: i64,
    words: String,
}

/// The customer gets something else, as he agreed: how he did are the reason's words.
///
/// # Errors
/// `RemedyError`.
pub fn substitute(
    connection: &mut Connection,
    missing: Missing,
    name: GoodName,
    quantity: i64,
    by: &By,
    now: UtcTime,
) -> Result<(), RemedyError> {
    let case = Case::open(connection, missing, by)?;
    // What the shop sells is counted as it is there, and summed up with what others ordered of it.
    let product = catalog::find_named(connection, &name)?;
    let instead = Instead {
        name,
        quantity,
        stack: product.as_ref().map_or(Stack::Loose, |product| product.stack),
        product_id: product.map(|product| product.id),
        taken: None,
    };
    let taken = match instead.product_id {
        Some(product_id) => {
            Some(stock::take_more(connection, case.order.id, product_id, quantity)?)
        }
        None => None,
    };
    let instead = Instead { taken: taken.filter(|taken| *taken > 0), ..instead };
    let event = tell(connection, &case.order, EventKind::Substituted, Some(&case.words), by, now)?;
    case.write(connection, RemedyKind::Substitute, Some(&instead), None, event)
}

/// The order waits for it: until when, or for what, are the reason's words.
///
/// # Errors
/// `RemedyError`.
pub fn wait(
    connection: &mut Connection,
    missing: Missing,
    by: &By,
    now: UtcTime,
) -> Result<(), RemedyError> {
    let case = Case::open(connection, missing, by)?;
    let event =
        tell(connection, &case.order, EventKind::WaitsForGoods, Some(&case.words), by, now)?;
    case.write(connection, RemedyKind::Wait, None, None, event)
}

/// Whoever may send money back is asked to.
///
/// # Errors
/// `RemedyError`.
pub fn ask_for_refund(
    connection: &mut Connection,
    missing: Missing,
    by: &By,
    now: UtcTime,
) -> Result<(), RemedyError> {
    let case = Case::open(connection, missing, by)?;
    let event = tell(connection, &case.order, EventKind::NeedsRefund, Some(&case.words), by, now)?;
    case.write(connection, RemedyKind::NeedsRefund, None, None, event)
}

/// Its money goes back: an intended refund is written down, of no more than it cost.
///
/// # Errors
/// `RemedyError`.
pub fn refund(
    connection: &mut Connection,
    missing: Missing,
    sum: Sum,
    by: &By,
    now: UtcTime,
) -> Result<(), RemedyError> {
    let case = Case::open(connection, missing, by)?;
    case.refund(connection, sum, by, now).map(drop)
}

/// The same, of what somebody had asked to be refunded.
///
/// # Errors
/// `RemedyError`.
pub fn refund_as_asked(
    connection: &mut Connection,
    asked: Asked,
    sum: Sum,
    by: &By,
    now: UtcTime,
) -> Result<(), RemedyError> {
    let found = asked.find(connection)?;
    if found.kind != RemedyKind::NeedsRefund {
        return Err(DeskError::Changed.into());
    }
    let missing = Missing {
        order_id: asked.order_id,
        version: asked.version,
        position: asked.position,
        quantity: found.quantity,
    };
    // It makes room for the refund. The event that says so follows at once.
    set_ended(connection, asked, found.event_id)?;
    let case = Case::open(connection, missing, by)?;
    let event = case.refund(connection, sum, by, now)?;
    set_ended(connection, asked, event)?;
    Ok(())
}

/// A remedy of an order as a page showed it.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub order_id: i64,
    pub version: i64,
    pub position: i64,
    pub nth: i64,
}

impl Asked {
    /// The order is locked before what was done about it is read.
    fn find(self, connection: &mut Connection) -> Result<super::Remedy, RemedyError> {
        find_order(connection, self.order_id, self.version)?;
        remedies(connection, self.order_id)?
            .into_iter()
            .find(|remedy| remedy.position == self.position && remedy.nth == self.nth)
            .filter(super::Remedy::can_be_taken_back)
            .ok_or(RemedyError::Desk(DeskError::Changed))
    }
}

/// The line is picked after all: the good has come, or it was a mistake.
///
/// # Errors
/// `RemedyError`.
pub fn take_up(
    connection: &mut Connection,
    asked: Asked,
    by: &By,
    now: UtcTime,
) -> Result<(), RemedyError> {
    let remedy = asked.find(connection)?;
    if let Some(Instead { product_id: Some(product_id), taken: Some(taken), .. }) = remedy.instead {
        stock::give_back_some(connection, asked.order_id, product_id, taken)?;
    }
    let order = find_order(connection, asked.order_id, asked.version)?;
    let words = by.reason.as_ref().map(Reason::as_str);
    let event = tell(connection, &order, EventKind::TakenUp, words, by, now)?;
    set_ended(connection, asked, event)
}

/// The order, locked, as the page showed it, while its goods are picked or about to be.
fn find_order(
    connection: &mut Connection,
    order_id: i64,
    version: i64,
) -> Result<Order, RemedyError> {
    let order = orders::find_locked(connection, order_id)?.ok_or(DeskError::NotFound)?;
    if order.last_event != version {
        return Err(DeskError::Changed.into());
    }
    match order.written_status {
        Status::Paid | Status::Assembling => Ok(order),
        from => Err(DeskError::NotAllowed { from, to: Status::Assembling }.into()),
    }
}

impl Case {
    fn open(connection: &mut Connection, missing: Missing, by: &By) -> Result<Self, RemedyError> {
        let Missing { order_id, version, position, quantity } = missing;
        let order = find_order(connection, order_id, version)?;
        let line = line(connection, order_id, position)?.ok_or(RemedyError::NoSuchLine)?;
        if !(1..=line.left).contains(&quantity) {
            return Err(RemedyError::Quantity { left: line.left });
        }
        let words = by.reason.as_ref().ok_or(DeskError::NoReason)?.to_string();
        Ok(Self { order, line, position, quantity, words })
    }

    /// Returns the event that tells of it.
    fn refund(
        self,
        connection: &mut Connection,
        sum: Sum,
        by: &By,
        now: UtcTime,
    ) -> Result<i64, RemedyError> {
        let most = self.line.price.get().saturating_mul(self.quantity);
        if sum.get() > most {
            return Err(RemedyError::TooDear { most });
        }
        let payments = payments::of_order(connection, &self.order)?;
        let last_payer = payments.into_iter().rev().find_map(|payment| payment.payer);
        let payee = last_payer.unwrap_or_else(|| self.order.nickname.as_str().to_owned());
        let order = self.order.clone();
        let refund = money::refund_missing(connection, order, sum, &payee, by, now)?;
        // Of an intended refund nothing else follows.
        let told = orders::find(connection, self.order.id)?.ok_or(DeskError::NotFound)?;
        let event = told.last_event;
        self.write(connection, RemedyKind::Refund, None, Some(refund), event)?;
        Ok(event)
    }

    fn write(
        self,
        connection: &mut Connection,
        kind: RemedyKind,
        instead: Option<&Instead>,
        refund: Option<i64>,
        event: i64,
    ) -> Result<(), RemedyError> {
        let Self { order, line, position, quantity, words } = self;
        let last: Option<i64> = line_remedies::table
            .filter(line_remedies::order_id.eq(order.id).and(line_remedies::position.eq(position)))
            .select(diesel::dsl::max(line_remedies::nth))
            .get_result(connection)?;
        diesel::insert_into(line_remedies::table)
            .values((
                line_remedies::order_id.eq(order.id),
                line_remedies::position.eq(position),
                line_remedies::nth.eq(last.unwrap_or(0).saturating_add(1)),
                line_remedies::kind.eq(kind),
                line_remedies::quantity.eq(quantity),
                line_remedies::words.eq(words),
                line_remedies::instead.eq(instead.map(|instead| &instead.name)),
                line_remedies::instead_quantity.eq(instead.map(|instead| instead.quantity)),
                line_remedies::instead_stack.eq(instead.map(|instead| instead.stack)),
                line_remedies::instead_product.eq(instead.and_then(|instead| instead.product_id)),
                line_remedies::taken.eq(instead.and_then(|instead| instead.taken)),
                line_remedies::refund_id.eq(refund),
                line_remedies::event_id.eq(event),
            ))
            .execute(connection)?;
        lessen_tick(connection, order.id, position, line.left.saturating_sub(quantity))
    }
}

/// What was ticked before somebody saw that a part of it is missing is ticked for the rest of it only.
fn lessen_tick(
    connection: &mut Connection,
    order_id: i64,
    position: i64,
    left: i64,
) -> Result<(), RemedyError> {
    let Some(list) = list_of(connection, order_id)? else { return Ok(()) };
    let tick = pick_ticks::table.find((list, order_id, position, 0));
    if left == 0 {
        diesel::delete(tick).execute(connection)?;
    } else {
        let more = tick.filter(pick_ticks::quantity.gt(left));
        diesel::update(more).set(pick_ticks::quantity.eq(left)).execute(connection)?;
    }
    Ok(())
}

fn set_ended(connection: &mut Connection, asked: Asked, event: i64) -> Result<(), RemedyError> {
    let Asked { order_id, position, nth, .. } = asked;
    diesel::update(line_remedies::table.find((order_id, position, nth)))
        .set(line_remedies::ended_event.eq(event))
        .execute(connection)?;
    Ok(())
}

/// Writes the event, and returns its id.
fn tell(
    connection: &mut Connection,
    order: &Order,
    kind: EventKind,
    words: Option<&str>,
    by: &By,
    now: UtcTime,
) -> Result<i64, RemedyError> {
    let change = Change {
        kind,
        actor: by.actor.clone(),
        note: words.map(|words| words.to_owned().into()),
        status: order.written_status,
        counted: order.counted,
        payment: None,
        about: About::Nothing,
    };
    Ok(orders::advance(connection, order, &change, now)?)
}
