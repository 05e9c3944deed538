//! The pages for staff.

mod attention;
mod decision;
mod desk_event;
mod discrepancy_words;
mod frame;
mod order;
pub mod orders;
mod payment;
pub mod reconcile;
pub mod reconcile_history;
mod slip;

pub use attention::{
    AttentionPage, Card, Fact, Group, Guess, RefundLine, RefusedLine, RefusedList, SilenceCard,
    WayForm,
};
pub use decision::{Decision, Filled};
pub use desk_event::{DeskEvent, Who, label as desk_event_label};
pub use discrepancy_words::{
    Told, discrepancy_title, does, happened, refund_state_label, refusal_label, seen_by_customer,
    way_label, why,
};
pub use frame::AdminFrame;
pub use order::{
    AdminOrderPage, Age, CustomerView, MoneyView, OtherOrder, Trouble, discrepancy_label,
    move_label,
};
pub use payment::{
    CallbackView, DiscrepancyView, Fate, Payer, PaymentView, RefundView, refund_label,
    shown as shown_callback,
};
pub use slip::{SlipItem, SlipPage};
