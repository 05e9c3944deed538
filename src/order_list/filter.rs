//! What is asked for.

use std::{fmt, str::FromStr};

use crate::{
    clock::UtcTime,
    db::columns::UnknownWord,
    orders::{Status, fold_typed, search},
    payments::DiscrepancyKind,
};

/// What an order must be to be listed. Whatever is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub show: Option<Show>,
    /// Placed then or later.
    pub from: Option<UtcTime>,
    /// Placed before.
    pub until: Option<UtcTime>,
    pub trouble: Option<Trouble>,
    pub product: Option<i64>,
    /// Folded.
    pub payer: Option<String>,
    pub search: Option<Search>,
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    Status(Status),
    /// Paid or being assembled, and not held.
    ToAssemble,
    /// Ready, and nobody came in time.
    Overdue,
}

impl Show {
    const TO_ASSEMBLE: &str = "to_assemble";
    const OVERDUE: &str = "overdue";
}

impl fmt::Display for Show {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Status(status) => status.as_str(),
            Self::ToAssemble => Self::TO_ASSEMBLE,
            Self::Overdue => Self::OVERDUE,
        })
    }
}

impl FromStr for Show {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            Self::TO_ASSEMBLE => Ok(Self::ToAssemble),
            Self::OVERDUE => Ok(Self::Overdue),
            status => status.parse().map(Self::Status),
        }
    }
}

/// What is open about an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    Any,
    /// What keeps it from being assembled.
    Hold,
    Kind(DiscrepancyKind),
}

impl Trouble {
    /// The kinds that are meant.
    #[must_use]
    pub fn kinds(self) -> Vec<DiscrepancyKind> {
        match self {
            Self::Any => DiscrepancyKind::ALL.to_vec(),
            Self::Hold => holding(),
            Self::Kind(kind) => vec![kind],
        }
    }
}

/// The kinds that hold an order.
pub(super) fn holding() -> Vec<DiscrepancyKind> {
    DiscrepancyKind::ALL.iter().copied().filter(|kind| kind.holds()).collect()
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "any",
            Self::Hold => "hold",
            Self::Kind(kind) => kind.as_str(),
        })
    }
}

impl FromStr for Trouble {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "any" => Ok(Self::Any),
            "hold" => Ok(Self::Hold),
            kind => kind.parse().map(Self::Kind),
        }
    }
}

/// How many words are looked for.
const MOST_WORDS: usize = 8;

/// What a person typed into the search field: an order's number, or words, each of which must be the beginning of a word
/// of the order, or its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// Of the whole text as a number.
    pub(super) uids: Vec<String>,
    pub(super) words: Vec<Word>,
    misspelt: bool,
}

/// What stands between two spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Folded words begin like this; several where it has a dash or the like in it.
    pub beginnings: Vec<String>,
    /// What it is as a number.
    pub uids: Vec<String>,
}

impl Search {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let typed = fold_typed(text);
        let misspelt = typed.as_ref().is_some_and(|typed| typed.misspelt);
        let words = text
            .split_whitespace()
            .map(|part| Word {
                beginnings: search::words(part).take(MOST_WORDS).collect(),
                uids: candidates(part),
            })
            .filter(|word| !word.beginnings.is_empty());
        Self { words: words.take(MOST_WORDS).collect(), uids: candidates(text), misspelt }
    }

    /// Whether it looks like a number of Kassa's own with a typing error.
    #[must_use]
    pub fn is_misspelt(&self) -> bool {
        self.misspelt
    }

    /// Whether an order is meant by it.
    pub(super) fn finds(&self, uid: &str, words: impl Fn(&str) -> bool) -> bool {
        let is = |uids: &[String]| uids.iter().any(|each| each == uid);
        is(&self.uids)
            || !self.words.is_empty()
                && self.words.iter().all(|word| {
                    is(&word.uids) || word.beginnings.iter().all(|beginning| words(beginning))
                })
    }
}

fn candidates(typed: &str) -> Vec<String> {
    fold_typed(typed).into_iter().flat_map(crate::orders::Typed::candidates).collect()
}
