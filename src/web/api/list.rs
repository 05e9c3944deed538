//! What lists have in common.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use utoipa::ToSchema;

/// How many of a list are answered at once, where nothing is said, and at most.
pub const USUAL: u16 = 50;
pub const MOST: u16 = 200;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListView<V> {
    pub data: Vec<V>,
    /// Where the list goes on: to be sent as `after`. `null` at its end.
    pub next: Option<String>,
}

/// How many are wanted: 1 to 200.
#[derive(Clone, Copy, Debug)]
pub struct Limit(u16);

impl Limit {
    pub fn get(self) -> i64 {
        i64::from(self.0)
    }

    pub fn count(self) -> usize {
        usize::from(self.0)
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(USUAL)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wanted = String::deserialize(deserializer)?;
        match wanted.parse() {
            Ok(limit @ 1..=MOST) => Ok(Self(limit)),
            _ => {
                Err(D::Error::custom(format_args!("it should be a whole number from 1 to {MOST}")))
            }
        }
    }
}

/// A page of what is read with one more than is wanted: whether there are more shows by that.
pub fn page<T, V>(
    mut found: Vec<T>,
    limit: Limit,
    cursor: impl Fn(&T) -> String,
    view: impl FnMut(T) -> V,
) -> ListView<V> {
    let more = found.len() > limit.count();
    found.truncate(limit.count());
    let next = found.last().filter(|_| more).map(cursor);
    ListView { data: found.into_iter().map(view).collect(), next }
}

/// A cursor that is the number of something.
pub fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let text = String::deserialize(deserializer)?;
    match text.parse() {
        Ok(id) if id >= 0 => Ok(Some(id)),
        _ => Err(D::Error::custom("it should be a number that an answer told")),
    }
}
