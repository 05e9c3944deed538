//! What an endpoint wants to be told.

use std::{collections::BTreeSet, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};

use crate::{
    db::columns::{UnknownWord, text_column},
    feed::EventKind,
};

/// The kinds of events that an endpoint is told; those that there are, or a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Subscription {
    /// Sorted, with spaces between them; empty: every kind, also those of later versions.
    words: String,
}

impl Subscription {
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// Those kinds alone; where there are none, all.
    #[must_use]
    pub fn of(kinds: impl IntoIterator<Item = EventKind>) -> Self {
        let words: BTreeSet<&'static str> = kinds.into_iter().map(EventKind::as_str).collect();
        Self { words: words.into_iter().collect::<Vec<_>>().join(" ") }
    }

    /// The kinds; `None`: all.
    #[must_use]
    pub fn kinds(&self) -> Option<Vec<EventKind>> {
        let kinds = || self.words.split(' ').filter_map(|word| word.parse().ok()).collect();
        (!self.words.is_empty()).then(kinds)
    }

    #[must_use]
    pub fn wants(&self, kind: EventKind) -> bool {
        self.words.is_empty() || self.words.split(' ').any(|word| word == kind.as_str())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.words
    }
}

impl FromStr for Subscription {
    type Err = UnknownWord;

    /// Words with spaces or commas between them. A kind that is unknown is refused.
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let words = text.split([' ', ',']).filter(|word| !word.is_empty());
        Ok(Self::of(words.map(str::parse).collect::<Result<Vec<EventKind>, _>>()?))
    }
}

text_column!(Subscription);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_or_some() {
        let all = Subscription::all();
        assert!(EventKind::ALL.iter().all(|kind| all.wants(*kind)));
        assert_eq!(all.kinds(), None);
        let some: Subscription = "ready, paid paid".parse().unwrap();
        assert_eq!(some.as_str(), "paid ready");
        assert_eq!(some.kinds(), Some(vec![EventKind::Paid, EventKind::Ready]));
        // One word begins like the other.
        assert!(some.wants(EventKind::Paid) && !some.wants(EventKind::Payment));
        assert!(!Subscription::of([EventKind::PartPaid]).wants(EventKind::Paid));
        assert!("paid nonsense".parse::<Subscription>().is_err());
    }
}
