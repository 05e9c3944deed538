//! The sandbox: a local stand-in for Dromon. It shows the payment page, takes no real money, and sends
//! the callback that Dromon would send, or, on demand, one that goes wrong.
//!
//! `link`, `page` and `pay` are pure and behave as the provider's own page and server do, quirks
//! included: `tests/it/vectors.rs` replays every recorded link through them.

pub mod js;
pub mod link;
pub mod page;
pub mod pay;
pub mod payer;
pub mod registration;

use url::Url;

use crate::dromon::App;

/// The app as its owner would have registered it at Dromon.
#[derive(Clone, Debug)]
pub struct SandboxConfig {
    pub app: App,
    /// Whether the owner has switched the check of signatures on.
    pub signing: bool,
    /// «Redirect URI».
    pub redirect_uri: Option<String>,
    /// «URL события»: where callbacks go; `None` sends none, as Dromon does.
    pub callback_url: Option<Url>,
}
