//! When what was sent in vain is sent again. Pure: the dice are given.

use std::time::Duration;

use crate::clock::UtcTime;

/// For how long it is tried to deliver something.
pub const LASTING: Duration = Duration::from_hours(72);

/// How often at least, however long the shop itself was away meanwhile.
const LEAST_TRIES: i64 = 5;

/// After so many tries in vain, whichever they were, an endpoint is asked one thing at a time.
pub const SLOWED: i64 = 3;

/// How long an endpoint that fails is left alone, at most, but for the dice: something else may be taken.
const LONGEST_REST: Duration = Duration::from_mins(15);

/// For how long an endpoint is left alone that says that it is gone; and the longest that it may ask for itself.
const LONG_REST: Duration = Duration::from_hours(6);

/// What an endpoint made of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Taken,
    /// With what it asks to be waited, if it does.
    Refused {
        retry_after: Option<Duration>,
    },
    /// It says that it is there no more (410).
    Gone,
}

/// What becomes of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Delivered,
    Again { at: UtcTime },
    GivenUp,
}

/// What was known of a delivery and its endpoint before this try.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    /// In vain since it was queued, this one included.
    pub tries: i64,
    pub ends_at: UtcTime,
    /// Since when the endpoint fails.
    pub failing_since: UtcTime,
}

/// How long to wait after the `tries`th try in vain: 5 s at first, 6 h at most, and up to a fifth less or more, so that what
/// failed together does not come together. `dice` is from 0 to 1.
#[must_use]
pub fn wait(tries: i64, dice: f64) -> Duration {
    jittered(base(tries), dice)
}

fn base(tries: i64) -> Duration {
    match tries {
        ..=1 => Duration::from_secs(5),
        2 => Duration::from_mins(1),
        3 => Duration::from_mins(5),
        4 => Duration::from_mins(30),
        5 => Duration::from_hours(1),
        6 => Duration::from_hours(2),
        7 => Duration::from_hours(4),
        _ => Duration::from_hours(6),
    }
}

fn jittered(base: Duration, dice: f64) -> Duration {
    base.mul_f64(0.8 + 0.4 * dice.clamp(0.0, 1.0))
}

/// What becomes of a delivery after a try.
#[must_use]
pub fn fate(verdict: Verdict, course: Course, now: UtcTime, dice: f64) -> Fate {
    let asked = match verdict {
        Verdict::Taken => return Fate::Delivered,
        Verdict::Refused { retry_after } => retry_after.unwrap_or_default().min(LONG_REST),
        Verdict::Gone => Duration::ZERO,
    };
    let fails_throughout = course.failing_since.plus(LASTING) <= now;
    if course.ends_at <= now && (course.tries >= LEAST_TRIES || fails_throughout) {
        return Fate::GivenUp;
    }
    let at = now.plus(wait(course.tries, dice).max(asked));
    // The last try is at the end.
    let last = if now < course.ends_at { course.ends_at } else { at };
    Fate::Again { at: at.min(last) }
}

/// Until when an endpoint is left alone after its `failures`th try in vain in a row, unless it takes something; `None`: it is not.
#[must_use]
pub fn slowed(failures: i64, now: UtcTime, dice: f64) -> Option<UtcTime> {
    let rest = || jittered(base(failures).min(LONGEST_REST), dice);
    (failures >= SLOWED).then(|| now.plus(rest()))
}

/// Until when an endpoint asks to be left alone, whatever it takes meanwhile; `None`: it does not.
#[must_use]
pub fn asked(verdict: Verdict, now: UtcTime) -> Option<UtcTime> {
    let rest = match verdict {
        Verdict::Taken => return None,
        Verdict::Refused { retry_after } => retry_after?.min(LONG_REST),
        Verdict::Gone => LONG_REST,
    };
    Some(now.plus(rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::moment;

    const REFUSED: Verdict = Verdict::Refused { retry_after: None };

    fn at(duration: Duration) -> UtcTime {
        moment(0).plus(duration)
    }

    /// All tries at something that is never taken, whatever the dice say.
    fn tries(dice: f64) -> Vec<Duration> {
        let (mut now, mut made) = (moment(0), Vec::new());
        loop {
            made.push(now.since(moment(0)));
            let tries = i64::try_from(made.len()).unwrap();
            let course = Course { tries, ends_at: at(LASTING), failing_since: moment(0) };
            match fate(REFUSED, course, now, dice) {
                Fate::Again { at } => {
                    assert!(at > now);
                    now = at;
                }
                Fate::GivenUp => return made,
                Fate::Delivered => panic!("nothing was"),
            }
        }
    }

    #[test]
    fn it_is_tried_for_three_days() {
        for dice in [0.0, 0.5, 1.0] {
            let tries = tries(dice);
            assert!((15..=25).contains(&tries.len()), "{}", tries.len());
            assert!(tries[1] >= Duration::from_secs(4) && tries[1] <= Duration::from_secs(6));
            // The last is just at the end.
            assert_eq!(tries.last(), Some(&LASTING));
        }
    }

    #[test]
    fn what_an_endpoint_asks_for_is_obeyed_within_bounds() {
        let course = Course { tries: 1, ends_at: at(LASTING), failing_since: moment(0) };
        let asks = |seconds| Verdict::Refused { retry_after: Some(Duration::from_secs(seconds)) };
        let again = |verdict| match fate(verdict, course, moment(0), 0.5) {
            Fate::Again { at } => at.since(moment(0)),
            other => panic!("{other:?}"),
        };
        assert_eq!(again(asks(120)), Duration::from_mins(2));
        assert_eq!(again(asks(0)), Duration::from_secs(5));
        assert_eq!(again(asks(1_000_000)), LONG_REST);
        assert_eq!(asked(asks(120), moment(0)), Some(at(Duration::from_mins(2))));
        assert_eq!(asked(asks(1_000_000), moment(0)), Some(at(LONG_REST)));
        assert_eq!(asked(Verdict::Gone, moment(0)), Some(at(LONG_REST)));
        assert_eq!(asked(REFUSED, moment(0)), None);
        assert_eq!(asked(Verdict::Taken, moment(0)), None);
    }

    #[test]
    fn an_endpoint_that_fails_is_slowed() {
        assert_eq!(slowed(1, moment(0), 0.5), None);
        assert_eq!(slowed(2, moment(0), 0.5), None);
        assert_eq!(slowed(3, moment(0), 0.5), Some(at(Duration::from_mins(5))));
        assert_eq!(slowed(1000, moment(0), 0.5), Some(at(LONGEST_REST)));
    }

    /// Endpoints that one outage has slowed do not come back together, however long it lasts.
    #[test]
    fn the_longest_rest_is_scattered_too() {
        let rests = [0.0, 0.5, 1.0].map(|dice| slowed(1000, moment(0), dice).unwrap());
        assert_eq!(rests, [12, 15, 18].map(|minutes| at(Duration::from_mins(minutes))));
    }

    /// A shop that was away for a week gives nothing up for that.
    #[test]
    fn the_shops_own_absence_does_not_count() {
        let now = at(LASTING * 3);
        let course = |tries, failing_since| Course { tries, ends_at: at(LASTING), failing_since };
        assert!(matches!(fate(REFUSED, course(1, now), now, 0.5), Fate::Again { at } if at > now));
        assert_eq!(fate(REFUSED, course(LEAST_TRIES, now), now, 0.5), Fate::GivenUp);
        assert_eq!(fate(REFUSED, course(1, at(LASTING)), now, 0.5), Fate::GivenUp);
        assert_eq!(fate(Verdict::Taken, course(9, now), now, 0.5), Fate::Delivered);
    }
}
