//! Several cells' names at once: `A1-A9, B1, Сундук у входа`.

use std::{collections::HashSet, str::FromStr};

use super::{CellName, CellNameError};

/// The most cells that are made at once.
pub const MOST_NAMES: usize = 100;

/// The names of new cells, each different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellNames(Vec<CellName>);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CellNamesError {
    #[error("no name")]
    Empty,
    #[error("`{0}` is no cell's name")]
    Name(String),
    #[error("`{0}` is named twice")]
    Twice(CellName),
    #[error("at most {MOST_NAMES} cells at once")]
    TooMany,
}

impl CellNames {
    /// In the order in which they were written.
    pub fn iter(&self) -> impl Iterator<Item = &CellName> {
        self.0.iter()
    }
}

impl FromStr for CellNames {
    type Err = CellNamesError;

    fn from_str(text: &str) -> Result<Self, CellNamesError> {
        let mut names = Vec::new();
        let parts = text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
        for part in parts {
            match series(part) {
                Some(series) => {
                    for name in series? {
                        names.push(name);
                    }
                }
                None => names.push(named(part)?),
            }
            if names.len() > MOST_NAMES {
                return Err(CellNamesError::TooMany);
            }
        }
        if names.is_empty() {
            return Err(CellNamesError::Empty);
        }
        let mut seen = HashSet::new();
        match names.iter().find(|name| !seen.insert(name.folded())) {
            Some(twice) => Err(CellNamesError::Twice(twice.clone())),
            None => Ok(Self(names)),
        }
    }
}

fn named(text: &str) -> Result<CellName, CellNamesError> {
    text.parse().map_err(|CellNameError| CellNamesError::Name(text.to_owned()))
}

/// `A1-A9` and `A1-9` are nine names. `None`: it is one name that has a dash in it, or none.
fn series(part: &str) -> Option<Result<Vec<CellName>, CellNamesError>> {
    let (first, last) = part.split_once(['-', '–', '—'])?;
    let (prefix, first) = numbered(first.trim())?;
    let (same, last) = numbered(last.trim())?;
    if !same.is_empty() && same != prefix {
        return None;
    }
    // As many digits as the first has: `01-12`.
    let width = first.len();
    let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
    if last < first {
        return None;
    }
    if last - first >= MOST_NAMES {
        return Some(Err(CellNamesError::TooMany));
    }
    Some((first..=last).map(|number| named(&format!("{prefix}{number:0width$}"))).collect())
}

/// What stands before the number at the end, and the number.
fn numbered(text: &str) -> Option<(&str, &str)> {
    let prefix = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &text[prefix.len()..];
    (1..=6).contains(&number.len()).then_some((prefix, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        text.parse::<CellNames>().unwrap().iter().map(CellName::to_string).collect()
    }

    #[test]
    fn a_series_is_all_of_its_names() {
        assert_eq!(names("A1-A3, Б7"), ["A1", "A2", "A3", "Б7"]);
        assert_eq!(names("9–11"), ["9", "10", "11"]);
        assert_eq!(names("01-03; Ряд 1-2"), ["01", "02", "03", "Ряд 1", "Ряд 2"]);
    }

    #[test]
    fn a_dash_alone_makes_no_series() {
        for one in ["лево-верх", "A1-B2", "A9-A1", "A-1", "-"] {
            assert_eq!(names(one), [one]);
        }
    }

    #[test]
    fn what_is_no_list_says_why() {
        let refused = |text: &str| text.parse::<CellNames>().unwrap_err();
        assert_eq!(refused(" ,\n;"), CellNamesError::Empty);
        assert_eq!(refused("1-101"), CellNamesError::TooMany);
        assert_eq!(refused("1-60, Б1-60"), CellNamesError::TooMany);
        assert_eq!(refused("1-999999"), CellNamesError::TooMany);
        let long = "я".repeat(21);
        assert_eq!(refused(&long), CellNamesError::Name(long.clone()));
        assert_eq!(refused("A1, a 1"), CellNamesError::Twice("a 1".parse().unwrap()));
    }
}
