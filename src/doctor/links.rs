//! How long addresses and payment links get, against what Dromon takes.

use super::Finding;
use crate::{
    config::Config,
    dromon::{PaymentLink, Sum},
    orders::{MOST_TEXT_CHARACTERS, Uid},
};

/// What Dromon's form keeps of «URL события» and «Redirect URI».
const FORM: usize = 64;

/// What a link should stay below, in bytes: half of what servers take as a rule.
const LINK: usize = 8_000 / 2;

/// How long they get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Links {
    Fit {
        callback_url: usize,
        redirect_uri: Option<usize>,
        link: usize,
    },
    /// Of that much of an address the form keeps only the beginning.
    Cut {
        name: &'static str,
        address: String,
        chars: usize,
    },
    /// A payment link may not get through.
    LongLink {
        bytes: usize,
    },
    /// The longest link could not be made at all.
    Impossible(String),
}

impl Links {
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let callback_url = config.callback_url().to_string();
        let redirect_uri = config.page().return_to.as_ref().map(|to| to.redirect_uri.clone());
        let addresses =
            [("«URL события»", Some(&callback_url)), ("«Redirect URI»", redirect_uri.as_ref())];
        for (name, address) in addresses {
            let chars = address.map_or(0, |address| address.chars().count());
            // A sandbox is registered by itself, whole.
            if chars > FORM && !config.is_sandbox() {
                let address = address.cloned().unwrap_or_default();
                return Self::Cut { name, address, chars };
            }
        }
        let link = match longest_link(config) {
            Ok(bytes) if bytes > LINK => return Self::LongLink { bytes },
            Ok(bytes) => bytes,
            Err(why) => return Self::Impossible(why),
        };
        Self::Fit {
            callback_url: callback_url.chars().count(),
            redirect_uri: redirect_uri.map(|uri| uri.chars().count()),
            link,
        }
    }

    #[must_use]
    pub fn finding(&self) -> Finding {
        const CHECK: &str = "lengths";
        match self {
            Self::Fit { callback_url, redirect_uri, link } => {
                let redirect = redirect_uri
                    .map(|chars| format!(", «Redirect URI» {chars}"))
                    .unwrap_or_default();
                Finding::ok(
                    CHECK,
                    format!(
                        "«URL события» has {callback_url} of {FORM} characters{redirect}; the longest payment link has {link} bytes"
                    ),
                )
            }
            Self::Cut { name, address, chars } => Finding::failed(
                CHECK,
                format!(
                    "{name} is `{address}`, {chars} characters, and Dromon's form keeps {FORM}"
                ),
                "use a shorter host name",
            ),
            Self::LongLink { bytes } => Finding::warning(
                CHECK,
                format!("a payment link may have {bytes} bytes, and some servers refuse long ones"),
                "shorten KASSA_DROMON_URL",
            ),
            Self::Impossible(why) => Finding::failed(
                CHECK,
                format!("the longest payment link cannot be made: {why}"),
                "look at KASSA_DROMON_APP and KASSA_DROMON_URL",
            ),
        }
    }
}

/// A program may bring the longest uid and the longest text; of this one each character is 12 bytes in a link.
fn longest_link(config: &Config) -> Result<usize, String> {
    let uid = "X".repeat(Uid::MOST_CHARACTERS);
    let text = "\u{1f4b0}".repeat(MOST_TEXT_CHARACTERS);
    let link = PaymentLink::new(config.app(), config.page(), &uid, &text, Sum::MAX);
    Ok(link.map_err(|error| error.to_string())?.url.as_str().len())
}
