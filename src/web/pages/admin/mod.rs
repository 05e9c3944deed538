//! The pages for staff.

mod decision;
mod desk_event;
mod frame;
mod order;
mod payment;
mod slip;

pub use decision::{Decision, Filled};
pub use desk_event::{DeskEvent, Who, label as desk_event_label};
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
