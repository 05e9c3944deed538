//! The sandbox's account of itself: the app, and the last payments.

use askama::Template;
use url::Url;

use crate::{
    i18n::Messages,
    sandbox::{
        SandboxConfig,
        fault::Fault,
        journal::{Callback, Entry, Sent},
        js, sender,
    },
};

/// Dromon's form keeps no more of «URL события» and «Redirect URI».
const FORM_KEEPS: usize = 64;

#[derive(Template)]
#[template(path = "sandbox/index.html")]
pub struct IndexPage {
    t: Messages,
    warnings: Vec<String>,
    facts: Vec<(String, String)>,
    payments: Vec<PaymentView>,
}

struct PaymentView {
    headline: String,
    time: String,
    text: String,
    uid: String,
    fault: Option<String>,
    callbacks: Vec<CallbackView>,
}

struct CallbackView {
    became: String,
    /// What the shop said, in its own words.
    words: Option<String>,
    /// How much was sent.
    length: String,
    body: String,
}

impl IndexPage {
    pub fn new(t: Messages, config: &SandboxConfig, entries: &[Entry]) -> Self {
        let callback = config.callback_url.as_ref().map(Url::as_str);
        let redirect = config.redirect_uri.as_deref();
        let or_none =
            |value: Option<&str>| value.map_or_else(|| t.text("sandbox-none"), str::to_owned);
        let too_long = |value: Option<&str>| value.is_some_and(|v| v.chars().count() > FORM_KEEPS);
        let mut warnings = Vec::new();
        match &config.callback_url {
            None => warnings.push(t.text("sandbox-warn-no-callback")),
            Some(url) if sender::check_url(url).is_err() => {
                let scheme = [("scheme", url.scheme().into())];
                warnings.push(t.with("sandbox-warn-scheme", &scheme));
            }
            Some(_) => {}
        }
        if too_long(callback) {
            warnings.push(t.text("sandbox-warn-long-callback"));
        }
        if too_long(redirect) {
            warnings.push(t.text("sandbox-warn-long-redirect"));
        }
        let signing = if config.signing { "sandbox-on" } else { "sandbox-off" };
        let facts = [
            ("sandbox-app-id", config.app.id.to_string()),
            ("sandbox-app-name", config.app.name.to_string()),
            ("sandbox-app-callback", or_none(callback)),
            ("sandbox-app-redirect", or_none(redirect)),
            ("sandbox-app-signing", t.text(signing)),
            ("sandbox-app-fault", named(t, config.fault)),
        ];
        Self {
            t,
            warnings,
            facts: facts.map(|(key, value)| (t.text(key), value)).to_vec(),
            payments: entries.iter().map(|e| PaymentView::new(t, e)).collect(),
        }
    }
}

/// The page's words for a fault; with what was chosen about it, as scripts write that.
fn named(t: Messages, fault: Fault) -> String {
    let words = t.text(&format!("sandbox-fault-{}", fault.name()));
    match fault.parameter() {
        Some(_) => format!("{words} ({fault})"),
        None => words,
    }
}

impl PaymentView {
    fn new(t: Messages, entry: &Entry) -> Self {
        let fault = (entry.fault != Fault::None)
            .then(|| t.with("sandbox-payment-fault", &[("fault", named(t, entry.fault).into())]));
        Self {
            headline: t.with(
                "sandbox-payment",
                &[
                    ("sum", entry.paid.sum.to_string().into()),
                    ("payer", entry.payer.username.as_str().into()),
                ],
            ),
            time: entry.time.clone(),
            text: js::to_string(Some(&entry.paid.text)),
            uid: js::to_string(Some(&entry.paid.uid)),
            fault,
            callbacks: entry.callbacks.iter().map(|each| CallbackView::new(t, each)).collect(),
        }
    }
}

impl CallbackView {
    fn new(t: Messages, callback: &Callback) -> Self {
        let became = match &callback.sent {
            Sent::NotYet => t.text("sandbox-sent-not-yet"),
            Sent::Waits => t.text("sandbox-sent-waits"),
            Sent::Held => t.text("sandbox-sent-held"),
            Sent::OnItsWay => t.text("sandbox-sent-on-its-way"),
            Sent::CutShort => t.text("sandbox-sent-cut-short"),
            Sent::Answered(answer) => {
                t.with("sandbox-sent-answered", &[("status", answer.status.to_string().into())])
            }
            Sent::Unanswered(error) => {
                t.with("sandbox-sent-unanswered", &[("error", error.as_str().into())])
            }
        };
        let words = match &callback.sent {
            Sent::Answered(answer) if !answer.words.is_empty() => Some(answer.words.clone()),
            _ => None,
        };
        let length = i64::try_from(callback.length).unwrap_or(i64::MAX);
        Self {
            became,
            words,
            length: t.with("sandbox-sent-what", &[("bytes", length.into())]),
            body: callback.body.clone(),
        }
    }
}
