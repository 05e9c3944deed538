//! The order's short public number.

use std::{fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};

use crate::db::columns::text_column;

/// The check letters: those that look the same in Latin and Cyrillic. Eleven, because a number's remainder
/// by a prime above nine changes with every single wrong digit and every swap of neighbours.
const CHECK: &[u8; 11] = b"ABEKMHPCTYX";

/// How many digits a number has while the shop is small.
pub const FEWEST_DIGITS: u32 = 5;

/// An order's number: what Kassa gives (`48817-X`) or a program brings: 1 to 64 of `0-9A-Za-z_-`, not `0`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Uid(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a uid is 1 to 64 of 0-9, A-Z, a-z, _ and -, and not `0`")]
pub struct UidError;

impl Uid {
    pub const MOST_CHARACTERS: usize = 64;

    /// The uid of that number, with its check letter.
    #[must_use]
    pub fn of_number(number: u64) -> Self {
        Self(format!("{number}-{}", check_letter(number)))
    }

    /// A random uid of that many digits (at most 18).
    #[must_use]
    pub fn random(digits: u32) -> Self {
        let smallest = 10_u64.pow(digits.clamp(1, 18) - 1);
        Self::of_number(rand::random_range(smallest..smallest * 10))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for every spelling of one uid: no dashes, upper case. Two orders never share it.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.chars().filter(|c| *c != '-').map(|c| c.to_ascii_uppercase()).collect()
    }
}

/// What a person typed, as a uid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// Folded like [`Uid::folded`].
    pub folded: String,
    /// The same with its letter, where only digits were typed: one of Kassa's own, perhaps.
    pub completed: Option<String>,
    /// It looks like one of Kassa's own (digits and one letter), and the letter is another than these digits have. It may
    /// still be a program's.
    pub misspelt: bool,
}

impl Typed {
    /// One word for it, in whichever of its spellings it was typed: with its letter, where it may have one.
    #[must_use]
    pub fn canonical(&self) -> &str {
        self.completed.as_deref().unwrap_or(&self.folded)
    }

    /// What to look for.
    pub fn candidates(self) -> impl Iterator<Item = String> {
        [self.folded].into_iter().chain(self.completed)
    }
}

/// What a person typed: Cyrillic look-alikes become Latin, the dash, spaces and case don't matter. `None` where it can be
/// no uid.
#[must_use]
pub fn fold_typed(typed: &str) -> Option<Typed> {
    let folded: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .flat_map(char::to_uppercase)
        .map(latin)
        // No uid is longer; a long text need not be read to its end.
        .take(Uid::MOST_CHARACTERS + 1)
        .collect();
    folded.parse::<Uid>().ok()?;
    let completed = number_of(&folded).map(|number| format!("{folded}{}", check_letter(number)));
    let own = folded.strip_suffix(|c: char| c.is_ascii_uppercase()).and_then(number_of);
    let misspelt = own.is_some_and(|number| !folded.ends_with(check_letter(number)));
    Some(Typed { folded, completed, misspelt })
}

/// The number that these digits are, if it can be one of Kassa's own.
fn number_of(digits: &str) -> Option<u64> {
    let own =
        digits.len() >= FEWEST_DIGITS as usize && digits.bytes().all(|byte| byte.is_ascii_digit());
    if own { digits.parse().ok() } else { None }
}

/// Like [`fold_typed`], and whatever was typed comes back, also where it can be no uid.
#[must_use]
pub fn fold_loosely(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .flat_map(char::to_uppercase)
        .map(latin)
        .collect()
}

fn check_letter(number: u64) -> char {
    let remainder = number % CHECK.len() as u64;
    // The remainder is an index by construction.
    char::from(CHECK[usize::try_from(remainder).unwrap_or(0)])
}

fn latin(c: char) -> char {
    match c {
        'А' => 'A',
        'В' => 'B',
        'Е' => 'E',
        'К' => 'K',
        'М' => 'M',
        'Н' => 'H',
        'О' => 'O',
        'Р' => 'P',
        'С' => 'C',
        'Т' => 'T',
        'У' => 'Y',
        'Х' => 'X',
        other => other,
    }
}

impl FromStr for Uid {
    type Err = UidError;

