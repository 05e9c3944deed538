use diesel::RunQueryDsl;

use super::*;
use crate::{
    db::{Connection, Purpose},
    delivery::{self, CellChoice, Plan},
    desk::{
        By,
        hand_over::{self, Meeting},
        moves::{self, Move},
    },
    feed::Actor,
    orders::{Order, Uid},
    testing::{TestDatabase, body, callback, moment},
};

const HOUR: u64 = 3_600_000_000;

fn petya() -> By {
    By::new(Actor::staff("Петя"), Some("надо".parse().unwrap()))
}

/// A shop with a cell and as many orders that a courier brings: the first is met last.
fn shop<const N: usize>() -> (TestDatabase, [Order; N]) {
    let mut db = TestDatabase::new();
    let names = "A1".parse().unwrap();
    db.write(|c| delivery::add(c, &names, &"".parse().unwrap())).unwrap();
    let mut hours = (1..=N as u64).rev();
    let orders = std::array::from_fn(|_| by_courier(&mut db, hours.next().unwrap()));
    (db, orders)
}

/// An order that a courier brings in so many hours.
fn by_courier(db: &mut TestDatabase, hours: u64) -> Order {
    let order = db.place(8);
    let time = format!("2026-11-24T07:05:03.{:03}Z", order.id);
    db.receive(&callback(body(&order, 8, &time)));
    step(db, &order, Move::Assemble);
    let plan = Plan::Courier { place: "спавн".parse().unwrap(), at: moment(hours * HOUR) };
    let version = db.order(order.id).last_event;
    db.write(|c| hand_over::ready(c, order.id, version, &plan, &petya(), moment(1))).unwrap()
}

fn step(db: &mut TestDatabase, order: &Order, step: Move) {
    let version = db.order(order.id).last_event;
    db.write(|c| moves::move_order(c, order.id, version, step, &petya(), moment(2))).unwrap();
}

fn deliver(db: &mut TestDatabase, order: &Order) {
    let version = db.order(order.id).last_event;
    let code = delivery::code_of(&mut db.connection, order.id).unwrap().unwrap();
    db.write(|c| hand_over::deliver(c, order.id, version, &code, &petya(), moment(3))).unwrap();
}

fn nobody(db: &mut TestDatabase, order: &Order) {
    let version = db.order(order.id).last_event;
    let again = Meeting { place: "спавн".parse().unwrap(), at: moment(9 * HOUR) };
    db.write(|c| hand_over::found_nobody(c, order.id, version, Some(&again), &petya(), moment(3)))
        .unwrap();
}

fn make_of(db: &mut TestDatabase, orders: &[&Order], to: Option<i64>) -> Result<Made, RunError> {
    let uids: Vec<Uid> = orders.iter().map(|order| order.uid.clone()).collect();
    db.write(|c| make(c, &uids, to, &petya().actor, moment(2)))
}

fn run_with(db: &mut TestDatabase, orders: &[&Order]) -> i64 {
    let made = make_of(db, orders, None).unwrap();
    assert!(made.refused.is_empty(), "{:?}", made.refused);
    made.run.unwrap()
}

fn sheet(db: &mut TestDatabase, run: i64) -> Sheet {
    read(&mut db.connection, run).unwrap().unwrap()
}

/// The orders that are still to be brought, next one first.
fn left(db: &mut TestDatabase, run: i64) -> Vec<i64> {
    let stops = sheet(db, run).stops;
    stops.iter().filter(|stop| stop.is_open()).map(|stop| stop.order.id).collect()
}

fn standing(db: &mut TestDatabase, run: i64, order: &Order) -> StopStanding {
    let stops = sheet(db, run).stops;
    stops.iter().find(|stop| stop.order.id == order.id).unwrap().standing
}

fn waiting_ids(db: &mut TestDatabase) -> Vec<i64> {
    let waiting = waiting(&mut db.connection, 99).unwrap();
    waiting.iter().map(|(order, _)| order.id).collect()
}

#[test]
fn whoever_is_to_be_met_first_comes_first_and_is_on_one_run() {
    let (mut db, [late, soon]) = shop();
    assert_eq!(waiting_ids(&mut db), [soon.id, late.id]);
    let run = run_with(&mut db, &[&late, &soon]);
    assert_eq!(left(&mut db, run), [soon.id, late.id]);
    assert_eq!(waiting_ids(&mut db), [0; 0]);
    let again = make_of(&mut db, &[&soon], None).unwrap();
    assert_eq!(again.run, None);
    assert_eq!(again.refused, [(soon.uid, Refusal::OnRun(run))]);
}

