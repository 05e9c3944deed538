//! What a courier does with an order where he meets its customer, or does not.

/// Both forms: the code that the customer tells, and that nobody was there. They stand on an order's page and on a run's.
#[derive(Clone, Debug)]
pub struct CourierForms {
    /// Where they go: `/deliver` and `/nobody` come after it.
    pub address: String,
    /// Which order it is, where the address does not say so.
    pub uid: Option<String>,
    /// The newest event that the page knows.
    pub version: i64,
    /// How many wrong codes may still be typed.
    pub tries_left: i64,
    /// How many times a courier found nobody.
    pub attempts: i64,
    /// Whether the next time that nobody is there is the last.
    pub is_last: bool,
    /// Whether couriers have tried often enough.
    pub is_tried_enough: bool,
    /// Where and when they could meet next.
    pub place: String,
    pub at: String,
    /// Whether the second form stands open, because it was sent and not carried out.
    pub is_open: bool,
}
