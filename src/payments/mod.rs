//! Payments: what Dromon told, what was credited for it, and what does not add up.

mod apply;
pub mod by_hand;
mod callback;
pub mod claim;
pub mod discrepancy;
mod fingerprint;
mod gate;
mod goods;
pub mod inbox;
pub mod intake;
mod payer;
pub mod payment;
mod raised;
mod receive;
pub mod refused;
pub mod replay;
mod seen;
mod settle;
pub mod silence;
pub mod source;

pub use apply::Hand;
pub use callback::{Completeness, KeptCallback, RawCallback, find_callback};
pub use discrepancy::{
    Discrepancy, DiscrepancyKind, held, holds, of_order as discrepancies_of_order,
};
pub use fingerprint::fingerprint;
pub use goods::take_goods;
pub use intake::{Intake, Taken};
pub use payer::{fold_payer, note_payer, note_payers};
pub use payment::{Payment, Sure, of_order, of_orders};
pub use raised::raised_with;
pub use receive::{Received, receive};
pub use seen::{Seen, seen};
pub use settle::LATE_LIMIT;
pub use source::SourceRule;
