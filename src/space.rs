//! How much room is left on the disks that callbacks are written to.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

const FULL: Bytes = Bytes(1 << 20);

/// Places that must not fill up, and how much should be free there.
#[derive(Clone, Debug)]
pub struct Space {
    places: Vec<PathBuf>,
    least: Bytes,
}

/// A place where little is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Low {
    pub place: PathBuf,
    pub free: Bytes,
    pub least: Bytes,
}

impl fmt::Display for Low {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "only {} are free in {}, and {} should be (KASSA_MIN_FREE_SPACE)",
            self.free,
            self.place.display(),
            self.least
        )
    }
}

/// A size, shown as people read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub u64);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
        match UNITS.iter().find(|(size, _)| self.0 >= *size) {
            Some((size, unit)) => {
                let tenths = u128::from(self.0) * 10 / u128::from(*size);
                match tenths % 10 {
                    0 => write!(f, "{} {unit}", tenths / 10),
                    tenth => write!(f, "{}.{tenth} {unit}", tenths / 10),
                }
            }
            None => write!(f, "{} bytes", self.0),
        }
    }
}

impl Space {
    #[must_use]
    pub fn new(places: Vec<PathBuf>, least: Bytes) -> Self {
        Self { places, least }
    }

    /// Where less is left than a callback or two may need: a database there may still answer, and take nothing any more.
    #[must_use]
    pub fn full(&self) -> Vec<Low> {
        self.below(FULL)
    }

    /// Where less is left than should be. A place that cannot be asked is no reason to warn: whoever writes there says
    /// what is wrong.
    #[must_use]
    pub fn low(&self) -> Vec<Low> {
        self.below(self.least)
    }

    /// What should be free everywhere.
    #[must_use]
    pub fn least(&self) -> Bytes {
        self.least
    }

    /// What is free on each disk, by the first place that is on it. A place that cannot be asked is left out.
    #[must_use]
    pub fn free(&self) -> Vec<(PathBuf, Bytes)> {
        let mut seen = Vec::new();
        let mut found = Vec::new();
        for place in &self.places {
            let Ok((disk, free)) = free(place) else { continue };
            // Two places are one disk as a rule.
            if !seen.contains(&disk) {
                seen.push(disk);
                found.push((place.clone(), free));
            }
        }
        found
    }

    fn below(&self, least: Bytes) -> Vec<Low> {
        let low = self.free().into_iter().filter(|(_, free)| *free < least);
        low.map(|(place, free)| Low { place, free, least }).collect()
    }
}

/// The disk that a place is on, and what may still be written there.
///
/// # Errors
/// Where the place cannot be looked at.
#[cfg(unix)]
pub fn free(place: &Path) -> io::Result<(u64, Bytes)> {
    let disk = std::os::unix::fs::MetadataExt::dev(&std::fs::metadata(place)?);
    let statistics = rustix::fs::statvfs(place)?;
    Ok((disk, Bytes(statistics.f_bavail.saturating_mul(statistics.f_frsize))))
}

///
/// # Errors
/// Always: this system cannot be asked.
#[cfg(not(unix))]
pub fn free(_: &Path) -> io::Result<(u64, Bytes)> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_shown_as_people_read_it() {
        for (bytes, shown) in [
            (0, "0 bytes"),
            (1023, "1023 bytes"),
            (1 << 10, "1 KiB"),
            ((1 << 20) + (1 << 19), "1.5 MiB"),
            (256 << 20, "256 MiB"),
            (u64::MAX, "17179869183.9 GiB"),
        ] {
            assert_eq!(Bytes(bytes).to_string(), shown);
        }
    }

    #[test]
    fn little_room_is_told_once_a_disk() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        let places = vec![folder.path().to_owned(), inner, folder.path().join("nowhere")];
        assert_eq!(Space::new(places.clone(), Bytes(0)).low(), []);
        let low = Space::new(places, Bytes(u64::MAX)).low();
        assert!(low.len() == 1 && low[0].place == folder.path(), "{low:?}");
    }
}
