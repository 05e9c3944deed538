//! Money that was taken out on Dromon's site.

use diesel::prelude::*;

use super::book;
use crate::{
    clock::UtcTime,
    db::{Connection, schema::withdrawals},
    desk::{By, DeskError},
    dromon::Sum,
    feed::EventKind,
    orders::About,
};

/// Writes down money that was taken out on Dromon's site. Needs a reason.
///
/// # Errors
/// `DeskError`.
pub fn withdraw(
    connection: &mut Connection,
    sum: Sum,
    by: &By,
    now: UtcTime,
) -> Result<(), DeskError> {
    let reason = book::reason(by)?;
    diesel::insert_into(withdrawals::table)
        .values((
            withdrawals::sum.eq(sum.get()),
            withdrawals::reason.eq(reason),
            withdrawals::at.eq(now),
            withdrawals::made_by.eq(&by.actor),
        ))
        .execute(connection)?;
    book::tell(connection, None, EventKind::Withdrawal, About::Nothing, by, now)?;
    Ok(())
}
