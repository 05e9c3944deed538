//! A courier finds nobody.

use super::*;
use crate::delivery::MOST_ATTEMPTS;

/// A courier of that order found nobody at `moment(at)`, and comes again at `moment(again)`.
fn nobody(
    db: &mut TestDatabase,
    order: &Order,
    again: Option<u64>,
    at: u64,
) -> Result<(), DeskError> {
    let version = db.order(order.id).last_event;
    let again = again.map(|at| Meeting { place: place("у портала"), at: moment(at) });
    db.write(|c| found_nobody(c, order.id, version, again.as_ref(), &vera(), moment(at)))
}

#[test]
fn an_attempt_is_counted_and_the_customer_is_told_when_the_courier_comes_again() {
    let mut db = shop("");
    let (order, code) = by_courier(&mut db);
    assert_eq!(type_in(&mut db, &order, &another(&code)).unwrap(), Tried::Wrong { left: 4 });
    nobody(&mut db, &order, Some(2 * HOUR), HOUR).unwrap();
    let now = hand_over(&mut db, &order).unwrap();
    assert_eq!(now.way, Way::Courier { place: place("у портала") });
    assert_eq!((now.due_at, now.attempts, now.missed_at), (moment(2 * HOUR), 1, None));
    let event = last_event(&mut db, &order);
    assert_eq!((event.kind, event.kind.is_for_customer()), (EventKind::FoundNobody, true));
    let told =
        Told::Courier { place: "у портала".to_owned(), at: moment(2 * HOUR).rfc3339() };
    assert_eq!(Told::read(&event), Some(told));
    // It is the same order, with the same code and the tries that are left.
    assert_eq!(delivery::tries_left(&mut db.connection, order.id).unwrap(), 4);
    assert_eq!(type_in(&mut db, &order, &code).unwrap(), Tried::Right);
}

#[test]
fn a_new_time_has_a_place_and_lies_ahead() {
    let mut db = shop("");
    let (order, _) = by_courier(&mut db);
    let past = nobody(&mut db, &order, Some(HOUR), HOUR);
    assert!(matches!(past, Err(DeskError::Unfit(Unfit::Past))), "{past:?}");
    let nowhere = Meeting { place: place(""), at: moment(2 * HOUR) };
    let (id, seen) = (order.id, order.last_event);
    let refused = db.write(|c| found_nobody(c, id, seen, Some(&nowhere), &vera(), moment(9)));
    assert!(matches!(refused, Err(DeskError::Unfit(Unfit::Nowhere))), "{refused:?}");
    assert_eq!(hand_over(&mut db, &order).unwrap().attempts, 0);
    assert_eq!(db.count("events WHERE kind = 'found_nobody'"), 0);
}

#[test]
fn without_a_new_time_somebody_decides_and_is_told_once() {
    let mut db = shop("");
    let (order, _) = by_courier(&mut db);
    nobody(&mut db, &order, None, 9).unwrap();
    let missed = delivery::missed(&mut db.connection, moment(9), 9).unwrap();
    assert_eq!(missed[0].0.id, order.id);
    db.write(|c| delivery::note_missed(c, moment(2 * HOUR), 10)).unwrap();
    assert_eq!(db.count("events WHERE kind = 'missed'"), 0);
}

#[test]
fn after_three_attempts_no_courier_tries_again_until_it_was_put_back() {
    let mut db = shop("A1");
    let (order, _) = by_courier(&mut db);
    for attempt in 1..=MOST_ATTEMPTS {
        // Also where a page offers a time after the last one: there is no fourth.
        nobody(&mut db, &order, Some((1 + attempt.unsigned_abs()) * HOUR), 9).unwrap();
        let now = hand_over(&mut db, &order).unwrap();
        assert_eq!((now.attempts, now.is_missed(moment(9))), (attempt, attempt == MOST_ATTEMPTS));
    }
    let fourth = nobody(&mut db, &order, None, 9);
    assert!(matches!(fourth, Err(DeskError::Unfit(Unfit::TriedEnough))), "{fourth:?}");
    let change_to = |db: &mut TestDatabase, plan: &Plan| {
        let version = db.order(order.id).last_event;
        db.write(|c| change(c, order.id, version, plan, &vera(), moment(9)))
    };
    let again = change_to(&mut db, &courier(9 * HOUR));
    assert!(matches!(again, Err(DeskError::Unfit(Unfit::TriedEnough))), "{again:?}");
    change_to(&mut db, &into(CellChoice::FirstFree)).unwrap();
    assert_eq!(hand_over(&mut db, &order).unwrap().attempts, 0);
    change_to(&mut db, &courier(9 * HOUR)).unwrap();
}

#[test]
fn what_lies_in_a_cell_is_no_courier_s() {
    let mut db = shop("A1");
    let order = assembling(&mut db);
    let order = make_ready(&mut db, &order, &into(CellChoice::FirstFree)).unwrap();
    let refused = nobody(&mut db, &order, Some(2 * HOUR), 9);
    assert!(matches!(refused, Err(DeskError::NotAllowed { .. })), "{refused:?}");
}
