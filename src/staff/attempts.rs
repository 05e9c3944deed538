//! How often somebody may try: slow enough that nobody guesses a password, and such that a stranger who tries as often as
//! he can keeps nobody else out.
//!
//! A browser or an address that this account has signed in from before has an allowance of its own. All others share one
//! for each account, and each address has one for all accounts together.

use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};

use crate::{
    limiter::{Limiter, Wait},
    network::Network,
};

/// Who tries.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// Somebody at a place that this account has signed in from.
    KnownPlace(Network),
    /// A browser that this account has signed in with.
    KnownBrowser(String),
    Stranger(Network),
}

/// The attempts of late, in memory.
pub struct Attempts<C: Clock + Clone = MonotonicClock> {
    passwords: Door<C>,
    codes: Door<C>,
    /// How often it is written down that an attempt was not even looked at.
    notes: Limiter<Network, C>,
}

/// One thing that is tried.
struct Door<C: Clock + Clone> {
    /// Of an account, each known browser and place for itself.
    known: Limiter<(String, Who), C>,
    strangers: Limiter<String, C>,
    places: Limiter<Network, C>,
}

impl Default for Attempts {
    fn default() -> Self {
        Self::with_clock(&MonotonicClock)
    }
}

impl<C: Clock + Clone> Attempts<C> {
    fn with_clock(clock: &C) -> Self {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        Self {
            passwords: Door {
                known: Limiter::new(10, minutes(1), clock),
                strangers: Limiter::new(10, minutes(2), clock),
                places: Limiter::new(30, minutes(1), clock),
            },
            // Six digits are soon guessed.
            codes: Door {
                known: Limiter::new(6, minutes(2), clock),
                strangers: Limiter::new(6, minutes(5), clock),
                places: Limiter::new(12, minutes(2), clock),
            },
            notes: Limiter::new(1, minutes(1), clock),
        }
    }

    /// Whether a password may be tried for that name, be it somebody's or not.
    ///
    /// # Errors
    /// `Wait`.
    pub fn password(&self, folded_name: &str, who: &Who) -> Result<(), Wait> {
        self.passwords.knock(folded_name, who)
    }

    /// Whether a second factor may be tried.
    ///
    /// # Errors
    /// `Wait`.
    pub fn code(&self, folded_name: &str, who: &Who) -> Result<(), Wait> {
        self.codes.knock(folded_name, who)
    }

    /// Whether it is worth writing down that somebody there had to wait: a flood must not become one of rows.
    #[must_use]
    pub fn is_worth_a_note(&self, place: &Network) -> bool {
        self.notes.take(place).is_ok()
    }
}

impl<C: Clock + Clone> Door<C> {
    fn knock(&self, folded_name: &str, who: &Who) -> Result<(), Wait> {
        match who {
            Who::KnownPlace(_) | Who::KnownBrowser(_) => {
                self.known.take(&(folded_name.to_owned(), who.clone()))
            }
            // The place first: one place adds no more names than it may try.
            Who::Stranger(place) => {
                self.places.take(place)?;
                self.strangers.take(&folded_name.to_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn place(text: &str) -> Network {
        Network::of(text.parse().unwrap())
    }

    fn stranger(text: &str) -> Who {
        Who::Stranger(place(text))
    }

    /// How many of a hundred attempts are let through.
    fn let_through(mut knock: impl FnMut() -> Result<(), Wait>) -> usize {
        (0..100).filter(|_| knock().is_ok()).count()
    }

    #[test]
    fn a_stranger_keeps_nobody_out_who_was_there_before() {
        let attempts = Attempts::with_clock(&FakeRelativeClock::default());
        // From many places, one account.
        for nth in 1..=200 {
            let _ = attempts.password("owner", &stranger(&format!("203.0.113.{nth}")));
        }
        assert!(attempts.password("owner", &stranger("198.51.100.1")).is_err());
        assert_eq!(attempts.password("owner", &Who::KnownPlace(place("192.0.2.1"))), Ok(()));
        assert_eq!(attempts.password("owner", &Who::KnownBrowser("b".to_owned())), Ok(()));
        // Nor anybody else.
        assert_eq!(attempts.password("picker", &stranger("198.51.100.1")), Ok(()));
    }

    #[test]
    fn whoever_was_there_before_may_not_guess_without_end_either() {
        let clock = FakeRelativeClock::default();
        let attempts = Attempts::with_clock(&clock);
        let known = Who::KnownPlace(place("192.0.2.1"));
        assert_eq!(let_through(|| attempts.password("owner", &known)), 10);
        let Err(wait) = attempts.password("owner", &known) else { panic!("it should wait") };
        assert!(wait.0 <= Duration::from_mins(1) && wait.seconds() > 0, "{wait:?}");
        clock.advance(wait.0);
        assert_eq!(attempts.password("owner", &known), Ok(()));
    }

    #[test]
    fn one_place_does_not_try_every_name() {
        let attempts = Attempts::with_clock(&FakeRelativeClock::default());
        let from = stranger("203.0.113.7");
        let mut nth = 0;
        let through = let_through(|| {
            nth += 1;
            attempts.password(&format!("name-{nth}"), &from)
        });
        assert_eq!(through, 30);
        assert_eq!(attempts.password("name-1", &stranger("203.0.113.8")), Ok(()));
        // The many addresses of one connection are one place.
        let through = let_through(|| {
            nth += 1;
            attempts.password(&format!("name-{nth}"), &stranger(&format!("2001:db8::{nth}")))
        });
        assert_eq!(through, 30);
    }

    #[test]
    fn a_code_is_tried_less_often_than_a_password() {
        let attempts = Attempts::with_clock(&FakeRelativeClock::default());
        let from = stranger("203.0.113.7");
        assert_eq!(let_through(|| attempts.code("owner", &from)), 6);
        assert_eq!(attempts.password("owner", &from), Ok(()));
    }
}
