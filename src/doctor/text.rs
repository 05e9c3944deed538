//! What payers read on Dromon's page.

use super::Finding;
use crate::{
    config::Config,
    dromon::link::check_text,
    orders::{MOST_TEXT_CHARACTERS, OrderText, Uid},
};

/// What the template of texts makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// With the order's number in it.
    Fits { example: String, longest: usize },
    /// All orders have the same.
    WithoutUid { text: String },
    /// Dromon's page could not verify it. Settings like that are refused, so this is for templates of another day.
    Breaking { text: String, why: String },
}

impl Text {
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let template = &config.order_text;
        let render = |uid: &str| uid.parse().map(|uid: Uid| template.render(&uid));
        let (Ok(text), Ok(longest)) =
            (render("48817-X"), render(&"X".repeat(Uid::MOST_CHARACTERS)))
        else {
            return Self::Breaking {
                text: template.to_string(),
                why: "it takes no uid".to_owned(),
            };
        };
        let text = OrderText::as_str(&text).to_owned();
        if let Err(why) = check_text(&text) {
            return Self::Breaking { text, why: why.to_string() };
        }
        if !template.to_string().contains("{uid}") {
            return Self::WithoutUid { text };
        }
        Self::Fits { example: text, longest: longest.as_str().chars().count() }
    }

    #[must_use]
    pub fn finding(&self) -> Finding {
        const CHECK: &str = "text";
        match self {
            Self::Fits { example, longest } => Finding::ok(
                CHECK,
                format!(
                    "payers read `{example}`; with the longest uid {longest} of {MOST_TEXT_CHARACTERS} characters"
                ),
            ),
            Self::WithoutUid { text } => Finding::warning(
                CHECK,
                format!("every payer reads `{text}`, without the order's number"),
                "put {uid} into KASSA_ORDER_TEXT: a payer's history then tells which order he paid",
            ),
            Self::Breaking { text, why } => Finding::failed(
                CHECK,
                format!("no order can be paid: the text is `{text}`, and {why}"),
                "write KASSA_ORDER_TEXT without `&`, `+` and `#`, such as `Заказ {uid}`",
            ),
        }
    }
}
