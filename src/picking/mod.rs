//! Picking: the goods of several orders, summed up on one list, and ticked off as they are found.
//!
//! A list knows its orders and what has been ticked, and nothing else: what there is to pick is computed from the orders
//! as they are when the list is read, so that it never tells of an order that was cancelled meanwhile. A good that is missing
//! has its [remedies](Remedy).

mod error;
mod goods;
mod lists;
mod make;
mod remedies;
mod sheet;
mod tick;

pub use error::PickError;
pub use goods::{Good, Share, Tick};
pub use lists::{PickList, ended, list_of, open};
pub use make::{Chosen, MOST_ORDERS, Made, Refusal, make};
pub use remedies::{
    Asked, Instead, LineLeft, Missing, Remedy, RemedyError, RemedyKind, ask_for_refund, line,
    missing_of, refund, refund_as_asked, remedies, remedies_of, substitute, take_up, wait, waiting,
};
pub use sheet::{OnList, Sheet, read};
pub use tick::{Entry, Left, end, tick, untick};

#[cfg(test)]
mod tests;
