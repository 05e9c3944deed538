//! What was typed into a form.

use crate::{dromon::Sum, money::Ar};

/// A form's fields, whatever they are.
pub(super) struct Fields(Vec<(String, String)>);

/// More than any form of these pages has.
const MOST: usize = 100;

impl Fields {
    pub(super) fn new(fields: Vec<(String, String)>) -> Self {
        Self(fields.into_iter().take(MOST).collect())
    }

    pub(super) fn of_bytes(body: &[u8]) -> Self {
        Self::new(url::form_urlencoded::parse(body).into_owned().collect())
    }

    /// Empty where it is missing.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(each, _)| each == name).map_or("", |(_, value)| value)
    }

    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.0.iter().filter(move |(each, _)| each == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.get(name).parse().ok()
    }

    pub(super) fn sum(&self) -> Option<Sum> {
        Sum::new(whole_ar(self.get("sum"))?).ok()
    }
}

/// A balance as Dromon's site shows it and people copy it: digits, whatever spaces group them, perhaps with the currency.
pub(super) fn balance(typed: &str) -> Option<Ar> {
    whole_ar(typed).map(Ar::new)
}

fn whole_ar(typed: &str) -> Option<i64> {
    let bare: String = typed.chars().filter(|char| !char.is_whitespace()).collect();
    let upper = bare.to_uppercase();
    let digits = ["АР", "AP", "AR"]
        .iter()
        .find_map(|currency| upper.strip_suffix(currency))
        .unwrap_or(&upper);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = is_number.then(|| digits.parse().ok())??;
    // No app holds more than a payment can move.
    (number <= Sum::MAX.get()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_balance_is_read_as_people_copy_it() {
        for (typed, expected) in [
            ("0", Some(0)),
            (" 1 234 ", Some(1234)),
            ("1\u{202f}234\u{a0}АР", Some(1234)),
            ("12\u{2009}345ap", Some(12_345)),
            ("007", Some(7)),
            ("9007199254740991", Some(9_007_199_254_740_991)),
            ("9007199254740992", None),
            ("99999999999999999999", None),
            ("", None),
            ("АР", None),
            ("-8", None),
            ("8,5", None),
            ("8.0", None),
            ("1,234", None),
            ("٣", None),
        ] {
            assert_eq!(balance(typed).map(Ar::get), expected, "{typed:?}");
        }
    }
}
