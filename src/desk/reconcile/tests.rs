use diesel::prelude::*;

use super::{
    candidates::excess,
    suspects::{Doubt, shortage},
    *,
};
use crate::{
    db::{
        Store,
        schema::{balances, payments},
    },
    desk::Reason,
    dromon::Sum,
    feed::Actor,
    money::Ar,
    orders::Order,
    payments::{
        RawCallback, SourceRule, Sure,
        silence::{self, Sign},
    },
    testing::{TestDatabase, body, body_of, callback, moment, sum},
};

const TIME: &str = "2026-11-24T07:05:03.126Z";
const LATER: &str = "2026-11-24T07:06:03.126Z";

fn staff() -> Actor {
    Actor::staff("Аня")
}

fn reason(text: &str) -> Reason {
    text.parse().unwrap()
}

/// A payment that a person wrote down, as `desk::money` does.
fn confirm_by_hand(db: &mut TestDatabase, order: &Order, sum: i64) {
    db.run(&format!(
        "INSERT INTO payments (order_id, sum, counted, sure, at) VALUES ({}, {sum}, TRUE, 'staff', 0)",
        order.id
    ));
}

fn refund(db: &mut TestDatabase, sum: i64, state: &str) {
    db.run(&format!(
        "INSERT INTO refunds (sum, state, payee, reason, created_at, created_by, changed_at, changed_by)
        VALUES ({sum}, '{state}', 'Steve_01', 'r', 0, 'staff:a', 0, 'staff:a')"
    ));
}

fn withdraw(db: &mut TestDatabase, sum: i64) {
    db.run(&format!(
        "INSERT INTO withdrawals (sum, reason, at, made_by) VALUES ({sum}, 'r', 0, 'staff:a')"
    ));
}

fn paid(db: &mut TestDatabase, total: i64) -> Order {
    let order = db.place(total);
    db.receive(&callback(body(&order, total, TIME)));
    db.order(order.id)
}

fn newest(db: &mut TestDatabase) -> i64 {
    newest_payment(&mut db.connection).unwrap()
}

fn expected_now(db: &mut TestDatabase) -> Expected {
    let newest = newest(db);
    expected(&mut db.connection, newest).unwrap()
}

/// States that balance, by a page that knew everything, and returns the statement.
fn state(db: &mut TestDatabase, stated: i64) -> Statement {
    let newest = newest(db);
    state_having_seen(db, stated, newest)
}

fn state_having_seen(db: &mut TestDatabase, stated: i64, seen: i64) -> Statement {
    let id = db
        .write(|connection| {
            let newest = settle_newest(connection)?;
            let compared = compare(connection, Ar::new(stated), seen, newest)?;
            Ok::<_, ReconcileError>(record(connection, &compared, &staff(), moment(5_000_000))?)
        })
        .unwrap();
    statement(&mut db.connection, id).unwrap().unwrap()
}

fn sure(db: &mut TestDatabase) -> Vec<Sure> {
    payments::table.order(payments::id).select(payments::sure).load(&mut db.connection).unwrap()
}

