//! What an offer is called in its link.

use std::{fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};

use crate::db::columns::text_column;

/// The least and the most characters of a [`Slug`].
pub const SHORTEST_SLUG: usize = 3;
pub const LONGEST_SLUG: usize = 40;

/// None that looks like another.
const RANDOM: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
const RANDOM_LENGTH: usize = 8;

/// The last part of an offer's link: 3 to 40 small Latin letters, digits and dashes, no dash at an end. It is made once and
/// never changes: it stands on posters.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Slug(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a link's name is {SHORTEST_SLUG} to {LONGEST_SLUG} small Latin letters, digits and dashes, no dash at an end"
)]
pub struct SlugError;

impl Slug {
    /// One that says nothing.
    #[must_use]
    pub fn random() -> Self {
        let letters = (0..RANDOM_LENGTH).map(|_| RANDOM[rand::random_range(..RANDOM.len())]);
        Self(letters.map(char::from).collect())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, SlugError> {
        let is_known =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fits = (SHORTEST_SLUG..=LONGEST_SLUG).contains(&text.len())
            && text.bytes().all(is_known)
            && !text.starts_with('-')
            && !text.ends_with('-');
        if fits { Ok(Self(text.to_owned())) } else { Err(SlugError) }
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_column!(Slug);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_stands_in_a_link_as_it_is() {
        for fits in ["tip", "den-rozhdeniya-2", "1-1", &"a".repeat(40)] {
            assert!(fits.parse::<Slug>().is_ok(), "{fits}");
        }
        for odd in ["", "ab", "-ab", "ab-", "Tips", "чай", "a b c", "a/b", "a\0b", &"a".repeat(41)]
        {
            assert_eq!(odd.parse::<Slug>(), Err(SlugError), "{odd:?}");
        }
    }

    #[test]
    fn a_random_one_is_a_slug_and_another_each_time() {
        let (one, other) = (Slug::random(), Slug::random());
        assert_eq!(one.as_str().parse(), Ok(one.clone()));
        assert_ne!(one, other);
    }
}
