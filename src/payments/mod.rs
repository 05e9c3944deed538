//! Payments: what Dromon told, what was credited for it, and what does not add up.

mod callback;
mod discrepancy;
mod fingerprint;
mod gate;
pub mod inbox;
pub mod intake;
mod payer;
mod payment;
mod raised;
mod receive;
pub mod replay;
mod settle;
mod source;

pub use callback::{Completeness, RawCallback};
pub use discrepancy::{Discrepancy, DiscrepancyKind, holds, of_order as discrepancies_of_order};
pub use fingerprint::fingerprint;
pub use intake::{Intake, Taken};
pub use payer::{fold_payer, note_payer, note_payers};
pub use payment::{Payment, Sure, of_order};
pub use raised::raised_with;
pub use receive::{Received, receive};
pub use source::SourceRule;
