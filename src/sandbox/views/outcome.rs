//! What the payer is told in the end.

use askama::Template;
use url::Url;

use crate::{
    i18n::Messages,
    sandbox::{link::Link, pay::Paid},
};

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