#[test]
fn every_kind_of_money_has_its_place() {
    let mut db = TestDatabase::new();
    assert_eq!(expected_now(&mut db), Expected::default());
    paid(&mut db, 100);
    // A part of an order, and more than was asked.
    let part = db.place(50);
    db.receive(&callback(body(&part, 20, TIME)));
    let order = db.place(8);
    let twice = callback(body(&order, 9, TIME));
    db.receive(&twice);
    // The same again is one payment.
    db.receive(&RawCallback { uuid: uuid::Uuid::now_v7(), ..twice });
    // Of no order.
    db.receive(&callback(body_of("unknown", "a", 1000, TIME)));
    // What staff had confirmed, and its callback: counted once.
    let confirmed = db.place(300);
    confirm_by_hand(&mut db, &confirmed, 300);
    let last = newest(&mut db);
    db.run(&format!("UPDATE orders SET last_payment = {last} WHERE id = {}", confirmed.id));
    db.receive(&callback(body(&confirmed, 300, TIME)));
    // Doubted: of an order, of none, and rejected.
    let doubted = paid(&mut db, 7);
    db.run(&format!("UPDATE payments SET sure = 'contested' WHERE order_id = {}", doubted.id));
    db.receive(&callback(body_of("forged", "a", 40, TIME)));
    db.run("UPDATE payments SET sure = 'contested' WHERE sum = 40");
    let rejected = paid(&mut db, 11);
    db.run(&format!(
        "UPDATE payments SET sure = 'contested', counted = FALSE WHERE order_id = {}",
        rejected.id
    ));
    // What is no payment at all.
    db.receive(&callback("nonsense"));
    db.receive(&RawCallback {
        rule: SourceRule::Refused,
        ..callback(body_of("foreign", "a", 5, TIME))
    });
    withdraw(&mut db, 60);
    for (sum, state) in
        [(1, "intended"), (2, "sent"), (4, "confirmed"), (8, "unknown"), (16, "cancelled")]
    {
        refund(&mut db, sum, state);
    }
    let written = correct_opening(&mut db.connection, 0, Ar::new(500), None, &staff(), moment(0));
    written.unwrap();

    let found = expected_now(&mut db);
    let wanted = Expected {
        opening: Ar::new(500),
        came: Ar::new(100 + 20 + 9 + 1000 + 300),
        withdrawn: Ar::new(60),
        refunded: Ar::new(6),
        unknown: Ar::new(8),
        intended: Ar::new(1),
        contested: Ar::new(47),
    };
    assert_eq!(found, wanted);
    assert_eq!(found.total().unwrap(), Ar::new(500 + 1429 - 60 - 6));
}

#[test]
fn forged_sums_are_too_large_and_break_nothing() {
    let mut db = TestDatabase::new();
    let most = Sum::MAX.get();
    db.run(&format!(
        "INSERT INTO payments (sum, counted, sure, at)
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1100)
        SELECT {most}, FALSE, 'callback', 0 FROM numbers"
    ));
    let newest = newest(&mut db);
    let found = expected(&mut db.connection, newest);
    assert!(matches!(found, Err(ReconcileError::OutOfRange)), "{found:?}");
    let found = expected(&mut db.connection, newest - 100).unwrap();
    assert_eq!(found.came, Ar::new(1000 * most));
}

#[test]
fn the_opening_balance_is_corrected_with_a_reason_and_never_overwritten() {
    let mut db = TestDatabase::new();
    let mut write = |seen, sum, reason: Option<&Reason>| {
        correct_opening(&mut db.connection, seen, Ar::new(sum), reason, &staff(), moment(0))
    };
    write(0, 5, None).unwrap();
    assert!(matches!(write(0, 6, Some(&reason("a"))), Err(ReconcileError::Changed)));
    assert!(matches!(write(1, 6, None), Err(ReconcileError::NoReason)));
    write(1, 6, Some(&reason("опечатка"))).unwrap();
    let all = openings(&mut db.connection, 10).unwrap();
    let all: Vec<(i64, &str)> =
        all.iter().map(|opening| (opening.sum.get(), opening.reason.as_str())).collect();
    assert_eq!(all, [(6, "опечатка"), (5, "")]);
    assert_eq!(expected_now(&mut db).opening, Ar::new(6));
}

#[test]
fn a_comparison_is_a_row_and_an_event() {
    let mut db = TestDatabase::new();
    paid(&mut db, 8);
    let statement = state(&mut db, 10);
    assert_eq!(statement.difference(), Ar::new(2));
    assert_eq!((statement.made_by.as_str(), statement.newest_payment), ("staff:Аня", 1));
    assert_eq!(
        db.count("events WHERE kind = 'balance' AND actor = 'staff:Аня' AND note = '+2'"),
        1
    );
    state(&mut db, 7);
    assert_eq!(db.count("events WHERE kind = 'balance' AND note = '-1' AND order_id IS NULL"), 1);
}

