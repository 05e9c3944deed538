//! Which payment a line tells of.

use std::collections::HashSet;

use chrono::{NaiveDateTime, TimeDelta};

use crate::{clock::UtcTime, dromon::HistoryLine};

/// How far the clocks of Dromon and Kassa may be apart.
const TOLERANCE: TimeDelta = TimeDelta::minutes(2);

/// Zones differ from UTC by whole and half hours, and by no more than this.
const STEP: TimeDelta = TimeDelta::minutes(30);
const FARTHEST: TimeDelta = TimeDelta::hours(14);

/// A payment that is in the books.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub id: i64,
    pub order_id: Option<i64>,
    pub sum: i64,
    pub payer: Option<String>,
    /// When it was made, by Dromon's clock; `None` where a person wrote it down.
    pub at: Option<UtcTime>,
}

/// A line that is looked for.
#[derive(Clone, Debug)]
pub(super) struct Sought<'a> {
    pub line: HistoryLine<'a>,
    /// The order that it names.
    pub order_id: Option<i64>,
}

/// How far a local time is from an instant, whatever zone it is local to; `None`: in no zone are they the same.
#[must_use]
pub fn offset(local: NaiveDateTime, at: UtcTime) -> Option<TimeDelta> {
    let apart = local.signed_duration_since(at.utc().naive_utc());
    let steps = apart.num_seconds().rem_euclid(STEP.num_seconds());
    let off = TimeDelta::seconds(steps.min(STEP.num_seconds() - steps));
    (off <= TOLERANCE && apart.abs() <= FARTHEST + TOLERANCE).then_some(off)
}

/// For each line the payment that it tells of, if one fits. A payment is told of by one line only, and where several would
/// fit the nearest in time do.
pub(super) fn assign(sought: &[Sought<'_>], known: &[Known]) -> Vec<Option<i64>> {
    let mut pairs: Vec<(TimeDelta, usize, i64)> = Vec::new();
    let mut by_place: std::collections::HashMap<(Option<i64>, i64), Vec<&Known>> =
        std::collections::HashMap::new();
    for payment in known {
        by_place.entry((payment.order_id, payment.sum)).or_default().push(payment);
    }
    for (place, each) in sought.iter().enumerate() {
        let fitting = by_place.get(&(each.order_id, each.line.sum.get()));
        for payment in fitting.into_iter().flatten() {
            if let Some(off) = fits(&each.line, payment) {
                pairs.push((off, place, payment.id));
            }
        }
    }
    pairs.sort_unstable();
    let mut assigned = vec![None; sought.len()];
    let mut taken = HashSet::new();
    for (_, place, payment) in pairs {
        if assigned[place].is_none() && taken.insert(payment) {
            assigned[place] = Some(payment);
        }
    }
    assigned
}

/// How well a payment of the same order and sum fits.
fn fits(line: &HistoryLine<'_>, payment: &Known) -> Option<TimeDelta> {
    let same_payer =
        payment.payer.as_deref().is_none_or(|payer| payer.eq_ignore_ascii_case(line.payer));
    if !same_payer {
        return None;
    }
    match payment.at {
        Some(at) => offset(line.at, at),
        // When a person wrote it down says nothing about when it was made; every other payment fits better.
        None => Some(STEP),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;

    fn utc(text: &str) -> UtcTime {
        UtcTime::from(DateTime::parse_from_rfc3339(text).unwrap().to_utc())
    }

    fn line(text: &str) -> HistoryLine<'_> {
        HistoryLine::parse(text).unwrap()
    }

    #[test]
    fn a_time_is_local_to_some_zone() {
        let at = utc("2026-11-24T06:15:02.900Z");
        for (local, expected) in [
            ("2026-11-24 09:15:02", Some(0)),
            ("2026-11-24 06:15:02", Some(0)),
            ("2026-11-24 11:45:02", Some(0)),
            ("2026-11-24 20:15:02", Some(0)),
            ("2026-11-23 16:15:02", Some(0)),
            ("2026-11-24 09:17:01", Some(119)),
            ("2026-11-24 09:13:04", Some(118)),
            ("2026-11-24 09:18:00", None),
            ("2026-11-24 09:12:00", None),
            ("2026-11-24 20:45:02", None),
            ("2026-11-25 09:15:02", None),
        ] {
            let local = NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M:%S").unwrap();
            let off = offset(local, at).map(|off| off.num_seconds());
            assert!(
                match (off, expected) {
                    (Some(off), Some(expected)) => (off - expected).abs() <= 1,
                    (off, expected) => off == expected,
                },
                "{local}: {off:?}"
            );
        }
    }

    fn known(id: i64, at: Option<&str>, payer: Option<&str>) -> Known {
        Known { id, order_id: Some(1), sum: 8, payer: payer.map(str::to_owned), at: at.map(utc) }
    }

    fn assigned(lines: &[&str], known: &[Known]) -> Vec<Option<i64>> {
        let sought: Vec<Sought<'_>> =
            lines.iter().map(|text| Sought { line: line(text), order_id: Some(1) }).collect();
        assign(&sought, known)
    }

    #[test]
    fn a_payment_is_told_of_by_one_line() {
        let text = "[24.11.2026 09:15:02] Steve_01 -> Shop # 8 АР | a [b]";
        let one = known(1, Some("2026-11-24T06:15:02Z"), Some("steve_01"));
        assert_eq!(assigned(&[text, text], std::slice::from_ref(&one)), [Some(1), None]);
        let two = [one, known(2, Some("2026-11-24T06:15:03Z"), Some("Steve_01"))];
        assert_eq!(assigned(&[text, text], &two), [Some(1), Some(2)]);
    }

    #[test]
    fn the_nearest_fits_best() {
        let later = "[24.11.2026 09:15:40] Steve_01 -> Shop # 8 АР | a [b]";
        let lines = ["[24.11.2026 09:15:02] Steve_01 -> Shop # 8 АР | a [b]", later];
        let one = [known(1, Some("2026-11-24T06:15:39Z"), None)];
        assert_eq!(assigned(&lines, &one), [None, Some(1)]);
        // What a person wrote down is what no callback told of.
        let both = [known(1, None, None), known(2, Some("2026-11-24T06:15:40Z"), None)];
        assert_eq!(assigned(&lines, &both), [Some(1), Some(2)]);
    }

    #[test]
    fn another_payer_sum_or_order_is_another_payment() {
        let at = Some("2026-11-24T06:15:02Z");
        let other_payer = known(1, at, Some("Alex"));
        let other_sum = Known { sum: 9, ..known(2, at, None) };
        let other_order = Known { order_id: None, ..known(3, at, None) };
        let text = "[24.11.2026 09:15:02] Steve_01 -> Shop # 8 АР | a [b]";
        assert_eq!(assigned(&[text], &[other_payer, other_sum, other_order]), [None]);
    }

    proptest! {
        #[test]
        fn whatever_zone_dromon_lives_in(
            seconds in 1_700_000_000_i64..1_900_000_000,
            half_hours in -28_i64..=28,
            off in -120_i64..=120,
        ) {
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            let local = at.naive_utc() + STEP * i32::try_from(half_hours).unwrap()
                + TimeDelta::seconds(off);
            prop_assert_eq!(offset(local, at.into()), Some(TimeDelta::seconds(off.abs())));
        }
    }
}