#[test]
fn the_database_itself_lets_an_order_be_on_one_open_run() {
    let (mut db, [order]) = shop();
    run_with(&mut db, &[&order]);
    db.run("INSERT INTO runs (made_by, made_at) VALUES ('cli', 1)");
    let again = db.write(|c| {
        diesel::sql_query("INSERT INTO run_stops SELECT 2, order_id, 1, standing FROM run_stops")
            .execute(c)
    });
    assert!(again.is_err(), "{again:?}");
}

#[test]
fn what_no_courier_brings_is_on_no_run() {
    let (mut db, [order, in_a_cell]) = shop();
    let cell = Plan::Cell { cell: CellChoice::FirstFree, until: moment(HOUR) };
    let (id, seen) = (in_a_cell.id, in_a_cell.last_event);
    db.write(|c| hand_over::change(c, id, seen, &cell, &petya(), moment(2))).unwrap();
    let unpaid = db.place(8);
    let made = make_of(&mut db, &[&order, &in_a_cell, &unpaid], None).unwrap();
    assert_eq!(left(&mut db, made.run.unwrap()), [order.id]);
    let mut refused: Vec<_> =
        made.refused.into_iter().map(|(uid, why)| (uid.to_string(), why)).collect();
    refused.sort_by_key(|(uid, _)| *uid == unpaid.uid.to_string());
    let expected = [in_a_cell, unpaid].map(|order| (order.uid.to_string(), Refusal::NotByCourier));
    assert_eq!(refused, expected);
}

#[test]
fn what_happens_to_an_order_settles_its_stop_and_the_last_ends_the_run() {
    let (mut db, [one, two, three, four]) = shop();
    let run = run_with(&mut db, &[&one, &two, &three, &four]);
    deliver(&mut db, &one);
    nobody(&mut db, &two);
    step(&mut db, &three, Move::Cancel);
    assert_eq!(left(&mut db, run), [four.id]);
    assert!(sheet(&mut db, run).run.is_open());
    // Whoever puts it into a cell takes it off the run.
    let cell = Plan::Cell { cell: CellChoice::FirstFree, until: moment(HOUR) };
    let (id, seen) = (four.id, four.last_event);
    db.write(|c| hand_over::change(c, id, seen, &cell, &petya(), moment(4))).unwrap();
    let ended = sheet(&mut db, run).run;
    assert_eq!((ended.ended_at, ended.ended_by), (Some(moment(4)), None));
    let expected = [
        (&one, StopStanding::Delivered),
        (&two, StopStanding::Nobody),
        (&three, StopStanding::Off),
        (&four, StopStanding::Off),
    ];
    for (order, what) in expected {
        assert_eq!(standing(&mut db, run, order), what);
    }
    // Whom nobody found waits for the next run.
    assert_eq!(waiting_ids(&mut db), [two.id]);
    run_with(&mut db, &[&two]);
}

/// A program of before, which knows no runs, completed an order, and its stop stays open.
#[test]
fn a_stop_that_was_left_open_does_not_keep_its_order_from_the_next_run() {
    let (mut db, [order]) = shop();
    let run = run_with(&mut db, &[&order]);
    let (id, seen) = (order.id, order.last_event);
    db.run("DELETE FROM hand_over_codes; DELETE FROM hand_overs; UPDATE orders SET status = 'assembling'");
    assert_eq!(left(&mut db, run), [0; 0]);
    let plan = Plan::Courier { place: "спавн".parse().unwrap(), at: moment(HOUR) };
    db.write(|c| hand_over::ready(c, id, seen, &plan, &petya(), moment(1))).unwrap();
    assert_eq!(standing(&mut db, run, &order), StopStanding::Off);
    run_with(&mut db, &[&order]);
}

#[test]
fn the_list_tells_how_far_each_run_is() {
    let (mut db, [two, one]) = shop();
    let run = run_with(&mut db, &[&one, &two]);
    deliver(&mut db, &one);
    let on_the_way = open(&mut db.connection).unwrap();
    let [only] = on_the_way.as_slice() else { panic!("{on_the_way:?}") };
    assert_eq!((only.run.id, only.left, only.stops), (run, 1, 2));
    assert_eq!(only.next.as_ref(), Some(&two.nickname));
    deliver(&mut db, &two);
    assert!(open(&mut db.connection).unwrap().is_empty());
}

#[test]
fn another_time_or_place_leaves_an_order_on_its_run() {
    let (mut db, [order]) = shop();
    let run = run_with(&mut db, &[&order]);
    let later = Plan::Courier { place: "у портала".parse().unwrap(), at: moment(5 * HOUR) };
    let (id, seen) = (order.id, order.last_event);
    db.write(|c| hand_over::change(c, id, seen, &later, &petya(), moment(2))).unwrap();
    db.receive(&callback(body(&order, 3, "2026-11-24T08:00:00.000Z")));
    assert_eq!(left(&mut db, run), [order.id]);
}

