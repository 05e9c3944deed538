//! What staff decides about money.
//!
//! An order is locked before it is read; what has no order is guarded by its own row. Whoever decides about what is not
//! as he saw it any more changes nothing.

mod book;
mod confirm;
mod contest;
mod due;
mod hold;
mod refund;
mod resolve;
mod withdraw;

pub use confirm::confirm;
pub use contest::contest;
pub(in crate::desk) use due::{after_cancel, after_restore, standing_if_restored};
pub use hold::override_holds;
pub use refund::{
    Refund, RefundOf, RefundState, change_refund, open_refunds, refund, refund_missing, refundable,
    refunds,
};
pub use resolve::resolve;
pub use withdraw::withdraw;

#[cfg(test)]
mod tests;
