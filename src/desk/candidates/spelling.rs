//! Whether a number that came may be an order's, as a person might have typed it.

use std::collections::BTreeSet;

use crate::orders::{Uid, fold_loosely};

/// How an order's number stands in what came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// It is that number, but for case, dashes and letters that look alike.
    Same,
    /// One character is wrong, missing, too many, or swapped with its neighbour.
    Close,
    /// It stands inside of something longer.
    Inside,
}

/// Shorter pieces of a text are no numbers of Kassa's.
const FEWEST_DIGITS: usize = 5;
/// Longer ones neither.
const MOST_DIGITS: usize = 12;
/// How many numbers of a text are looked at.
const MOST_NUMBERS: usize = 5;
/// How much of a text is looked at: its payer decides how long it is.
const MOST_CHARACTERS: usize = 300;

/// How this order's number stands in a uid and a text that came.
#[must_use]
pub fn spelled(uid: Option<&str>, text: Option<&str>, order: &Uid) -> Option<Spelling> {
    let wanted = order.folded();
    if let Some(typed) = uid.map(fold) {
        if typed == wanted {
            return Some(Spelling::Same);
        }
        if is_close(&typed, &wanted) {
            return Some(Spelling::Close);
        }
    }
    let inside = |text: &str| numbers_in(text).contains(&wanted);
    [uid, text].into_iter().flatten().any(inside).then_some(Spelling::Inside)
}

/// The folded numbers of orders that may be meant by this: few enough to look each of them up.
pub(super) fn may_be(uid: Option<&str>, text: Option<&str>) -> BTreeSet<String> {
    let mut numbers: BTreeSet<String> =
        [uid, text].into_iter().flatten().flat_map(numbers_in).collect();
    let Some(typed) = uid.map(fold).filter(|typed| typed.parse::<Uid>().is_ok()) else {
        return numbers;
    };
    for digits in near_digits(&typed) {
        // One of Kassa's own knows its letter.
        if let Ok(number) = digits.parse() {
            numbers.insert(Uid::of_number(number).folded());
        }
    }
    numbers.insert(typed);
    numbers
}

/// A uid as a person may have typed it, folded like [`Uid::folded`], whether it checks or not.
fn fold(typed: &str) -> String {
    let beginning: String = typed.chars().take(MOST_CHARACTERS).collect();
    fold_loosely(&beginning)
}

/// Whether one slip of a finger leads from one to the other.
fn is_close(typed: &str, wanted: &str) -> bool {
    // Of very short ones everything is close to everything.
    wanted.len() >= FEWEST_DIGITS
        && typed.len() + 1 >= wanted.len()
        && typed.len() <= wanted.len() + 1
        && (strsim::osa_distance(typed, wanted) <= 1 || same_digits(typed, wanted))
}

/// The digits alone are right: the letter is wrong, and perhaps missing.
fn same_digits(typed: &str, wanted: &str) -> bool {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    digits(wanted).len() >= FEWEST_DIGITS && digits(typed) == digits(wanted)
}

/// The digits of what was typed, and all that are one slip away from them.
fn near_digits(typed: &str) -> BTreeSet<String> {
    let digits: Vec<char> =
        typed.trim_end_matches(|c: char| c.is_ascii_uppercase()).chars().collect();
    let mut near = BTreeSet::new();
    if !digits.iter().all(char::is_ascii_digit)
        || !(FEWEST_DIGITS - 1..=MOST_DIGITS).contains(&digits.len())
    {
        return near;
    }
    let mut add = |digits: Vec<char>| {
        // A number has no zero in front.
        if digits.first().is_some_and(|first| *first != '0') && digits.len() >= FEWEST_DIGITS {
            near.insert(digits.into_iter().collect());
        }
    };
    add(digits.clone());
    for place in 0..=digits.len() {
        for digit in '0'..='9' {
            let mut longer = digits.clone();
            longer.insert(place, digit);
            add(longer);
            if place < digits.len() {
                let mut other = digits.clone();
                other[place] = digit;
                add(other);
            }
        }
        if place < digits.len() {
            let mut shorter = digits.clone();
            shorter.remove(place);
            add(shorter);
        }
        if place + 1 < digits.len() {
            let mut swapped = digits.clone();
            swapped.swap(place, place + 1);
            add(swapped);
        }
    }
    near
}

/// Kassa's own numbers in a text: digits, each with the letter that belongs to it, whatever letter stands there.
fn numbers_in(text: &str) -> Vec<String> {
    let beginning: String = text.chars().take(MOST_CHARACTERS).collect();
    beginning
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| (FEWEST_DIGITS..=MOST_DIGITS).contains(&digits.len()))
        .filter_map(|digits| digits.parse().ok())
        .map(|number| Uid::of_number(number).folded())
        .take(MOST_NUMBERS)
        .collect()
}