#[test]
fn what_came_while_a_person_was_looking_may_be_in_the_balance_or_not() {
    let mut db = TestDatabase::new();
    paid(&mut db, 100);
    let seen = newest(&mut db);
    paid(&mut db, 8);
    let first = newest(&mut db);
    paid(&mut db, 5);
    for (stated, agrees, considered, meanwhile) in [
        (100, true, seen, 0),
        (108, true, first, 0),
        (113, true, first + 1, 0),
        (90, false, first + 1, 13),
        (120, false, first + 1, 13),
    ] {
        let found = state_having_seen(&mut db, stated, seen);
        assert_eq!(found.agrees(), agrees, "{stated}");
        assert_eq!(found.newest_payment, considered, "{stated}");
        assert_eq!(found.meanwhile.get(), meanwhile, "{stated}");
    }
    // A page that knew it all guesses nothing.
    assert!(!state(&mut db, 108).agrees());
}

#[tokio::test]
async fn a_balance_that_agrees_makes_sure_what_came_before_it_and_nothing_else() {
    use Sure::{Balance, Callback, Contested};

    let mut db = TestDatabase::new();
    paid(&mut db, 8);
    let by_hand = db.place(3);
    confirm_by_hand(&mut db, &by_hand, 3);
    db.receive(&callback(body_of("unknown", "a", 5, TIME)));
    let doubted = paid(&mut db, 7);
    db.run(&format!("UPDATE payments SET sure = 'contested' WHERE order_id = {}", doubted.id));
    let uncounted = paid(&mut db, 9);
    db.run(&format!("UPDATE payments SET counted = FALSE WHERE order_id = {}", uncounted.id));
    let statement = state(&mut db, 16);
    assert!(statement.agrees());
    // It comes between reading and writing.
    paid(&mut db, 16);

    let store = Store::open(db.database.clone(), || {}).unwrap();
    assert_eq!(raise(&store, statement.id).await.unwrap(), 3);
    let wanted = [Balance, Balance, Balance, Contested, Callback, Callback];
    assert_eq!(sure(&mut db), wanted);
    let written = |db: &mut TestDatabase| super::statement(&mut db.connection, statement.id);
    assert_eq!(written(&mut db).unwrap().unwrap().raised, Some(3));
    // Again it finds nothing to do.
    assert_eq!(raise(&store, statement.id).await.unwrap(), 0);

    let differs = state(&mut db, 1);
    assert!(matches!(raise(&store, differs.id).await, Err(ReconcileError::NotFound)));
    assert_eq!(sure(&mut db), wanted);
    store.close().await;
}

#[tokio::test]
async fn many_payments_are_made_sure_in_batches() {
    let mut db = TestDatabase::new();
    db.run(
        "INSERT INTO payments (sum, counted, sure, at)
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2500)
        SELECT 1, FALSE, CASE WHEN n % 5 = 0 THEN 'contested' ELSE 'callback' END, 0 FROM numbers",
    );
    let statement = state(&mut db, 2000);
    let store = Store::open(db.database.clone(), || {}).unwrap();
    assert_eq!(raise(&store, statement.id).await.unwrap(), 2000);
    assert_eq!(db.count("payments WHERE sure = 'balance'"), 2000);
    store.close().await;
}

/// The callback of what staff had confirmed is the same money, also when the balance has agreed before it came.
#[test]
fn a_verified_confirmation_is_still_one() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    confirm_by_hand(&mut db, &order, 8);
    let last = newest(&mut db);
    db.run(&format!("UPDATE orders SET last_payment = {last} WHERE id = {}", order.id));
    db.run("UPDATE payments SET sure = 'balance'");
    db.receive(&callback(body(&order, 8, TIME)));
    assert_eq!(db.count("discrepancies WHERE kind = 'confirmed_twice'"), 1);
    assert_eq!(expected_now(&mut db).came, Ar::new(8));
}

