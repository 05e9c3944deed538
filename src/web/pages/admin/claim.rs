//! A customer who says that he has paid, and what staff can say to that.

use crate::web::pages::Moment;

/// An unpaid order whose customer says that he has paid.
#[derive(Debug)]
pub struct ClaimCard {
    pub uid: String,
    pub nickname: String,
    /// What the order lacks.
    pub left: i64,
    /// Since when he waits for an answer.
    pub at: Moment,
    /// Which of the order's claims it is: what the form sends along as the version that was seen.
    pub nth: i64,
    /// The line of Dromon's history that he gave.
    pub line: Option<String>,
    /// What that line tells, where it is one.
    pub read: Option<String>,
    /// What of it does not fit the order.
    pub doubts: Vec<String>,
}
