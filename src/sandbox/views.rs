//! The sandbox's pages: what their templates show, in the reader's language.

use askama::Template;
use serde_json::Value;
use url::Url;

use super::{
    SandboxConfig,
    fault::Fault,
    journal::{Entry, Sent},
    js,
    link::Link,
    pay::Paid,
    payer::Payer,
    sender,
};
use crate::i18n::Messages;

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
    callbacks: Vec<String>,
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
        ];
        Self {
            t,
            warnings,
            facts: facts.map(|(key, value)| (t.text(key), value)).to_vec(),
            payments: entries.iter().map(|e| PaymentView::new(t, e)).collect(),
        }
    }
}

impl PaymentView {
    fn new(t: Messages, entry: &Entry) -> Self {
        let sent = |sent: &Sent| match sent {
            Sent::Never => t.text("sandbox-sent-never"),
            Sent::OnItsWay => t.text("sandbox-sent-on-its-way"),
            Sent::Answered(status) => {
                let status = [("status", status.to_string().into())];
                t.with("sandbox-sent-answered", &status)
            }
            Sent::Unanswered(error) => {
                let error = [("error", error.as_str().into())];
                t.with("sandbox-sent-unanswered", &error)
            }
        };
        let fault = (entry.fault != Fault::None).then(|| {
            let fault = t.text(&format!("sandbox-fault-{}", entry.fault.as_str()));
            t.with("sandbox-payment-fault", &[("fault", fault.into())])
        });
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
            callbacks: entry.callbacks.iter().map(sent).collect(),
        }
    }
}

/// What the payer entered; shown again when something is wrong with it.
pub struct Entered {
    pub nickname: String,
    pub fault: String,
    pub sum: String,
}

impl Default for Entered {
    fn default() -> Self {
        Self {
            nickname: Payer::DEFAULT_NICKNAME.to_owned(),
            fault: Fault::None.as_str().to_owned(),
            sum: String::new(),
        }
    }
}

#[derive(Template)]
#[template(path = "sandbox/pay.html")]
pub struct PayPage {
    t: Messages,
    heading: String,
    error: Option<String>,
    /// `None`: the payer types it.
    sum: Option<String>,
    fee: String,
    text: String,
    uid: String,
    form: Entered,
    /// Then its list is not folded away.
    fault_chosen: bool,
    faults: Vec<FaultView>,
}

struct FaultView {
    name: &'static str,
    label: String,
    help: String,
    checked: bool,
}

impl PayPage {
    pub fn new(t: Messages, link: &Link, form: Entered, error: Option<&str>) -> Self {
        let shown = |value: Option<Value>| match value {
            Some(value) => js::to_string(Some(&value)),
            None => t.text("sandbox-pay-missing"),
        };
        let asked = link.sum.as_deref().map_or(f64::NAN, js::parse_int_decimal);
        let fee = if asked > 0.0 {
            let total = js::number_to_string(asked + 1.0);
            t.with("sandbox-pay-fee", &[("total", total.into())])
        } else {
            t.text("sandbox-pay-fee-unknown")
        };
        let fault = |fault: Fault| FaultView {
            name: fault.as_str(),
            label: t.text(&format!("sandbox-fault-{}", fault.as_str())),
            help: t.text(&format!("sandbox-fault-{}-help", fault.as_str())),
            checked: fault.as_str() == form.fault,
        };
        let sum = link.sum.as_deref();
        Self {
            t,
            heading: t.with("sandbox-pay-title", &[("app", link.app.as_str().into())]),
            error: error.map(|key| t.text(key)),
            sum: sum.map(|sum| t.with("sandbox-pay-sum", &[("sum", sum.into())])),
            fee,
            text: shown(link.query.get("text")),
            uid: shown(link.query.get("uid")),
            faults: Fault::ALL.map(fault).into(),
            fault_chosen: form.fault != Fault::None.as_str(),
            form,
        }
    }
}

#[derive(Template)]
#[template(path = "sandbox/outcome.html")]
pub struct OutcomePage {
    t: Messages,
    paid: bool,
    heading: String,
    sum: Option<String>,
    reason: Option<String>,
    code: Option<&'static str>,
    hint: Option<String>,
    return_button: Option<ReturnButton>,
    again: Option<String>,
}

struct ReturnButton {
    href: String,
    caption: String,
}

impl OutcomePage {
    pub fn paid(t: Messages, link: &Link, paid: &Paid, address: &str) -> Self {
        let sum = paid.sum.to_string();
        Self {
            t,
            paid: true,
            heading: t.text("sandbox-paid"),
            sum: Some(t.with("sandbox-pay-sum", &[("sum", sum.into())])),
            reason: None,
            code: None,
            hint: Some(t.text("sandbox-paid-help")),
            return_button: ReturnButton::of(t, link),
            again: Some(address.to_owned()),
        }
    }

    pub fn refused(t: Messages, reason: Option<String>, hint: Option<String>) -> Self {
        Self {
            t,
            paid: false,
            heading: t.text("sandbox-refused"),
            sum: None,
            reason,
            code: None,
            hint,
            return_button: None,
            again: None,
        }
    }

    /// After a failed payment the button is there as well; arriving at the shop proves nothing.
    pub fn with_return(self, link: &Link, address: &str) -> Self {
        Self {
            return_button: ReturnButton::of(self.t, link),
            again: Some(address.to_owned()),
            ..self
        }
    }

    /// What Dromon's own answer says.
    pub fn with_code(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }
}

impl ReturnButton {
    /// Where the link says, with nothing appended; `ok` is the caption.
    fn of(t: Messages, link: &Link) -> Option<Self> {
        let href = link.query.get_string("redirect_uri")?;
        // Anything else would be a script that a link could smuggle in.
        let address = Url::parse(&href).ok()?;
        if !["http", "https"].contains(&address.scheme()) {
            return None;
        }
        let caption = link.query.get_string("ok");
        Some(Self { href, caption: caption.unwrap_or_else(|| t.text("sandbox-return")) })
    }
}
