//! An order that goes on although something about its payment is not clear.

use diesel::prelude::*;

use super::book::{self, Step};
use crate::{
    clock::UtcTime,
    db::{Connection, schema::discrepancies},
    desk::{By, DeskError},
    feed::EventKind,
    orders::About,
    payments::discrepancies_of_order,
};

/// Lifts the hold of an order although its causes are open. Needs a reason.
///
/// # Errors
/// `DeskError`; `Changed` where nothing holds it.
pub fn override_holds(
    connection: &mut Connection,
    order_id: i64,
    version: i64,
    by: &By,
    now: UtcTime,
) -> Result<(), DeskError> {
    book::reason(by)?;
    let mut order = book::find_order(connection, order_id, version)?;
    let all = discrepancies_of_order(connection, order_id)?;
    let holding: Vec<i64> = all.iter().filter(|each| each.holds()).map(|each| each.id).collect();
    if holding.is_empty() {
        return Err(DeskError::Changed);
    }
    for id in holding {
        diesel::update(discrepancies::table.find(id))
            .set((discrepancies::overridden_at.eq(now), discrepancies::overridden_by.eq(&by.actor)))
            .execute(connection)?;
        let step = Step::telling(&order, EventKind::Overridden, About::Discrepancy(id));
        order = book::advance(connection, order, &step, by, now)?;
    }
    Ok(())
}
