mod sequences;

use super::*;
use crate::testing::{moment, sum};

const TOTAL: i64 = 10;

/// When the orders here expire.
fn expiry() -> UtcTime {
    moment(1000)
}

fn facts(status: Status, counted: i64, paid: i64, now: UtcTime) -> Facts {
    Facts {
        sum: sum(paid),
        source: Source::Trusted,
        earlier: Earlier::None,
        order: Some(OrderFacts {
            status,
            total: sum(TOTAL),
            counted: Ar::new(counted),
            expires_at: expiry(),
            altered: false,
        }),
        now,
    }
}

fn altered(facts: Facts) -> Facts {
    Facts { order: facts.order.map(|order| OrderFacts { altered: true, ..order }), ..facts }
}

fn of_new_source(facts: Facts) -> Facts {
    Facts { source: Source::New, ..facts }
}

/// A decision in words: where the order stands and with how much, then what does not add up.
fn words(decision: &Decision) -> String {
    let mut words = match decision.change {
        None => "no order".to_owned(),
        Some(standing) => format!("{} {}", standing.status.as_str(), standing.counted),
    };
    if decision.late {
        words.push_str(" late");
    }
    if !decision.counted {
        words.push_str(" not counted");
    }
    for (kind, amount) in &decision.discrepancies {
        words = match amount {
            Some(amount) => format!("{words}; {} {amount}", kind.as_str()),
            None => format!("{words}; {}", kind.as_str()),
        };
    }
    words
}

#[test]
fn the_table_of_amount_and_status() {
    use Status::{
        Assembling, AwaitingPayment, Cancelled, Completed, Expired, Paid, Ready, Refunded,
    };
    let in_time = moment(0);
    let late = expiry().plus(LATE_LIMIT);
    let too_late = late.plus(Duration::from_micros(1));
    // The order is; counted before; when; with 4: still less; with the rest: equal; with 5 over it: more.
    #[rustfmt::skip]
    let table = [
        (AwaitingPayment, 0, in_time,
            "awaiting_payment 4; underpaid 6", "paid 10", "paid 15; overpaid 5"),
        (AwaitingPayment, 3, in_time,
            "awaiting_payment 7; underpaid 3", "paid 10", "paid 15; overpaid 5"),
        // Part-paid: it never expires.
        (AwaitingPayment, 3, too_late,
            "awaiting_payment 7; underpaid 3", "paid 10", "paid 15; overpaid 5"),
        (Expired, 0, late,
            "awaiting_payment 4 late; underpaid 6", "paid 10 late", "paid 15 late; overpaid 5"),
        (Expired, 0, too_late,
            "expired 4; paid_late 4", "expired 10; paid_late 10", "expired 15; paid_late 15"),
        (Cancelled, 0, in_time,
            "cancelled 4; paid_after_cancel 4", "cancelled 10; paid_after_cancel 10",
            "cancelled 15; paid_after_cancel 15"),
        (Cancelled, 0, too_late,
            "cancelled 4; paid_after_cancel 4", "cancelled 10; paid_after_cancel 10",
            "cancelled 15; paid_after_cancel 15"),
        (Refunded, 0, in_time,
            "refunded 4; paid_after_refund 4", "refunded 10; paid_after_refund 10",
            "refunded 15; paid_after_refund 15"),
    ];
    for (status, counted, now, less, equal, more) in table {
        let rest = TOTAL - counted;
        for (paid, expected) in [(4, less), (rest, equal), (rest + 5, more)] {
            let decision = decide(&facts(status, counted, paid, now));
            assert_eq!(words(&decision), expected, "{status:?} with {counted}, {paid} paid");
        }
    }
    for status in [Paid, Assembling, Ready, Completed] {
        let name = status.as_str();
        for (counted, paid) in [(10, 4), (10, 10), (15, 1)] {
            let expected = format!("{name} {}; paid_again {paid}", counted + paid);
            assert_eq!(words(&decide(&facts(status, counted, paid, too_late))), expected);
        }
    }
}

#[test]
fn what_the_caller_and_the_feed_are_told() {
    let told = |facts: &Facts| {
        let decision = decide(facts);
        (decision.outcome, decision.event)
    };
    let now = moment(0);
    let awaiting = |paid| facts(Status::AwaitingPayment, 0, paid, now);
    assert_eq!(told(&awaiting(10)), (Outcome::Paid, EventKind::Paid));
    assert_eq!(told(&awaiting(11)), (Outcome::Paid, EventKind::Paid));
    assert_eq!(told(&awaiting(9)), (Outcome::PartPaid, EventKind::PartPaid));
    let paid = facts(Status::Paid, 10, 10, now);
    assert_eq!(told(&paid), (Outcome::Recorded, EventKind::Payment));
    let unknown = Facts { order: None, ..paid.clone() };
    assert_eq!(told(&unknown), (Outcome::Recorded, EventKind::UnknownOrder));
    let same = Facts { earlier: Earlier::Same, ..paid };
    assert_eq!(told(&same), (Outcome::Repeated, EventKind::Repeated));
}

