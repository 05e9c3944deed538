//! What is made of what was looked up, without a server.

use super::*;
use crate::outgoing::{Outgoing, Webhooks};

#[test]
fn a_consumer_is_stuck_when_an_event_waits_long() {
    let now = moment(0).plus(Duration::from_hours(2));
    let lag = |name: &str, minutes: Option<u64>| crate::feed::lag::Lag {
        consumer: name.to_owned(),
        events: 3,
        since: minutes.map(|minutes| now.minus(Duration::from_mins(minutes))),
    };
    assert_eq!(Consumers::of(&[lag("a", None), lag("b", Some(1))], now), Consumers::Current(2));
    let stuck = Consumers::of(&[lag("a", Some(60)), lag("b", Some(1))], now);
    assert_eq!(stuck, Consumers::Stuck(vec![("a".to_owned(), 3, Duration::from_hours(1))]));
    assert!(stuck.finding().found.contains("`a`"), "{stuck:?}");
}

#[test]
fn what_nobody_took_is_told() {
    let now = moment(0).plus(Duration::from_hours(2));
    let found = |waiting, minutes: Option<u64>, given_up, notices| {
        let since = minutes.map(|minutes| now.minus(Duration::from_mins(minutes)));
        let webhooks = Webhooks { waiting, since, given_up };
        Deliveries::of(&Outgoing { lags: vec![], webhooks, notices }, now)
    };
    for (waiting, minutes) in [(0, None), (3, Some(5)), (3, Some(60))] {
        let taken = found(waiting, minutes, 0, 0);
        assert_eq!(taken, Deliveries::Taken { waiting });
        assert_eq!(taken.finding().verdict, Verdict::Ok);
    }
    for (found, words) in [
        (found(3, Some(61), 0, 0), "3 webhooks wait, the oldest for 1h 1m"),
        (found(0, None, 2, 0), "2 webhooks were given up"),
        (found(3, Some(5), 0, 4), "4 notices were not delivered"),
    ] {
        let finding = found.finding();
        assert_eq!((finding.verdict, finding.found.as_str()), (Verdict::Warning, words));
    }
    assert_eq!(found(3, Some(61), 2, 4).finding().found.lines().count(), 3);
}
