//! Amounts that are not asked or paid in one go: what is counted, what is left, what is too much.
//!
//! What is asked or paid is a [`Sum`].

use std::fmt;

use serde::Serialize;

use crate::dromon::Sum;

/// A signed amount of whole АР.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Ar(i64);

impl Ar {
    pub const ZERO: Ar = Ar(0);

    #[must_use]
    pub const fn new(ar: i64) -> Self {
        Self(ar)
    }

    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    #[must_use]
    pub fn checked_add(self, other: impl Into<Ar>) -> Option<Self> {
        self.0.checked_add(other.into().0).map(Self)
    }

    #[must_use]
    pub fn checked_sub(self, other: impl Into<Ar>) -> Option<Self> {
        self.0.checked_sub(other.into().0).map(Self)
    }
}

impl From<Sum> for Ar {
    fn from(sum: Sum) -> Self {
        Self(sum.get())
    }
}

impl fmt::Display for Ar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
