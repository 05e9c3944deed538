//! Confirming payments by a balance that is larger than the books say.

use super::{
    ReconcileError,
    statement::{self, Statement},
};
use crate::{
    clock::UtcTime,
    db::Connection,
    desk::{By, Reason, money},
    dromon::Sum,
    feed::Actor,
    money::Ar,
};

/// An order that a person has chosen, as the page showed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    pub order_id: i64,
    pub version: i64,
    /// What was left to pay.
    pub sum: Sum,
}

/// Confirms a payment for each of these orders: they add up to what is left of a statement's difference. `left` is what was
/// left when that was read, moments ago ([`super::left`]).
///
/// # Errors
/// `ReconcileError`; `Changed` where it does not add up, or somebody has decided meanwhile.
pub fn confirm(
    connection: &mut Connection,
    statement: &Statement,
    left: Ar,
    chosen: &[Chosen],
    by: &Actor,
    now: UtcTime,
) -> Result<(), ReconcileError> {
    let sum = chosen.iter().try_fold(Ar::ZERO, |sum, each| sum.checked_add(each.sum));
    if chosen.is_empty() || sum != Some(left) {
        return Err(ReconcileError::Changed);
    }
    statement::decide(connection, statement)?;
    let by = By::new(by.clone(), reason(left));
    for each in chosen {
        money::confirm(connection, each.order_id, each.version, each.sum, &by, now)?;
    }
    Ok(())
}

/// What stands in the orders' timelines.
fn reason(left: Ar) -> Option<Reason> {
    format!("сверка: баланс больше на {left} АР").parse().ok()
}
