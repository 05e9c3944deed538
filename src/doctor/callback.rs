//! Whether a callback gets through to this shop, as Dromon sends it.

use hyper::{Method, header};

use super::{AskError, Asker, Finding, web::Answer};
use crate::{
    config::Config,
    web::{CALLBACK_MARKER, CALLBACK_PROBE},
};

/// What a callback on trial, with a token that is none, was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallbackPath {
    /// Kassa itself has refused it, as it should.
    Ours,
    /// Dromon follows no redirect.
    Redirected {
        status: u16,
        to: String,
    },
    /// A proxy is there and Kassa is not.
    BehindIsNobody {
        status: u16,
    },
    /// Something else than Kassa answers there.
    Stranger {
        status: u16,
        what: String,
    },
    Unreachable(AskError),
}

impl CallbackPath {
    /// Sends one. It cannot be mistaken for a payment, and is kept nowhere.
    pub async fn of(config: &Config, asker: &Asker) -> Self {
        let token = format!("Bearer {CALLBACK_PROBE}");
        let headers =
            [(header::AUTHORIZATION, token.as_str()), (header::CONTENT_TYPE, "application/json")];
        let url = config.callback_url();
        match asker.ask(Method::POST, &url, &headers, "{}".to_owned()).await {
            Ok(answer) => Self::from_answer(&answer),
            Err(error) => Self::Unreachable(error),
        }
    }

    fn from_answer(answer: &Answer) -> Self {
        let status = answer.status;
        if status == 401 && answer.header(CALLBACK_MARKER).is_some() {
            return Self::Ours;
        }
        match status {
            300..=399 => {
                let to = answer.header("location").unwrap_or("nowhere").to_owned();
                Self::Redirected { status, to }
            }
            502..=504 => Self::BehindIsNobody { status },
            _ => {
                let what = if answer.is_html() { "a page" } else { "an answer" };
                let who = answer.header("server").map(|server| format!(" of `{server}`"));
                Self::Stranger { status, what: format!("{what}{}", who.unwrap_or_default()) }
            }
        }
    }

    #[must_use]
    pub fn finding(&self, config: &Config) -> Finding {
        const CHECK: &str = "callback";
        let url = config.callback_url();
        match self {
            Self::Ours => Finding::ok(
                CHECK,
                format!("{url} leads here, without a redirect (as far as this machine can tell)"),
            ),
            Self::Redirected { status, to } => Finding::failed(
                CHECK,
                format!(
                    "{url} is redirected (status {status}) to {to}, and Dromon follows no redirect"
                ),
                "let the proxy pass `POST /callback` on as it is; where the shop has moved, set KASSA_PUBLIC_URL, and «URL события» in Dromon's form, to where it leads",
            ),
            Self::BehindIsNobody { status } => Finding::failed(
                CHECK,
                format!("a proxy answers at {url}, and cannot reach Kassa (status {status})"),
                "start Kassa, or let the proxy pass on to KASSA_LISTEN",
            ),
            Self::Stranger { status, what } => Finding::failed(
                CHECK,
                format!("something else than Kassa answers at {url}: {what} with status {status}"),
                "let the proxy pass `POST /callback` on to Kassa, without asking for a password or a browser; «Behind a proxy» in docs/operations.md has an example",
            ),
            Self::Unreachable(error) if error.may_be_ours() => Finding::warning(
                CHECK,
                format!("this could not be told: {error}"),
                format!(
                    "some networks do not let a machine reach itself by its public name; from elsewhere, `curl -i -X POST {url}` should answer 401 with `{CALLBACK_MARKER}`"
                ),
            ),
            Self::Unreachable(error) => Finding::failed(
                CHECK,
                format!("no callback gets through: {error}"),
                "start Kassa and the proxy before it; let the host's name lead to this machine, and the firewall let Dromon in",
            ),
        }
    }
}
