//! What Dromon says when it refuses, and what it does not say: what to look at.

use serde_json::Value;

use super::{
    js,
    link::Link,
    page::{FormBlock, PageRefusal},
    pay::Refusal,
    registration::Registration,
};
use crate::{dromon::link::BREAKING, i18n::Messages};

impl From<PageRefusal> for Refusal {
    fn from(refusal: PageRefusal) -> Self {
        match refusal {
            PageRefusal::AppNotFound => Self::AppNotFound,
            PageRefusal::Signature => Self::Signature,
        }
    }
}

/// Dromon's words, and a hint for whoever made the link.
#[must_use]
pub fn of_refusal(
    t: Messages,
    refusal: Refusal,
    app: &Registration,
    link: &Link,
) -> (String, String) {
    match refusal {
        Refusal::AppNotFound => {
            let known = [("name", app.short_name.as_str().into()), ("id", app.id.as_str().into())];
            (t.text("sandbox-refused-app"), t.with("sandbox-hint-app", &known))
        }
        Refusal::Signature => (t.text("sandbox-refused-signature"), t.text(of_signature(link))),
        Refusal::RedirectUri => {
            let given = js::to_string(link.query.get("redirect_uri").as_ref());
            let registered = app.redirect_uri.clone();
            let registered = registered.unwrap_or_else(|| t.text("sandbox-none"));
            let both = [("given", given.into()), ("registered", registered.into())];
            (t.text("sandbox-refused-redirect-uri"), t.with("sandbox-hint-redirect-uri", &both))
        }
        Refusal::BadSum => (t.text("sandbox-refused-sum"), t.text("sandbox-hint-sum")),
    }
}

/// The key of the words for what the form's own check finds.
#[must_use]
pub const fn of_block(block: FormBlock) -> &'static str {
    match block {
        FormBlock::Sum => "sandbox-refused-sum",
        FormBlock::Card => "sandbox-refused-card",
    }
}

fn of_signature(link: &Link) -> &'static str {
    let (text, uid) = (link.query.get("text"), link.query.get("uid"));
    let breaks = |value: &Option<Value>| js::to_string(value.as_ref()).contains(BREAKING);
    if text.is_none() || uid.is_none() {
        "sandbox-hint-missing"
    } else if breaks(&text) || breaks(&uid) {
        "sandbox-hint-breaking"
    } else {
        "sandbox-hint-signature"
    }
}
