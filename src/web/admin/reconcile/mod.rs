//! Comparing the books with Dromon's: `/admin/reconcile`.

mod balance;
mod decide;
mod fields;
mod history;
mod page;
mod result;

pub use balance::{correct_opening, raise_again, show, state};
pub use decide::{confirm, contest, refund, withdraw};
pub use history::{confirm_line, paste, show_paste};

use fields::Fields;

use crate::{
    desk::{DeskError, MOST_REASON, Reason, ReasonError, reconcile::ReconcileError},
    web::{
        Error, Shop,
        pages::admin::reconcile::{Done, Problem},
    },
};

const HERE: &str = "/admin/reconcile";

/// Where one looks after something was written.
fn after(done: Done) -> String {
    format!("{HERE}?done={}", done.word())
}

/// What keeps the books from being compared now: money that is on its way into them.
fn obstacle(shop: &Shop) -> Option<Problem> {
    let waiting = shop.intake.inbox().waiting().records;
    if waiting > 0 {
        return Some(Problem::Inbox(i64::try_from(waiting).unwrap_or(i64::MAX)));
    }
    shop.intake.why_inbox().map(|_| Problem::BooksAway)
}

/// What a person can do about it; whatever is not his to mend is an error.
fn problem(error: ReconcileError) -> Result<Problem, Error> {
    Ok(match error {
        ReconcileError::NotFound | ReconcileError::Desk(DeskError::NotFound) => {
            return Err(Error::NotFound);
        }
        ReconcileError::Changed => Problem::Changed,
        ReconcileError::NoReason => Problem::NoReason,
        ReconcileError::OutOfRange => Problem::OutOfRange,
        ReconcileError::Desk(error) => match error {
            DeskError::Changed => Problem::Changed,
            DeskError::NoReason => Problem::NoReason,
            DeskError::NoSuchOrder => Problem::NoSuchOrder,
            DeskError::TooMuch { most } => Problem::TooMuch(most.get()),
            DeskError::Store(error) => return Err(error.into()),
            _ => Problem::NotAllowed,
        },
        ReconcileError::Store(error) => return Err(error.into()),
    })
}

/// A reason that has to be given.
fn reason(fields: &Fields) -> Result<Reason, Problem> {
    fields.get("reason").parse().map_err(|error| match error {
        ReasonError::Empty => Problem::NoReason,
        ReasonError::TooLong => {
            Problem::ReasonTooLong(i64::try_from(MOST_REASON).unwrap_or(i64::MAX))
        }
    })
}

/// A reason that may be left out.
fn reason_if_any(fields: &Fields) -> Result<Option<Reason>, Problem> {
    match reason(fields) {
        Ok(reason) => Ok(Some(reason)),
        Err(Problem::NoReason) => Ok(None),
        Err(problem) => Err(problem),
    }
}
