//! The text that payers read on Dromon's page, made from a template.

use super::error::Complaint;
use crate::dromon::link;

/// What an order's text may be at most; Dromon itself sets no limit.
pub const MAX_TEXT_CHARS: usize = 200;
/// The longest uid that a program may bring along.
const LONGEST_UID: usize = 64;
const PLACEHOLDER: &str = "{uid}";

/// `KASSA_ORDER_TEXT`: a text in which `{uid}` stands for the order's number. Whatever the uid, the result
/// is a text that Dromon's page can verify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderTextTemplate(String);

impl OrderTextTemplate {
    #[must_use]
    pub fn render(&self, uid: &str) -> String {
        self.0.replace(PLACEHOLDER, uid)
    }

    pub(super) fn parse(template: &str) -> Result<Self, Complaint> {
        let around = template.replace(PLACEHOLDER, "");
        if let Some(start) = around.find(['{', '}']) {
            let unknown = around[start..]
                .split_inclusive('}')
                .next()
                .unwrap_or_default();
            return Err(Complaint::new(
                format!("`{unknown}` stands for nothing"),
                "the only placeholder is `{uid}`, the order's number; use no other braces",
            ));
        }
        if template.chars().any(char::is_control) {
            return Err(Complaint::new(
                "it contains a control character (a line break or a tab)",
                "write it in one line of plain text",
            ));
        }
        let parsed = Self(template.to_owned());
        let longest = parsed.render(&"0".repeat(LONGEST_UID));
        link::check_text(&longest).map_err(|error| {
            Complaint::new(
                error.to_string(),
                "write a text without `&`, `+` and `#`, such as `Заказ {uid}`",
            )
        })?;
        let chars = longest.chars().count();
        if chars > MAX_TEXT_CHARS {
            return Err(Complaint::new(
                format!(
                    "with the longest uid ({LONGEST_UID} characters) it has {chars} characters"
                ),
                format!("shorten it to {MAX_TEXT_CHARS} at most"),
            ));
        }
        Ok(parsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uid_takes_the_place_of_every_placeholder() {
        let template = OrderTextTemplate::parse("Заказ {uid} ({uid})").unwrap();
        assert_eq!(template.render("48817-X"), "Заказ 48817-X (48817-X)");
    }

    #[test]
    fn placeholder_is_not_needed() {
        let template = OrderTextTemplate::parse("Пожертвование магазину").unwrap();
        assert_eq!(template.render("48817-X"), "Пожертвование магазину");
    }

    #[test]
    fn length_counts_characters_with_the_longest_uid() {
        let fits = format!("{{uid}}{}", "ж".repeat(136));
        assert_eq!(
            OrderTextTemplate::parse(&fits)
                .unwrap()
                .render(&"1".repeat(64))
                .chars()
                .count(),
            200
        );
        let complaint = OrderTextTemplate::parse(&format!("{fits}ж")).unwrap_err();
        assert!(
            complaint.why.contains("201 characters"),
            "{}",
            complaint.why
        );
    }

    #[test]
    fn braces_are_placeholders_only() {
        for (template, named) in [
            ("Заказ {number}", "`{number}`"),
            ("Заказ {uid} {", "`{`"),
            ("Заказ }", "`}`"),
            ("{{uid}}", "`{}`"),
        ] {
            let complaint = OrderTextTemplate::parse(template).unwrap_err();
            assert!(
                complaint.why.contains(named),
                "{template}: {}",
                complaint.why
            );
        }
    }
}
