//! How often somebody may do something, in the memory of this process.

use std::{hash::Hash, num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::{NoOpMiddleware, StateInformationMiddleware},
    state::keyed::HashMapStateStore,
};

/// How many keys a limiter knows; beyond that, and where none of them can be forgotten, strangers have to wait.
const MOST_KEYS: usize = 20_000;

/// How long they have to wait then.
const FULL: Duration = Duration::from_mins(5);

/// Too often: to be tried again after that long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait(pub Duration);

impl Wait {
    /// For `Retry-After`.
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.0.as_secs() + 1
    }
}

/// An allowance for each key: so many at once, and then one in each such time.
pub struct Limiter<K: Hash + Eq + Clone, C: Clock + Clone = MonotonicClock> {
    limiter: RateLimiter<K, HashMapStateStore<K>, C, StateInformationMiddleware>,
    clock: C,
}

impl<K: Hash + Eq + Clone, C: Clock + Clone> Limiter<K, C> {
    #[must_use]
    pub fn new(burst: u32, each: Duration, clock: &C) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(each).unwrap_or(Quota::per_minute(NonZeroU32::MIN));
        let limiter = RateLimiter::<_, _, _, NoOpMiddleware<C::Instant>>::new(
            quota.allow_burst(burst),
            HashMapStateStore::default(),
            clock.clone(),
        );
        Self { limiter: limiter.with_middleware(), clock: clock.clone() }
    }

    /// Takes one of that key's allowance.
    ///
    /// # Errors
    /// `Wait` where nothing is left of it.
    pub fn take(&self, key: &K) -> Result<(), Wait> {
        self.take_telling(key).map(drop)
    }

    /// Like [`Self::take`]; returns how many more may come at once.
    ///
    /// # Errors
    /// `Wait` where nothing is left.
    pub fn take_telling(&self, key: &K) -> Result<u32, Wait> {
        if self.limiter.len() >= MOST_KEYS {
            self.limiter.retain_recent();
            if self.limiter.len() >= MOST_KEYS {
                return Err(Wait(FULL));
            }
        }
        match self.limiter.check_key(key) {
            Ok(state) => Ok(state.remaining_burst_capacity()),
            Err(until) => Err(Wait(until.wait_time_from(self.clock.now()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    #[test]
    fn the_memory_of_attempts_is_bounded() {
        let clock = FakeRelativeClock::default();
        let limiter: Limiter<usize, _> = Limiter::new(2, Duration::from_secs(1), &clock);
        let taken = (0..MOST_KEYS + 10).filter(|key| limiter.take(key).is_ok()).count();
        assert_eq!(taken, MOST_KEYS);
        assert_eq!(limiter.take(&0), Err(Wait(FULL)));
        clock.advance(Duration::from_mins(1));
        assert_eq!(limiter.take(&(MOST_KEYS + 1)), Ok(()));
        assert_eq!(limiter.limiter.len(), 1);
    }
}