#[test]
fn late_is_told_to_the_microsecond() {
    let micro = Duration::from_micros(1);
    let limit = expiry().plus(LATE_LIMIT);
    for (now, expected) in [
        // It waited in the inbox until after the order had expired, but it came in time.
        (moment(999), "paid 10"),
        (expiry(), "paid 10 late"),
        (expiry().plus(micro), "paid 10 late"),
        (limit, "paid 10 late"),
        (limit.plus(micro), "expired 10; paid_late 10"),
    ] {
        assert_eq!(words(&decide(&facts(Status::Expired, 0, 10, now))), expected, "{now:?}");
    }
}

#[test]
fn trust_adds_to_whatever_was_decided() {
    let now = moment(0);
    for status in Status::ALL {
        for paid in [4, 10, 15] {
            let plain = facts(*status, 0, paid, now);
            let said = words(&decide(&plain));
            let with = |facts: &Facts| words(&decide(facts));
            assert_eq!(with(&altered(plain.clone())), format!("{said}; altered"));
            assert_eq!(with(&of_new_source(plain.clone())), format!("{said}; new_source"));
            let both = altered(of_new_source(plain));
            assert_eq!(with(&both), format!("{said}; altered; new_source"));
        }
    }
}

#[test]
fn a_payment_for_no_order_is_kept_for_a_person() {
    let unknown = Facts { order: None, ..facts(Status::Paid, 0, 4, moment(0)) };
    assert_eq!(words(&decide(&unknown)), "no order not counted; unknown_order 4");
    let said = "no order not counted; unknown_order 4; new_source";
    assert_eq!(words(&decide(&of_new_source(unknown))), said);
}

#[test]
fn a_repeat_changes_nothing_and_adds_up_to_one_discrepancy() {
    for status in Status::ALL {
        let again = Facts { earlier: Earlier::Same, ..facts(*status, 3, 10, moment(0)) };
        let said = format!("{} 3 not counted; repeated", status.as_str());
        assert_eq!(words(&decide(&again)), said);
        // Its text was looked at the first time; its source may be another.
        assert_eq!(words(&decide(&altered(again.clone()))), said);
        assert_eq!(words(&decide(&of_new_source(again))), format!("{said}; new_source"));
    }
    let again = facts(Status::Paid, 0, 4, moment(0));
    let unknown = Facts { order: None, earlier: Earlier::Same, ..again };
    assert_eq!(words(&decide(&unknown)), "no order not counted; repeated");
}

#[test]
fn what_staff_confirmed_is_not_counted_twice() {
    for status in Status::ALL {
        let twice = Facts { earlier: Earlier::Confirmed, ..facts(*status, 3, 7, moment(0)) };
        let said = format!("{} 3 not counted; confirmed_twice 7", status.as_str());
        assert_eq!(words(&decide(&twice)), said);
        assert_eq!(words(&decide(&altered(twice))), format!("{said}; altered"));
    }
}

#[test]
fn more_than_can_be_counted_is_kept_for_a_person() {
    let most = i64::MAX - 5;
    for status in [Status::AwaitingPayment, Status::Paid] {
        let fits = decide(&facts(status, most, 5, moment(0)));
        assert_eq!(fits.change.map(|standing| standing.counted), Some(Ar::new(i64::MAX)));
        let said = format!("{} {most} not counted; overpaid 6", status.as_str());
        assert_eq!(words(&decide(&facts(status, most, 6, moment(0)))), said);
    }
}

#[test]
fn underpaid_is_closed_when_more_comes() {
    let closes =
        |status, counted, paid| decide(&facts(status, counted, paid, moment(0))).closes_underpaid;
    assert!(!closes(Status::AwaitingPayment, 0, 4));
    assert!(!closes(Status::AwaitingPayment, 0, 10));
    assert!(closes(Status::AwaitingPayment, 4, 4));
    assert!(closes(Status::AwaitingPayment, 4, 6));
    assert!(closes(Status::AwaitingPayment, 4, 60));
    // Staff decides about these.
    assert!(!closes(Status::Cancelled, 4, 6));
}
