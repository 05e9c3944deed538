use super::*;
use crate::{
    desk::{By, DeskError, claim::refuse},
    feed,
    testing::{TestDatabase, body, callback, moment},
};

fn line(text: &str) -> ClaimLine {
    text.parse().unwrap()
}

fn ivan() -> By {
    By::new(Actor::staff("Ваня"), None)
}

fn say(
    db: &mut TestDatabase,
    order: &Order,
    words: Option<&str>,
    at: u64,
) -> Result<Claimed, ClaimError> {
    let (token, words) = (order.token.clone(), words.map(line));
    db.write(|c| claim(c, &token, words.as_ref(), moment(at)))
}

/// The last words of those whose claims are open.
fn waiting(db: &mut TestDatabase) -> Vec<(i64, Option<String>)> {
    let open = open(&mut db.connection).unwrap().claims;
    assert_eq!(count_open(&mut db.connection).unwrap(), i64::try_from(open.len()).unwrap());
    open.into_iter()
        .map(|(claim, order)| {
            assert_eq!(claim.order_id, order.id);
            (order.id, claim.line.map(|line| line.to_string()))
        })
        .collect()
}

fn events(db: &mut TestDatabase, order: &Order) -> Vec<(EventKind, Option<String>)> {
    let last = db.order(order.id).last_event;
    let events = feed::timeline(&mut db.connection, last).unwrap();
    events.into_iter().skip(1).map(|event| (event.kind, event.note)).collect()
}

#[test]
fn a_line_is_one_line_of_some_length() {
    assert_eq!(line(" [24.11.2026 09:15:02] a ").as_str(), "[24.11.2026 09:15:02] a");
    assert_eq!(" \t".parse::<ClaimLine>(), Err(WordsError::Empty));
    for unfit in ["a\nb", "a\u{0}", &"я".repeat(MOST_LINE + 1)] {
        assert!(matches!(unfit.parse::<ClaimLine>(), Err(WordsError::Unfit { .. })), "{unfit:?}");
    }
    assert!("я".repeat(MOST_LINE).parse::<ClaimLine>().is_ok());
}

#[test]
fn what_is_said_waits_for_staff_and_marks_nothing() {
    let mut db = TestDatabase::new();
    let (order, other) = (db.place(8), db.place(8));
    assert_eq!(say(&mut db, &order, Some("x"), 1).unwrap(), Claimed::Told);
    assert_eq!(say(&mut db, &other, None, 2).unwrap(), Claimed::Told);
    // A second click.
    assert_eq!(say(&mut db, &order, Some("x"), 3).unwrap(), Claimed::Already);
    assert_eq!(waiting(&mut db), [(order.id, Some("x".to_owned())), (other.id, None)]);
    let now = db.order(order.id);
    assert_eq!((now.written_status, now.counted), (order.written_status, order.counted));
    assert_eq!(events(&mut db, &order), [(EventKind::Claimed, Some("x".to_owned()))]);
}

#[test]
fn what_is_said_again_replaces_what_was_said() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    for nth in 1..=MOST_CLAIMS {
        let words = nth.to_string();
        say(&mut db, &order, Some(&words), u64::try_from(nth).unwrap()).unwrap();
        assert_eq!(waiting(&mut db), [(order.id, Some(words))]);
    }
    let more = say(&mut db, &order, Some("more"), 9);
    assert!(matches!(more, Err(ClaimError::TooOften)), "{more:?}");
    assert_eq!(db.count("payment_claims WHERE answer = 'replaced'"), MOST_CLAIMS - 1);
    // What he said last can still be sent twice.
    let last = MOST_CLAIMS.to_string();
    assert_eq!(say(&mut db, &order, Some(&last), 9).unwrap(), Claimed::Already);
}

#[test]
fn a_payment_ends_it_and_writes_nothing_there() {
    let mut db = TestDatabase::new();
    let (order, other) = (db.place(8), db.place(8));
    say(&mut db, &order, None, 1).unwrap();
    db.receive(&callback(body(&order, 3, "t1")));
    assert_eq!(waiting(&mut db).len(), 1, "a part of it is not all of it");
    db.receive(&callback(body(&order, 5, "t2")));
    assert_eq!(waiting(&mut db), []);
    assert_eq!(db.count("payment_claims WHERE answered_at IS NULL"), 1);
    let late = say(&mut db, &order, None, 2);
    assert!(matches!(late, Err(ClaimError::NotNow(Status::Paid))), "{late:?}");
    let refused = db.write(|c| refuse(c, order.uid.as_str(), 1, &ivan(), moment(3)));
    assert!(matches!(refused, Err(DeskError::Changed)), "{refused:?}");
    // It is not looked at for ever.
    say(&mut db, &other, None, 4).unwrap();
    assert_eq!(db.count("payment_claims WHERE answer = 'settled' AND answered_by = 'clock'"), 1);
    assert_eq!(waiting(&mut db), [(other.id, None)]);
}

