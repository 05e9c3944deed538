//! The pages for staff.

mod attention;
mod discrepancy_words;
mod frame;

pub use attention::{
    AttentionPage, Card, Fact, Group, Guess, RefundLine, RefusedLine, RefusedList, SilenceCard,
    WayForm,
};
pub use discrepancy_words::{
    Told, discrepancy_title, does, happened, refund_state_label, refusal_label, seen_by_customer,
    way_label, why,
};
pub use frame::AdminFrame;
