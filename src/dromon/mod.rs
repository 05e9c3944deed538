//! Dromon's protocol and nothing else: signatures, payment links, callbacks.
//!
//! Pure: no I/O, and nothing of Kassa's other folders is imported, so that the whole protocol can be
//! read and tested by itself. Every rule here was recorded from the provider's own server; the
//! captures are `tests/dromon-vectors.json`, and the tests replay them.

mod app;
pub mod callback;
pub mod history;
pub mod link;
mod secret;
pub mod signature;
mod sum;

pub use app::{App, AppId, AppIdError, AppName, AppNameError};
pub use callback::Callback;
pub use history::{HistoryLine, HistoryLineError};
pub use link::PaymentLink;
pub use secret::Secret;
pub use signature::{Sign, Token};
pub use sum::{Sum, SumError};