    fn from_str(text: &str) -> Result<Self, UidError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        // `0` is Dromon's word for "no uid": a gift.
        if (1..=Self::MOST_CHARACTERS).contains(&text.len())
            && text.bytes().all(allowed)
            && text != "0"
        {
            Ok(Self(text.to_owned()))
        } else {
            Err(UidError)
        }
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_column!(Uid);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_kassas_own(typed: &str) -> bool {
        fold_typed(typed).is_some_and(|typed| !typed.misspelt)
    }

    fn folded(typed: &str) -> Option<String> {
        fold_typed(typed).map(|typed| typed.folded)
    }

    #[test]
    fn a_person_may_type_it_in_many_ways() {
        let uid = Uid::of_number(48_817);
        assert_eq!(uid.as_str(), "48817-X");
        for typed in ["48817-X", "48817x", " 48817 - х ", "48817Х", "4 8 8 1 7 x"] {
            assert_eq!(folded(typed), Some(uid.folded()), "{typed}");
            assert!(is_kassas_own(typed), "{typed}");
        }
        // The digits alone may be a program's whole uid.
        let typed = fold_typed("48817").unwrap();
        assert_eq!(typed.canonical(), fold_typed("48817-х").unwrap().canonical());
        assert_eq!(typed.candidates().collect::<Vec<_>>(), ["48817", "48817X"]);
    }

    /// A program's uid may look like one of Kassa's own with a wrong letter: it is looked for all the same, and nothing of
    /// Kassa's own is found by it.
    #[test]
    fn a_wrong_letter_is_told_and_looked_for() {
        let typed = fold_typed("48817-А").unwrap();
        assert_eq!((typed.folded.as_str(), typed.misspelt), ("48817A", true));
    }

    #[test]
    fn a_program_may_bring_its_own() {
        let longest = "x".repeat(64);
        for good in ["A", "00", "a_b-C", "-", longest.as_str()] {
            assert!(good.parse::<Uid>().is_ok(), "{good}");
        }
        let too_long = "x".repeat(65);
        for bad in ["", "0", "A.B", "a b", "заказ", "a&b", "a\n", too_long.as_str()] {
            assert_eq!(bad.parse::<Uid>(), Err(UidError), "{bad:?}");
        }
    }

    #[test]
    fn what_can_be_no_uid_finds_nothing() {
        let too_long = "1".repeat(65);
        for typed in ["", " - ", "0", " -0- ", "заказ", "48817-Щ", "a.b", too_long.as_str()] {
            assert_eq!(fold_typed(typed), None, "{typed:?}");
        }
    }

    proptest! {
        /// Except for a few that nobody would type: of dashes alone, and `-0`.
        #[test]
        fn a_programs_uid_is_found_as_it_is_spelled(uid in "[0-9A-Za-z_-]{0,30}[1-9A-Za-z_][0-9A-Za-z_-]{0,30}") {
            let uid: Uid = uid.parse().unwrap();
            prop_assert_eq!(folded(uid.as_str()), Some(uid.folded()));
            prop_assert_eq!(folded(&uid.as_str().to_lowercase()), Some(uid.folded()));
        }

        #[test]
        fn a_random_uid_is_a_uid_and_checks(digits in 5_u32..=18) {
            let uid = Uid::random(digits);
            prop_assert_eq!(uid.as_str().len(), digits as usize + 2);
            prop_assert_eq!(uid.as_str().parse::<Uid>(), Ok(uid.clone()));
            prop_assert_eq!(folded(uid.as_str()), Some(uid.folded()));
            prop_assert!(is_kassas_own(uid.as_str()));
        }

        #[test]
        fn every_wrong_digit_is_refused(number in 10_000_u64..1_000_000_000, place in 0_usize..9, wrong in 0_u8..10) {
            let uid = Uid::of_number(number).to_string();
            let place = place % (uid.len() - 2);
            let mut typed = uid.clone().into_bytes();
            typed[place] = b'0' + wrong;
            let typed = String::from_utf8(typed).unwrap();
            prop_assert_eq!(is_kassas_own(&typed), typed == uid);
        }

        #[test]
        fn every_swap_of_neighbours_is_refused(number in 10_000_u64..1_000_000_000, place in 0_usize..8) {
            let uid = Uid::of_number(number).to_string();
            let place = place % (uid.len() - 3);
            let mut typed = uid.clone().into_bytes();
            typed.swap(place, place + 1);
            let typed = String::from_utf8(typed).unwrap();
            prop_assert_eq!(is_kassas_own(&typed), typed == uid);
        }
    }
}