#[test]
fn what_is_written_down_afterwards_explains_a_difference() {
    let mut db = TestDatabase::new();
    let order = paid(&mut db, 8);
    let waiting = db.place(5);
    let more = state(&mut db, 13);
    let left = |db: &mut TestDatabase, statement: &Statement| {
        super::left(&mut db.connection, statement).unwrap().0.get()
    };
    assert_eq!(left(&mut db, &more), 5);
    // Another customer's callback comes later, and is none of it.
    paid(&mut db, 3);
    assert_eq!(left(&mut db, &more), 5);
    confirm_by_hand(&mut db, &waiting, 5);
    assert_eq!(left(&mut db, &more), 0);
    db.run(&format!("UPDATE payments SET sure = 'contested' WHERE order_id = {}", order.id));
    assert_eq!(left(&mut db, &more), 8);
    withdraw(&mut db, 2);
    assert_eq!(left(&mut db, &more), 10);
}

#[test]
fn of_two_who_decide_by_one_difference_one_is_told() {
    let mut db = TestDatabase::new();
    let statement = state(&mut db, 8);
    let decide = |db: &mut TestDatabase, statement: &Statement| {
        super::statement::decide(&mut db.connection, statement)
    };
    decide(&mut db, &statement).unwrap();
    assert!(matches!(decide(&mut db, &statement), Err(ReconcileError::Changed)));
    let again = super::statement(&mut db.connection, statement.id).unwrap().unwrap();
    decide(&mut db, &again).unwrap();
    // What was stated before the last time says nothing about now.
    let again = super::statement(&mut db.connection, statement.id).unwrap().unwrap();
    state(&mut db, 9);
    assert!(matches!(decide(&mut db, &again), Err(ReconcileError::Changed)));
}

#[test]
fn only_what_adds_up_to_the_difference_is_confirmed() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let statement = state(&mut db, 8);
    let chosen = Chosen { order_id: order.id, version: order.last_event, sum: sum(7) };
    for (left, chosen) in [(8, vec![chosen]), (8, vec![]), (0, vec![])] {
        let found =
            confirm(&mut db.connection, &statement, Ar::new(left), &chosen, &staff(), moment(0));
        assert!(matches!(found, Err(ReconcileError::Changed)), "{left}: {found:?}");
    }
    assert_eq!(db.count("balances WHERE decisions > 0"), 0);
}

/// The sums of the sets, by their orders.
fn sets(db: &mut TestDatabase, difference: i64, hours: u64) -> Vec<Vec<i64>> {
    let now = moment(hours * 3_600_000_000);
    let found = excess(&mut db.connection, Ar::new(difference), now).unwrap();
    found.sets.iter().map(|set| set.iter().map(|each| each.order.id).collect()).collect()
}

#[test]
fn orders_that_wait_are_offered_the_likeliest_first() {
    let mut db = TestDatabase::new();
    let older = db.place(8).id;
    let part_paid = db.place(10);
    db.receive(&callback(body(&part_paid, 2, TIME)));
    let newer = db.place(8).id;
    let five = db.place(5).id;
    let three = db.place(3).id;
    paid(&mut db, 8);
    let pair = vec![three, five];
    let all = [vec![newer], vec![part_paid.id], vec![older], pair.clone()];
    assert_eq!(sets(&mut db, 8, 1), all);
    // Whoever came back from Dromon's page comes first.
    db.write(|c| silence::note(c, older, Sign::CameBack, moment(0))).unwrap();
    db.write(|c| silence::note(c, newer, Sign::Stayed, moment(0))).unwrap();
    assert_eq!(sets(&mut db, 8, 1)[0], [older]);
    db.run("DELETE FROM silence_signs");
    // The unpaid ones have run out; a part-paid one never does.
    let all = [vec![part_paid.id], vec![newer], vec![older], pair];
    assert_eq!(sets(&mut db, 8, 30), all);
    // For longer than a payment would revive them.
    assert_eq!(sets(&mut db, 8, 24 * 9), [vec![part_paid.id]]);
    assert!(sets(&mut db, 4, 1).is_empty());
}

