//! Confirming a payment that only a line tells of.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{Line, view};
use crate::{
    clock::UtcTime,
    db::{Connection, schema::history_lines},
    desk::{
        By, MOST_REASON, Reason, money,
        reconcile::{ReconcileError, Statement, statement},
    },
    feed::Actor,
    money::Ar,
    orders,
};

/// What there is besides the line.
#[derive(Clone, Debug)]
pub enum ByLine {
    /// A person says why he believes it.
    Reason(Reason),
    /// A balance that is larger than the books say by exactly that much, and what is left of its difference.
    Balance(Statement, Ar),
}

/// A line by its id.
///
/// # Errors
/// The database's own.
pub fn find(connection: &mut Connection, id: i64) -> QueryResult<Option<Line>> {
    Line::query().filter(history_lines::id.eq(id)).get_result(connection).optional()
}

/// Confirms the payment that a line tells of, on the order that it names. `version` is the order's as the page showed it.
///
/// # Errors
/// `ReconcileError`; `Changed` where the payment is in the books by now, or the difference is another.
pub fn confirm(
    connection: &mut Connection,
    line_id: i64,
    version: i64,
    why: &ByLine,
    by: &Actor,
    now: UtcTime,
) -> Result<(), ReconcileError> {
    let line = find(connection, line_id)?.ok_or(ReconcileError::NotFound)?;
    let order = match line.order_id {
        Some(id) => orders::find(connection, id)?.ok_or(ReconcileError::NotFound)?,
        None => return Err(ReconcileError::NotFound),
    };
    let read = line.read().map_err(|_| ReconcileError::NotFound)?;
    let orders = HashMap::from([(order.id, order.clone())]);
    let come = view::come_since(connection, std::slice::from_ref(&line), &orders)?;
    let is_open = line.verdict == super::Verdict::Missing && line.payment_id.is_none();
    if !is_open || !come.is_empty() {
        return Err(ReconcileError::Changed);
    }
    let reason = match why {
        ByLine::Reason(reason) => said(reason),
        ByLine::Balance(statement, left) => {
            if *left != Ar::from(read.sum) {
                return Err(ReconcileError::Changed);
            }
            statement::decide(connection, statement)?;
            format!("строка истории Dromon; сверка: баланс больше на {left} АР").parse().ok()
        }
    };
    let by_whom = By::new(by.clone(), reason);
    money::confirm(connection, order.id, version, read.sum, &by_whom, now)?;
    let payment = orders::find(connection, order.id)?.and_then(|order| order.last_payment);
    let kept = history_lines::table
        .filter(history_lines::id.eq(line.id).and(history_lines::payment_id.is_null()));
    let updated = diesel::update(kept)
        .set((
            history_lines::payment_id.eq(payment),
            history_lines::confirmed_at.eq(Some(now)),
            history_lines::confirmed_by.eq(Some(by)),
        ))
        .execute(connection)?;
    if updated == 1 { Ok(()) } else { Err(ReconcileError::Changed) }
}

/// A person's reason, and what it is about.
fn said(reason: &Reason) -> Option<Reason> {
    let text = format!("строка истории Dromon: {reason}");
    let text: String = text.chars().take(MOST_REASON).collect();
    text.parse().ok()
}
