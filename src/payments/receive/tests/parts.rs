//! An order that is paid in parts.

use super::*;

fn part(db: &mut TestDatabase, order: &Order, n: i64, sum: i64) -> Received {
    db.receive(&callback(body(order, sum, &format!("2026-11-24T07:05:03.{n:03}Z"))))
}

#[test]
fn one_underpaid_at_a_time_until_the_rest_comes() {
    let mut db = TestDatabase::new();
    let order = db.place(10);
    for (n, paid, left) in [(1, 4, 6), (2, 1, 5), (3, 4, 1)] {
        assert_eq!(part(&mut db, &order, n, paid), Received::PartPaid);
        assert_eq!(open(&mut db, Some(&order)), [DiscrepancyKind::Underpaid]);
        let missing = "SELECT amount AS number FROM discrepancies WHERE resolved_at IS NULL";
        assert_eq!(db.number(missing), left);
        let now = db.order(order.id);
        assert_eq!(now.left_to_pay(), Some(sum(left)));
        assert_eq!(now.payable_at(moment(0).plus(LIFETIME)), Some(sum(left)), "it never expires");
    }
    assert_eq!(part(&mut db, &order, 4, 1), Received::Paid);
    assert_eq!(open(&mut db, Some(&order)), []);
    assert_eq!(db.count("discrepancies WHERE resolved_by = 'dromon'"), 3);
    assert_eq!(db.order(order.id).left_to_pay(), None);
}

#[test]
fn payments_and_events_are_chained_in_order() {
    let mut db = TestDatabase::new();
    let (order, other) = (db.place(10), db.place(10));
    for n in 1..=3 {
        part(&mut db, &order, n, n);
        part(&mut db, &other, n, 1);
    }
    let order = db.order(order.id);
    let payments = payment::of_order(&mut db.connection, &order).unwrap();
    assert_eq!(payments.iter().map(|each| each.sum.get()).collect::<Vec<_>>(), [1, 2, 3]);
    let part_paid = EventKind::PartPaid;
    assert_eq!(timeline(&mut db, &order), [EventKind::Placed, part_paid, part_paid, part_paid]);
    // Two placed, six parts: nothing else was written.
    assert_eq!(events(&mut db), 8);
}

#[test]
fn a_part_that_comes_late_revives_the_order() {
    let mut db = TestDatabase::new();
    let order = db.place(10);
    let late = moment(0).plus(LIFETIME);
    db.write(|c| orders::expire_due(c, late, 10)).unwrap();
    let raw = RawCallback { received_at: late, ..callback(body(&order, 4, TIME)) };
    assert_eq!(db.receive(&raw), Received::PartPaid);
    let now = db.order(order.id);
    assert_eq!(now.written_status, Status::AwaitingPayment);
    assert_eq!(now.status_at(late.plus(LIFETIME)), Status::AwaitingPayment);
    let kinds = [EventKind::Placed, EventKind::Expired, EventKind::PartPaid];
    assert_eq!(timeline(&mut db, &order), kinds);
}

#[test]
fn a_part_for_a_cancelled_order_waits_for_staff() {
    let mut db = TestDatabase::new();
    let order = db.place(10);
    db.write(|c| orders::cancel(c, &order, moment(1))).unwrap();
    assert_eq!(part(&mut db, &order, 1, 4), Received::Recorded);
    let now = db.order(order.id);
    assert_eq!((now.written_status, now.counted), (Status::Cancelled, Ar::new(4)));
    assert_eq!(open(&mut db, Some(&order)), [DiscrepancyKind::PaidAfterCancel]);
}

/// A payer can send as many parts as he likes: each must cost as little as the first.
#[test]
fn whether_staff_confirmed_a_payment_is_asked_of_an_index() {
    #[derive(diesel::QueryableByName)]
    struct Step {
        #[diesel(sql_type = diesel::sql_types::Text)]
        detail: String,
    }
    let mut db = TestDatabase::sqlite();
    let steps: Vec<Step> = diesel::sql_query(
        "EXPLAIN QUERY PLAN SELECT id FROM payments
        WHERE order_id = 1 AND callback_id IS NULL AND merged_with IS NULL AND counted AND sum = 8
        ORDER BY id LIMIT 1",
    )
    .load(&mut db.connection)
    .unwrap();
    let steps: Vec<String> = steps.into_iter().map(|step| step.detail).collect();
    assert!(matches!(&steps[..], [step] if step.contains("payments_of_staff")), "{steps:?}");
}