#[test]
fn doubted_and_undecided_money_may_be_it_too() {
    let mut db = TestDatabase::new();
    let order = paid(&mut db, 8);
    db.run(&format!("UPDATE payments SET sure = 'contested' WHERE order_id = {}", order.id));
    db.run(&format!(
        "INSERT INTO discrepancies (kind, order_id, payment_id, times, opened_at, last_at)
        VALUES ('contested', {}, 1, 1, 0, 0)",
        order.id
    ));
    db.receive(&callback("nonsense"));
    let found = excess(&mut db.connection, Ar::new(8), moment(0)).unwrap();
    let uids: Vec<_> = found.doubted.iter().map(|(_, order)| order.as_ref().unwrap().id).collect();
    assert_eq!((uids, found.undecided), (vec![order.id], 1));
    let found = excess(&mut db.connection, Ar::new(9), moment(0)).unwrap();
    assert!(found.doubted.is_empty());
}

#[test]
fn what_may_never_have_come_is_offered_the_likeliest_first() {
    let mut db = TestDatabase::new();
    paid(&mut db, 8);
    assert!(state(&mut db, 8).agrees());
    let plain = paid(&mut db, 6);
    let altered = db.place(5);
    db.receive(&callback(body_of(altered.uid.as_str(), "other", 5, TIME)));
    db.receive(&callback(body_of("unknown", "a", 4, TIME)));
    let new_source = db.place(3);
    db.receive(&RawCallback {
        rule: SourceRule::Unsaid,
        source: "192.0.2.1".parse().unwrap(),
        ..callback(body(&new_source, 3, TIME))
    });
    let same = paid(&mut db, 8);
    let newest = newest(&mut db);
    let shortage = |db: &mut TestDatabase, before, most| {
        shortage(&mut db.connection, Ar::new(8), newest, before, most).unwrap()
    };
    let found = shortage(&mut db, None, 50);
    let likely: Vec<(i64, &[Doubt])> = found
        .likely
        .iter()
        .map(|suspect| (suspect.payment.sum.get(), suspect.doubts.as_slice()))
        .collect();
    let wanted: [(i64, &[Doubt]); 4] = [
        (8, &[Doubt::SameSum]),
        (3, &[Doubt::NewSource]),
        (5, &[Doubt::Altered]),
        (4, &[Doubt::UnknownOrder]),
    ];
    assert_eq!(likely, wanted);
    assert_eq!(found.likely[0].order.as_ref(), Some(&same.uid));
    let sums = |found: &suspects::Shortage| -> Vec<i64> {
        found.all.iter().map(|suspect| suspect.payment.sum.get()).collect()
    };
    // Not what came before the books agreed.
    assert_eq!(sums(&found), [8, 3, 4, 5, 6]);
    assert_eq!(found.older, None);
    let page = shortage(&mut db, None, 2);
    assert_eq!(sums(&page), [8, 3]);
    let page = shortage(&mut db, page.older, 2);
    assert_eq!(sums(&page), [4, 5]);
    let page = shortage(&mut db, page.older, 2);
    assert_eq!((sums(&page), page.older), (vec![6], None));
    // What is doubted already is not offered again.
    db.run(&format!("UPDATE payments SET sure = 'contested' WHERE order_id = {}", plain.id));
    assert_eq!(sums(&shortage(&mut db, None, 50)), [8, 3, 4, 5]);
}

#[test]
fn statements_are_listed_by_key() {
    let mut db = TestDatabase::new();
    for stated in 1..=5 {
        state(&mut db, stated);
    }
    let stated = |page: &StatementPage| -> Vec<i64> {
        page.statements.iter().map(|each| each.stated.get()).collect()
    };
    let page = statements(&mut db.connection, None, 2).unwrap();
    assert_eq!(stated(&page), [5, 4]);
    let page = statements(&mut db.connection, page.older, 3).unwrap();
    assert_eq!((stated(&page), page.older), (vec![3, 2, 1], None));
    let rows: i64 = balances::table.count().get_result(&mut db.connection).unwrap();
    assert_eq!(rows, 5);
}

/// A second payment of the same order at another time.
#[test]
fn a_second_payment_is_money_of_its_own() {
    let mut db = TestDatabase::new();
    let order = paid(&mut db, 8);
    db.receive(&callback(body(&order, 8, LATER)));
    assert_eq!(expected_now(&mut db).came, Ar::new(16));
}
