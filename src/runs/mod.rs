//! Courier runs: a courier goes to several customers, one after the other.
//!
//! A run knows its orders and the order in which they are brought, and what became of each stop. Where and when a customer is met
//! is the [hand-over](crate::delivery)'s business, what happens there is the desk's ([`crate::desk::hand_over`]): whoever hands an
//! order over, finds nobody or cancels it settles its stop with that, on whatever page he does it. An order stands on one open run
//! at most. A run ends when no stop of it is left, or when somebody ends it.

mod error;
mod make;
mod run;
mod sheet;
mod stops;

pub use error::RunError;
pub use make::{Made, Refusal, make};
pub use run::{OnTheWay, Run, ended, open};
pub use sheet::{Sheet, Stop, read, waiting};
pub use stops::{Shift, end, shift, take_off};

pub use crate::orders::{StopStanding, run_of};

/// The most stops of one run: more than fit into a courier's inventory.
pub const MOST_STOPS: usize = 50;

#[cfg(test)]
mod tests;
