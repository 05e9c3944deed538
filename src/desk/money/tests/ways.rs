//! Each kind of discrepancy, and what each way out of it does.

use super::*;
use crate::desk::{WayOutKind, ways_out};

/// A shop with one open discrepancy of that kind, and the order that it is about.
fn shop(kind: DiscrepancyKind) -> (Desk, Order) {
    let mut desk = Desk::new();
    let order = desk.order();
    match kind {
        DiscrepancyKind::UnknownOrder => {
            desk.db.receive(&callback(r#"{"sum":3}"#));
        }
        DiscrepancyKind::Unreadable => {
            desk.db.receive(&callback("{"));
        }
        DiscrepancyKind::Altered => {
            let raw = callback(body_of(order.uid.as_str(), "Подарок", 10, "x"));
            desk.db.receive(&raw);
        }
        DiscrepancyKind::NewSource => {
            let raw = RawCallback { rule: SourceRule::Unsaid, ..desk.told(&order, 10) };
            desk.db.receive(&raw);
        }
        DiscrepancyKind::ForeignSource => {
            let raw = RawCallback { rule: SourceRule::Refused, ..desk.told(&order, 10) };
            desk.db.receive(&raw);
        }
        DiscrepancyKind::Repeated => {
            let raw = desk.told(&order, 10);
            desk.db.receive(&raw);
            desk.again(&raw);
        }
        DiscrepancyKind::ConfirmedTwice => {
            desk.confirm(&order, 10).unwrap();
            desk.pay(&order, 10);
        }
        DiscrepancyKind::Underpaid => {
            desk.pay(&order, 4);
        }
        DiscrepancyKind::Overpaid => {
            desk.pay(&order, 13);
        }
        DiscrepancyKind::PaidLate => {
            let at = moment(0).plus(crate::testing::LIFETIME * 10);
            let raw = RawCallback { received_at: at, ..desk.told(&order, 13) };
            desk.db.receive(&raw);
        }
        DiscrepancyKind::PaidAgain => {
            desk.pay(&order, 10);
            desk.pay(&order, 3);
        }
        DiscrepancyKind::PaidAfterCancel => {
            desk.cancel(&order);
            desk.pay(&order, 13);
        }
        DiscrepancyKind::PaidAfterRefund => {
            desk.pay(&order, 10);
            desk.refund(&order, 10, RefundState::Confirmed).unwrap();
            desk.pay(&order, 3);
        }
        DiscrepancyKind::RefundDue => {
            desk.pay(&order, 10);
            desk.cancel(&order);
        }
        DiscrepancyKind::Contested => {
            desk.pay(&order, 10);
            let payment = desk.payments(&order)[0].id;
            desk.db.write(|c| contest(c, payment, &anna(), now())).unwrap();
        }
        DiscrepancyKind::OutOfStock => {
            desk.db.run(&format!(
                "INSERT INTO products (name, description, price, position, hidden, created_at, stock)
                    VALUES ('Алмаз', '', 10, 1, false, 1, 0);
                INSERT INTO claims VALUES ({}, 1, 2, 0)",
                order.id
            ));
            desk.pay(&order, 10);
        }
    }
    assert_eq!(desk.open(), [kind]);
    (desk, order)
}

fn way(kind: WayOutKind, order: &Order) -> WayOut {
    match kind {
        WayOutKind::Accept => WayOut::Accept,
        WayOutKind::Attach => WayOut::Attach { order: order.uid.clone() },
        WayOutKind::Count => WayOut::Count,
        WayOutKind::Merge => WayOut::Merge,
        WayOutKind::TrustSource => WayOut::TrustSource,
        WayOutKind::Contest => WayOut::Contest,
        WayOutKind::Reject => WayOut::Reject,
        WayOutKind::Refund => WayOut::Refund,
        WayOutKind::Cancel => WayOut::Cancel,
        WayOutKind::Wait => WayOut::Wait,
        WayOutKind::Dismiss => WayOut::Dismiss,
    }
}

/// What is open afterwards, and how the order stands.
#[test]
fn each_way_out_of_each_kind() {
    use DiscrepancyKind as Kind;
    let expected = |kind: Kind, way: WayOutKind| -> (Vec<Kind>, &str) {
        match (kind, way) {
            (Kind::UnknownOrder, WayOutKind::Attach) => {
                (vec![Kind::Underpaid], "awaiting_payment 3")
            }
            (Kind::UnknownOrder, WayOutKind::Contest) => {
                (vec![Kind::Contested], "awaiting_payment 0")
            }
            (Kind::UnknownOrder | Kind::Unreadable, WayOutKind::Wait) => {
                (vec![kind], "awaiting_payment 0")
            }
            (Kind::ForeignSource, WayOutKind::Count) => (vec![], "paid 10"),
            (Kind::ForeignSource, WayOutKind::Wait) => (vec![kind], "awaiting_payment 0"),
            (Kind::UnknownOrder | Kind::Unreadable | Kind::ForeignSource, _) => {
                (vec![], "awaiting_payment 0")
            }
            (Kind::Repeated | Kind::ConfirmedTwice, WayOutKind::Count) => {
                (vec![Kind::PaidAgain], "paid 20")
            }
            (Kind::Underpaid, WayOutKind::Wait) => (vec![kind], "awaiting_payment 4"),
            (Kind::Underpaid, WayOutKind::Cancel) => (vec![Kind::RefundDue], "cancelled 4"),
            (Kind::Underpaid, _) => (vec![], "awaiting_payment 4"),
            (Kind::PaidLate | Kind::PaidAfterCancel, WayOutKind::Accept) => {
                (vec![Kind::Overpaid], "paid 13")
            }
            (Kind::PaidLate, WayOutKind::Contest) => (vec![Kind::Contested], "expired 13"),
            (Kind::PaidLate, _) => (vec![], "expired 13"),
            (Kind::PaidAfterCancel, WayOutKind::Contest) => (vec![Kind::Contested], "cancelled 13"),
            (Kind::PaidAfterCancel, _) => (vec![], "cancelled 13"),
            (Kind::PaidAfterRefund, WayOutKind::Contest) => (vec![Kind::Contested], "refunded 13"),
            (Kind::PaidAfterRefund, _) => (vec![], "refunded 13"),
            (Kind::OutOfStock, WayOutKind::Cancel) => (vec![Kind::RefundDue], "cancelled 10"),
            (Kind::RefundDue, _) => (vec![], "cancelled 10"),
            (Kind::Contested, WayOutKind::Reject) => (vec![], "cancelled 0"),
            (Kind::Overpaid | Kind::PaidAgain, WayOutKind::Contest) => {
                (vec![Kind::Contested], "paid 13")
            }
            (Kind::Overpaid | Kind::PaidAgain, _) => (vec![], "paid 13"),
            (_, WayOutKind::Contest) => (vec![Kind::Contested], "paid 10"),
            (_, WayOutKind::Wait) => (vec![kind], "paid 10"),
            (_, _) => (vec![], "paid 10"),
        }
    };
    for kind in DiscrepancyKind::ALL {
        let (mut desk, order) = shop(*kind);
        let (card, written) = (desk.card(*kind), desk.written());
        for taken in WayOutKind::ALL.iter().filter(|taken| !ways_out(*kind).contains(taken)) {
            let result = desk.take_of(&card, &way(*taken, &order));
            let said = format!("{} by {}: {result:?}", kind.as_str(), taken.as_str());
            assert!(matches!(result, Err(DeskError::NotAWayOut { .. })), "{said}");
        }
        assert_eq!(desk.written(), written, "{}", kind.as_str());
        for taken in ways_out(*kind) {
            let (mut desk, order) = shop(*kind);
            let (card, way) = (desk.card(*kind), way(*taken, &order));
            let (version, written) = (desk.now(&order).last_event, desk.written());
            let said = format!("{} by {}", kind.as_str(), taken.as_str());
            if taken.needs_reason() {
                let result =
                    desk.db.write(|c| resolve(c, card.id, card.last_at, &way, &silent(), now()));
                assert!(matches!(result, Err(DeskError::NoReason)), "{said}: {result:?}");
                assert_eq!(desk.written(), written, "{said}");
            }
            let result = desk.take_of(&card, &way);
            result.unwrap_or_else(|error| panic!("{said}: {error}"));
            let (open, stands) = expected(*kind, *taken);
            assert_eq!(desk.open(), open, "{said}");
            let (status, counted) = desk.stands(&order);
            assert_eq!(format!("{} {counted}", status.as_str()), stands, "{said}");
            let card = desk.read(&card);
            if *taken == WayOutKind::Wait {
                assert_eq!((card.waits_since, card.is_open()), (Some(now()), true), "{said}");
                assert_eq!(desk.now(&order).last_event, version, "{said}");
                continue;
            }
            // Who, when, how and why; and an event that tells it.
            assert_eq!(card.way.as_deref(), Some(taken.as_str()), "{said}");
            assert_eq!(card.resolved_by, Some(Actor::staff("anna")), "{said}");
            assert_eq!(card.resolved_at, Some(now()), "{said}");
            assert_eq!(card.resolution.as_deref(), Some("показал в игре"), "{said}");
            let told = format!(
                "events WHERE discrepancy_id = {} AND actor = 'staff:anna' AND note LIKE '%показал в игре'",
                card.id
            );
            assert!(desk.db.count(&told) > 0, "{said}");
            // Nobody takes it twice.
            let written = desk.written();
            let twice = desk.take_of(&card, &way);
            assert!(matches!(twice, Err(DeskError::Changed)), "{said}: {twice:?}");
            assert_eq!(desk.written(), written, "{said}");
        }
    }
}

#[test]
fn no_reason_is_asked_for_where_the_deed_tells_it() {
    for (kind, taken) in [
        (DiscrepancyKind::UnknownOrder, WayOutKind::Attach),
        (DiscrepancyKind::ConfirmedTwice, WayOutKind::Merge),
        (DiscrepancyKind::NewSource, WayOutKind::TrustSource),
        (DiscrepancyKind::Altered, WayOutKind::Wait),
    ] {
        let (mut desk, order) = shop(kind);
        let (card, way) = (desk.card(kind), way(taken, &order));
        desk.db.write(|c| resolve(c, card.id, card.last_at, &way, &silent(), now())).unwrap();
    }
}

#[test]
fn a_doubt_that_was_wrong_leaves_the_question_that_was_there() {
    for (kind, again) in [
        (DiscrepancyKind::UnknownOrder, true),
        (DiscrepancyKind::PaidAgain, true),
        (DiscrepancyKind::PaidLate, true),
        (DiscrepancyKind::Altered, false),
        (DiscrepancyKind::NewSource, false),
    ] {
        let (mut desk, _) = shop(kind);
        desk.take(kind, &WayOut::Contest).unwrap();
        desk.take(DiscrepancyKind::Contested, &WayOut::Accept).unwrap();
        assert_eq!(desk.open(), Vec::from_iter(again.then_some(kind)));
        assert_eq!(desk.db.count("payments WHERE sure = 'contested'"), 0);
    }
}

#[test]
fn what_is_contested_holds_and_is_contested_once() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.pay(&order, 10);
    let payment = desk.payments(&order)[0].id;
    let doubt = |desk: &mut Desk| desk.db.write(|c| contest(c, payment, &anna(), now()));
    let without = desk.db.write(|c| contest(c, payment, &silent(), now()));
    assert!(matches!(without, Err(DeskError::NoReason)));
    doubt(&mut desk).unwrap();
    assert!(matches!(doubt(&mut desk), Err(DeskError::Changed)));
    let found = payments::discrepancies_of_order(&mut desk.db.connection, order.id).unwrap();
    assert!(payments::holds(Status::Paid, &found));
    assert_eq!(desk.timeline(&order).last(), Some(&EventKind::Contested));
    assert_eq!(desk.refundable(&order), 0);
    // Accepted, and doubted once more.
    desk.take(DiscrepancyKind::Contested, &WayOut::Accept).unwrap();
    doubt(&mut desk).unwrap();
    assert_eq!(desk.card(DiscrepancyKind::Contested).times, 2);
}

#[test]
fn a_hold_is_lifted_and_its_cause_stays_open() {
    let (mut desk, order) = shop(DiscrepancyKind::Altered);
    let version = desk.now(&order).last_event;
    let lift = |desk: &mut Desk, version: i64, by: &By| {
        desk.db.write(|c| override_holds(c, order.id, version, by, now()))
    };
    assert!(matches!(lift(&mut desk, version, &silent()), Err(DeskError::NoReason)));
    assert!(matches!(lift(&mut desk, version - 1, &anna()), Err(DeskError::Changed)));
    lift(&mut desk, version, &anna()).unwrap();
    let found = payments::discrepancies_of_order(&mut desk.db.connection, order.id).unwrap();
    assert!(!payments::holds(Status::Paid, &found));
    assert_eq!(desk.open(), [DiscrepancyKind::Altered]);
    assert_eq!(desk.timeline(&order).last(), Some(&EventKind::Overridden));
    let version = desk.now(&order).last_event;
    assert!(matches!(lift(&mut desk, version, &anna()), Err(DeskError::Changed)));
}

#[test]
fn a_withdrawal_is_written_down() {
    let mut desk = Desk::new();
    let without = desk.db.write(|c| withdraw(c, sum(64), &silent(), now()));
    assert!(matches!(without, Err(DeskError::NoReason)));
    desk.db.write(|c| withdraw(c, sum(64), &anna(), now())).unwrap();
    assert_eq!(desk.db.count("withdrawals WHERE sum = 64 AND made_by = 'staff:anna'"), 1);
    assert_eq!(desk.db.count("events WHERE kind = 'withdrawal' AND order_id IS NULL"), 1);
}
