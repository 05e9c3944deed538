//! Comparing the books with Dromon's: by the app's balance, and by lines of payers' histories.
//!
//! Dromon never sends a callback twice, and there is no way to ask it for a list of payments. What is left is what people
//! can see on its site.

pub mod candidates;
mod confirm;
mod error;
mod expected;
pub mod history;
mod raise;
mod statement;
pub mod subsets;
pub mod suspects;

pub use confirm::{Chosen, confirm};
pub use error::ReconcileError;
pub use expected::{Expected, Opening, correct_opening, expected, openings};
pub use raise::raise;
pub use statement::{
    Compared, Statement, StatementPage, compare, left, newest_payment, record, settle_newest,
    statement, statements,
};

/// The money that the books believe in: what is counted for orders, and what came for none, but nothing that is doubted. A
/// condition on `payments`.
const CAME: &str =
    "(payments.sure <> 'contested' AND (payments.counted OR payments.order_id IS NULL))";

#[cfg(test)]
mod tests;