#[test]
fn an_order_whose_time_is_over_can_be_claimed_and_a_cancelled_one_cannot() {
    let mut db = TestDatabase::new();
    let (order, cancelled) = (db.place(8), db.place(8));
    let late = order.expires_at.plus(std::time::Duration::from_secs(1));
    let token = order.token.clone();
    db.write(|c| claim(c, &token, None, late)).unwrap();
    assert_eq!(waiting(&mut db).len(), 1);
    say(&mut db, &cancelled, None, 1).unwrap();
    let cancelled = db.order(cancelled.id);
    db.write(|c| orders::cancel(c, &cancelled, moment(2))).unwrap();
    assert_eq!(waiting(&mut db), [(order.id, None)]);
    assert!(matches!(say(&mut db, &cancelled, None, 3), Err(ClaimError::NotNow(_))));
}

#[test]
fn an_order_whose_time_was_over_long_ago_cannot_be_claimed() {
    let mut db = TestDatabase::new();
    let (in_time, part_paid, late) = (db.place(8), db.place(8), db.place(8));
    assert!(ends(&late) > late.expires_at.plus(LATE_LIMIT), "the money could still settle it");
    let say_at = |db: &mut TestDatabase, order: &Order, at: UtcTime| {
        let token = order.token.clone();
        db.write(|c| claim(c, &token, None, at))
    };
    say_at(&mut db, &in_time, ends(&in_time)).unwrap();
    let too_late = say_at(&mut db, &late, ends(&late).plus(Duration::from_micros(1)));
    assert!(matches!(too_late, Err(ClaimError::NotNow(Status::Expired))), "{too_late:?}");
    // Such an order waits for ever.
    db.receive(&callback(body(&part_paid, 3, "t1")));
    let long_after = ends(&part_paid).plus(Duration::from_hours(1));
    say_at(&mut db, &part_paid, long_after).unwrap();
    // What was said in time is still to be answered then.
    assert_eq!(waiting(&mut db), [(in_time.id, None), (part_paid.id, None)]);
}

/// Neither by those that need no answer any more, nor without a word by those that wait longer.
#[test]
fn none_that_waits_is_hidden() {
    let mut db = TestDatabase::new();
    let first: Vec<Order> = (0..MOST_WAITING).map(|_| db.place(8)).collect();
    for order in &first {
        say(&mut db, order, None, 1).unwrap();
    }
    assert!(!open(&mut db.connection).unwrap().more);
    let last = db.place(8);
    say(&mut db, &last, None, 2).unwrap();
    let full = open(&mut db.connection).unwrap();
    assert_eq!((full.claims.len(), full.more), (MOST_WAITING, true));
    assert!(full.claims.iter().all(|(_, order)| order.id != last.id), "the longest wait is first");
    for order in &first {
        db.receive(&callback(body(order, 8, "t1")));
    }
    assert_eq!(waiting(&mut db), [(last.id, None)]);
    assert!(!open(&mut db.connection).unwrap().more);
    say(&mut db, &last, Some("x"), 3).unwrap();
    let settled = i64::try_from(MOST_WAITING).unwrap();
    assert_eq!(db.count("payment_claims WHERE answer = 'settled'"), settled);
    assert_eq!(waiting(&mut db), [(last.id, Some("x".to_owned()))]);
}

#[test]
fn staff_answers_and_the_customer_may_say_it_again() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let uid = order.uid.as_str();
    say(&mut db, &order, Some("a"), 1).unwrap();
    say(&mut db, &order, Some("b"), 2).unwrap();
    let stale = db.write(|c| refuse(c, uid, 1, &ivan(), moment(3)));
    assert!(matches!(stale, Err(DeskError::Changed)), "he has said something else: {stale:?}");
    for at in [4, 5] {
        db.write(|c| refuse(c, uid, 2, &ivan(), moment(at))).unwrap();
    }
    let colleague = By::new(Actor::staff("Ирина"), None);
    let late = db.write(|c| refuse(c, uid, 2, &colleague, moment(6)));
    assert!(matches!(late, Err(DeskError::Changed)), "{late:?}");
    assert_eq!(waiting(&mut db), []);
    say(&mut db, &order, Some("b"), 7).unwrap();
    assert_eq!(waiting(&mut db).len(), 1);
    let kinds: Vec<_> = events(&mut db, &order).into_iter().map(|(kind, _)| kind).collect();
    let said = EventKind::Claimed;
    assert_eq!(kinds, [said, said, EventKind::ClaimRefused, said]);
}