#[test]
fn stops_are_arranged_by_hand() {
    let (mut db, [c, b, a]) = shop();
    let run = run_with(&mut db, &[&a, &b, &c]);
    deliver(&mut db, &a);
    let move_to = |db: &mut TestDatabase, order: &Order, to| {
        db.write(|connection| shift(connection, run, &order.uid, to)).unwrap();
        left(db, run)
    };
    let d = by_courier(&mut db, 1);
    assert_eq!(make_of(&mut db, &[&d], Some(run)).unwrap().run, Some(run));
    assert_eq!(left(&mut db, run), [b.id, c.id, d.id]);
    assert_eq!(move_to(&mut db, &d, Shift::First), [d.id, b.id, c.id]);
    assert_eq!(move_to(&mut db, &d, Shift::Up), [d.id, b.id, c.id]);
    assert_eq!(move_to(&mut db, &b, Shift::Down), [d.id, c.id, b.id]);
    assert_eq!(move_to(&mut db, &b, Shift::Down), [d.id, c.id, b.id]);
    assert_eq!(move_to(&mut db, &c, Shift::Up), [c.id, d.id, b.id]);
    let over = db.write(|connection| shift(connection, run, &a.uid, Shift::First));
    assert!(matches!(over, Err(RunError::NoStop)), "{over:?}");
}

#[test]
fn what_is_taken_off_or_left_waits_for_a_courier_again() {
    let (mut db, [two, one]) = shop();
    let run = run_with(&mut db, &[&one, &two]);
    db.write(|c| take_off(c, run, &one.uid, moment(3))).unwrap();
    assert_eq!(waiting_ids(&mut db), [one.id]);
    assert_eq!(make_of(&mut db, &[&one], Some(run)).unwrap().run, Some(run));
    assert_eq!(left(&mut db, run), [two.id, one.id]);
    db.write(|c| end(c, run, &petya().actor, moment(4))).unwrap();
    assert_eq!(waiting_ids(&mut db), [one.id, two.id]);
    let ended = sheet(&mut db, run).run;
    assert_eq!((ended.ended_at, ended.ended_by), (Some(moment(4)), Some(petya().actor)));
    for refused in [
        db.write(|c| end(c, run, &petya().actor, moment(5))),
        make_of(&mut db, &[&one], Some(run)).map(drop),
    ] {
        assert!(matches!(refused, Err(RunError::Ended)), "{refused:?}");
    }
    let none = make_of(&mut db, &[&one], Some(run + 1));
    assert!(matches!(none, Err(RunError::NotFound)), "{none:?}");
}

#[test]
fn a_run_has_so_many_stops_and_no_more() {
    let (mut db, [one, two]) = shop();
    let run = run_with(&mut db, &[&one]);
    let rest = MOST_STOPS - 1;
    for _ in 0..rest {
        let order = by_courier(&mut db, 3);
        make_of(&mut db, &[&order], Some(run)).unwrap();
    }
    let made = make_of(&mut db, &[&two], Some(run)).unwrap();
    assert_eq!((made.run, made.refused), (None, vec![(two.uid, Refusal::TooMany)]));
}

/// Each of two who make the last two stops at once would see the other's still open, and neither would end the run.
#[test]
fn on_a_server_whoever_makes_a_stop_waits_for_the_one_before() {
    let mut db = TestDatabase::postgres();
    let [one, two] = [1, 2].map(|hours| by_courier(&mut db, hours));
    let run = run_with(&mut db, &[&one, &two]);
    let nobody = |connection: &mut Connection, order: &Order| {
        let (id, version) = (order.id, order.last_event);
        hand_over::found_nobody(connection, id, version, None, &petya(), moment(3))
    };
    db.connection.begin_write().unwrap();
    nobody(&mut db.connection, &one).unwrap();
    let mut other = db.database.connect(Purpose::Write).unwrap();
    other.begin_write().unwrap();
    sql(&mut other, "SET LOCAL lock_timeout = '50ms'");
    let waited = nobody(&mut other, &two);
    assert!(waited.as_ref().is_err_and(|e| e.to_string().contains("lock timeout")), "{waited:?}");
    sql(&mut other, "ROLLBACK");
    db.run("COMMIT");
    other.begin_write().unwrap();
    nobody(&mut other, &two).unwrap();
    sql(&mut other, "COMMIT");
    assert_eq!(sheet(&mut db, run).run.ended_at, Some(moment(3)));
}

fn sql(connection: &mut Connection, sql: &str) {
    diesel::sql_query(sql).execute(connection).unwrap();
}
