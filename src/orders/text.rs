//! What the payer reads on Dromon's page.

use std::{fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};

use super::Uid;
use crate::{
    db::columns::text_column,
    dromon::link::{self, LinkError},
};

/// The most characters of a text.
pub const MOST_CHARACTERS: usize = 200;

/// An order's text for Dromon: 1 to 200 characters, none of `&`, `+`, `#` (Dromon's page cannot verify
/// them), no control characters.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct OrderText(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderTextError {
    #[error("a text has at least one character")]
    Empty,
    #[error("a text has no `{0}`: Dromon's payment page cannot verify it")]
    Breaking(char),
    #[error("a text has no control characters")]
    Control,
    #[error("a text has at most {MOST_CHARACTERS} characters")]
    TooLong,
}

impl OrderText {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OrderText {
    type Err = OrderTextError;

    fn from_str(text: &str) -> Result<Self, OrderTextError> {
        match link::check_text(text) {
            Err(LinkError::Breaking(breaking)) => return Err(OrderTextError::Breaking(breaking)),
            Err(LinkError::Empty | LinkError::Dot) => return Err(OrderTextError::Empty),
            Ok(()) => {}
        }
        if text.chars().any(char::is_control) {
            return Err(OrderTextError::Control);
        }
        if text.chars().count() > MOST_CHARACTERS {
            return Err(OrderTextError::TooLong);
        }
        Ok(Self(text.to_owned()))
    }
}

text_column!(OrderText);

/// How an order's text is made from its uid, `Заказ {uid}` unless the shop says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextTemplate(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextTemplateError {
    #[error("`{0}` is no placeholder; the only one is {{uid}}")]
    Placeholder(String),
    #[error(transparent)]
    Text(#[from] OrderTextError),
}

impl TextTemplate {
    /// The text of the order with that uid.
    ///
    /// # Panics
    /// Never: the template was tried with a uid of each kind and the greatest length when it was parsed.
    #[must_use]
    pub fn render(&self, uid: &Uid) -> OrderText {
        OrderText(self.0.replace("{uid}", uid.as_str()))
    }
}

impl FromStr for TextTemplate {
    type Err = TextTemplateError;

    fn from_str(template: &str) -> Result<Self, TextTemplateError> {
        let bare = template.replace("{uid}", "");
        if let Some(start) = bare.find(['{', '}']) {
            let rest = &bare[start..];
            let placeholder = rest.find('}').map_or(rest, |end| &rest[..=end]);
            return Err(TextTemplateError::Placeholder(placeholder.to_owned()));
        }
        // A uid has none of the characters that a text must not have, so its length alone decides.
        template.replace("{uid}", &"X".repeat(Uid::MOST_CHARACTERS)).parse::<OrderText>()?;
        Ok(Self(template.to_owned()))
    }
}

impl fmt::Display for TextTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_what_dromons_page_can_verify() {
        for (text, expected) in [
            ("Шалкер с землёй", Ok(())),
            ("100% \"q\" <b>", Ok(())),
            ("", Err(OrderTextError::Empty)),
            ("Меч & щит", Err(OrderTextError::Breaking('&'))),
            ("5+1", Err(OrderTextError::Breaking('+'))),
            ("№#1", Err(OrderTextError::Breaking('#'))),
            ("a\tb", Err(OrderTextError::Control)),
            ("a\u{85}b", Err(OrderTextError::Control)),
        ] {
            assert_eq!(text.parse::<OrderText>().map(drop), expected, "{text:?}");
        }
        assert!("я".repeat(200).parse::<OrderText>().is_ok());
        assert_eq!("я".repeat(201).parse::<OrderText>(), Err(OrderTextError::TooLong));
    }

    #[test]
    fn a_template_is_tried_before_it_is_used() {
        let template: TextTemplate = "Заказ {uid}".parse().unwrap();
        assert_eq!(template.render(&Uid::of_number(48_817)).as_str(), "Заказ 48817-X");
        assert_eq!(
            "Заказ {number}".parse::<TextTemplate>(),
            Err(TextTemplateError::Placeholder("{number}".to_owned()))
        );
        let too_long = format!("{}{{uid}}", "я".repeat(137));
        assert_eq!(too_long.parse::<TextTemplate>(), Err(OrderTextError::TooLong.into()));
        assert_eq!("№#{uid}".parse::<TextTemplate>(), Err(OrderTextError::Breaking('#').into()));
    }
}
