mod attempts;

use super::*;
use crate::{
    db::Purpose,
    delivery::{HandOver, Place, Unfit, Way},
    feed::{self, Actor},
    payments::{self, Received},
    testing::{TestDatabase, body, callback, moment},
};

const HOUR: u64 = 3_600_000_000;

fn vera() -> By {
    By::new(Actor::staff("Вера"), Some("надо".parse().unwrap()))
}

/// A shop with those cells.
fn shop(cells: &str) -> TestDatabase {
    let mut db = TestDatabase::new();
    if !cells.is_empty() {
        let names = cells.parse().unwrap();
        db.write(|c| delivery::add(c, &names, &"у входа".parse().unwrap())).unwrap();
    }
    db
}

/// An order that is being assembled.
fn assembling(db: &mut TestDatabase) -> Order {
    let order = db.place(8);
    let time = format!("2026-11-24T07:05:03.{:03}Z", order.id);
    assert_eq!(db.receive(&callback(body(&order, 8, &time))), Received::Paid);
    step(db, order.id, Move::Assemble).unwrap()
}

fn step(db: &mut TestDatabase, id: i64, step: Move) -> Result<Order, DeskError> {
    let version = db.order(id).last_event;
    db.write(|c| moves::move_order(c, id, version, step, &vera(), moment(7)))
}

fn make_ready(db: &mut TestDatabase, order: &Order, plan: &Plan) -> Result<Order, DeskError> {
    db.write(|c| ready(c, order.id, order.last_event, plan, &vera(), moment(8)))
}

fn into(cell: CellChoice) -> Plan {
    Plan::Cell { cell, until: moment(HOUR) }
}

fn place(text: &str) -> Place {
    text.parse().unwrap()
}

fn hand_over(db: &mut TestDatabase, order: &Order) -> Option<HandOver> {
    delivery::of_order(&mut db.connection, order.id).unwrap()
}

fn cell_of(db: &mut TestDatabase, order: &Order) -> Option<String> {
    match hand_over(db, order)?.way {
        Way::Cell { name, .. } => Some(name.to_string()),
        Way::Courier { .. } => None,
    }
}

fn last_event(db: &mut TestDatabase, order: &Order) -> feed::Event {
    let last = db.order(order.id).last_event;
    feed::timeline(&mut db.connection, last).unwrap().pop().unwrap()
}

#[test]
fn a_ready_order_lies_in_the_first_free_cell_and_its_event_says_so() {
    let mut db = shop("A1-A2");
    let (one, other) = (assembling(&mut db), assembling(&mut db));
    make_ready(&mut db, &one, &into(CellChoice::FirstFree)).unwrap();
    make_ready(&mut db, &other, &into(CellChoice::FirstFree)).unwrap();
    assert_eq!(cell_of(&mut db, &one).as_deref(), Some("A1"));
    assert_eq!(cell_of(&mut db, &other).as_deref(), Some("A2"));
    let event = last_event(&mut db, &one);
    assert_eq!(event.kind, EventKind::Ready);
    let told = Told::Cell {
        cell: "A1".to_owned(),
        place: "у входа".to_owned(),
        until: moment(HOUR).rfc3339(),
    };
    assert_eq!(Told::read(&event), Some(told));
}

#[test]
fn a_cell_that_holds_an_order_takes_no_other() {
    let mut db = shop("A1");
    let (one, other) = (assembling(&mut db), assembling(&mut db));
    let cell = delivery::free(&mut db.connection).unwrap()[0].id;
    make_ready(&mut db, &one, &into(CellChoice::This(cell))).unwrap();
    for (choice, why) in
        [(CellChoice::This(cell), Unfit::Taken), (CellChoice::FirstFree, Unfit::NoneFree)]
    {
        let refused = make_ready(&mut db, &other, &into(choice));
        assert!(matches!(refused, Err(DeskError::Unfit(unfit)) if unfit == why), "{refused:?}");
    }
    let refused = make_ready(&mut db, &other, &into(CellChoice::This(cell + 1)));
    assert!(matches!(refused, Err(DeskError::Unfit(Unfit::NoSuchCell))), "{refused:?}");
    assert_eq!(db.order(other.id).written_status, Status::Assembling);
}

#[test]
fn whatever_becomes_of_a_ready_order_its_cell_is_free_again() {
    for leave in [Move::Undo, Move::Complete, Move::Cancel] {
        let mut db = shop("A1");
        let order = assembling(&mut db);
        make_ready(&mut db, &order, &into(CellChoice::FirstFree)).unwrap();
        assert!(delivery::free(&mut db.connection).unwrap().is_empty());
        step(&mut db, order.id, leave).unwrap();
        assert_eq!(delivery::free(&mut db.connection).unwrap().len(), 1, "{leave:?}");
        assert_eq!(hand_over(&mut db, &order), None, "{leave:?}");
    }
}

#[test]
fn money_that_comes_for_a_ready_order_leaves_it_in_its_cell() {
    let mut db = shop("A1");
    let order = assembling(&mut db);
    make_ready(&mut db, &order, &into(CellChoice::FirstFree)).unwrap();
    db.receive(&callback(body(&order, 3, "2026-11-24T08:00:00.000Z")));
    assert!(!payments::discrepancies_of_order(&mut db.connection, order.id).unwrap().is_empty());
    assert_eq!(cell_of(&mut db, &order).as_deref(), Some("A1"));
}

#[test]
fn a_courier_has_a_place_and_a_time_to_come() {
    let mut db = shop("");
    let order = assembling(&mut db);
    let courier = |text: &str, at| Plan::Courier { place: place(text), at };
    for (plan, why) in
        [(courier(" ", moment(HOUR)), Unfit::Nowhere), (courier("спавн", moment(8)), Unfit::Past)]
    {
        let refused = make_ready(&mut db, &order, &plan);
        assert!(matches!(refused, Err(DeskError::Unfit(unfit)) if unfit == why), "{refused:?}");
    }
    make_ready(&mut db, &order, &courier("спавн", moment(HOUR))).unwrap();
    let found = hand_over(&mut db, &order).unwrap();
    assert_eq!(found.way, Way::Courier { place: place("спавн") });
    assert!(!found.is_missed(moment(HOUR - 1)) && found.is_missed(moment(HOUR)));
}

#[test]
fn a_change_is_an_event_of_its_own() {
    let mut db = shop("A1-A2");
    let order = assembling(&mut db);
    let plan = into(CellChoice::FirstFree);
    let early = db.write(|c| change(c, order.id, order.last_event, &plan, &vera(), moment(9)));
    assert!(matches!(early, Err(DeskError::NotAllowed { .. })), "{early:?}");
    let order = make_ready(&mut db, &order, &plan).unwrap();
    let own = match hand_over(&mut db, &order).unwrap().way {
        Way::Cell { id, .. } => id,
        Way::Courier { .. } => panic!("in a cell"),
    };
    // More time in the same cell.
    let longer = Plan::Cell { cell: CellChoice::This(own), until: moment(2 * HOUR) };
    let seen = order.last_event;
    db.write(|c| change(c, order.id, seen, &longer, &vera(), moment(9))).unwrap();
    assert_eq!(hand_over(&mut db, &order).unwrap().due_at, moment(2 * HOUR));
    let event = last_event(&mut db, &order);
    assert_eq!((event.kind, &event.actor), (EventKind::HandOver, &Actor::staff("Вера")));
    // Whoever saw it as it was changes nothing.
    let stale = db.write(|c| change(c, order.id, seen, &Plan::AsAgreed, &vera(), moment(9)));
    assert!(matches!(stale, Err(DeskError::Changed)), "{stale:?}");
    let seen = db.order(order.id).last_event;
    db.write(|c| change(c, order.id, seen, &Plan::AsAgreed, &vera(), moment(9))).unwrap();
    assert_eq!(hand_over(&mut db, &order), None);
    assert_eq!(Told::read(&last_event(&mut db, &order)), Some(Told::Agreed));
    assert_eq!(delivery::free(&mut db.connection).unwrap().len(), 2);
}

#[test]
fn the_usual_way_is_a_cell_where_there_are_any() {
    let usual = |db: &mut TestDatabase| {
        let order = assembling(db);
        let (id, seen, day) = (order.id, order.last_event, Duration::from_hours(24));
        let made = db.write(|c| ready_as_usual(c, id, seen, day, &vera(), moment(8)));
        made.map(|_| hand_over(db, &order).map(|found| found.due_at))
    };
    assert_eq!(usual(&mut shop("")).unwrap(), None);
    let mut db = shop("A1");
    assert_eq!(usual(&mut db).unwrap(), Some(moment(8 + 24 * HOUR)));
    let none_free = usual(&mut db);
    assert!(matches!(none_free, Err(DeskError::Unfit(Unfit::NoneFree))), "{none_free:?}");
}

/// Where several nodes share the books, two may put their orders into one cell at once.
#[test]
fn on_a_server_the_second_into_a_cell_waits_and_is_told() {
    let mut db = TestDatabase::postgres();
    let names = "A1".parse().unwrap();
    db.write(|c| delivery::add(c, &names, &Place::default())).unwrap();
    let (one, other) = (assembling(&mut db), assembling(&mut db));
    let cell = delivery::free(&mut db.connection).unwrap()[0].id;
    let database = db.database.clone();
    let plan = into(CellChoice::This(cell));
    db.connection.begin_write().unwrap();
    ready(&mut db.connection, one.id, one.last_event, &plan, &vera(), moment(8)).unwrap();
    let second = std::thread::spawn(move || {
        let mut connection = database.connect(Purpose::Write).unwrap();
        connection.begin_write().unwrap();
        ready(&mut connection, other.id, other.last_event, &plan, &vera(), moment(8)).map(drop)
    });
    db.run("COMMIT");
    let told = second.join().unwrap();
    assert!(matches!(told, Err(DeskError::Unfit(Unfit::Taken))), "{told:?}");
    assert_eq!(db.count("hand_overs"), 1);
}

/// And the database itself keeps a cell for one order, whoever writes.
#[test]
fn no_statement_puts_two_orders_into_one_cell() {
    let mut db = shop("A1");
    let (one, other) = (assembling(&mut db), assembling(&mut db));
    make_ready(&mut db, &one, &into(CellChoice::FirstFree)).unwrap();
    let again = db.write(|c| {
        use diesel::RunQueryDsl;
        let sql = format!(
            "INSERT INTO hand_overs (order_id, cell_id, due_at) SELECT {}, cell_id, 1 FROM hand_overs",
            other.id
        );
        diesel::sql_query(sql).execute(c)
    });
    assert!(again.is_err(), "{again:?}");
}

#[test]
fn that_nobody_came_is_written_down_once_and_more_time_begins_anew() {
    let mut db = shop("A1");
    let order = assembling(&mut db);
    let order = make_ready(&mut db, &order, &into(CellChoice::FirstFree)).unwrap();
    let note = |db: &mut TestDatabase, at| {
        db.write(|c| delivery::note_missed(c, moment(at), 10)).unwrap();
        db.count("events WHERE kind = 'missed' AND actor = 'clock'")
    };
    assert_eq!(note(&mut db, HOUR - 1), 0);
    assert!(delivery::missed(&mut db.connection, moment(HOUR - 1), 9).unwrap().is_empty());
    assert_eq!([note(&mut db, HOUR), note(&mut db, HOUR + 1)], [1, 1]);
    assert_eq!(delivery::missed(&mut db.connection, moment(HOUR), 9).unwrap()[0].0.id, order.id);
    assert_eq!(cell_of(&mut db, &order).as_deref(), Some("A1"));
    let version = db.order(order.id).last_event;
    let longer = Plan::Courier { place: place("спавн"), at: moment(3 * HOUR) };
    let at = moment(2 * HOUR);
    db.write(|c| change(c, order.id, version, &longer, &vera(), at)).unwrap();
    assert_eq!([note(&mut db, 2 * HOUR), note(&mut db, 3 * HOUR)], [1, 2]);
    assert_eq!(delivery::next_due(&mut db.connection).unwrap(), None);
}

#[test]
fn more_time_changes_the_time_and_nothing_else() {
    let mut db = shop("A1-A2");
    let order = assembling(&mut db);
    // The second cell, so that the first free one is another.
    let cells = delivery::free(&mut db.connection).unwrap();
    let order = make_ready(&mut db, &order, &into(CellChoice::This(cells[1].id))).unwrap();
    db.write(|c| delivery::note_missed(c, moment(HOUR), 10)).unwrap();
    let (id, seen) = (order.id, db.order(order.id).last_event);
    let wait = |db: &mut TestDatabase, seen, until| {
        db.write(|c| more_time(c, id, seen, moment(until), &vera(), moment(HOUR)))
    };
    let past = wait(&mut db, seen, HOUR);
    assert!(matches!(past, Err(DeskError::Unfit(Unfit::Past))), "{past:?}");
    wait(&mut db, seen, 3 * HOUR).unwrap();
    let found = hand_over(&mut db, &order).unwrap();
    assert_eq!((found.due_at, found.missed_at), (moment(3 * HOUR), None));
    assert_eq!(cell_of(&mut db, &order).as_deref(), Some("A2"));
    let event = last_event(&mut db, &order);
    assert_eq!((event.kind, &event.actor), (EventKind::HandOver, &Actor::staff("Вера")));
    let stale = wait(&mut db, seen, 4 * HOUR);
    assert!(matches!(stale, Err(DeskError::Changed)), "{stale:?}");

    let seen = db.order(id).last_event;
    db.write(|c| change(c, id, seen, &Plan::AsAgreed, &vera(), moment(9))).unwrap();
    let seen = db.order(id).last_event;
    let nowhere = wait(&mut db, seen, 4 * HOUR);
    assert!(matches!(nowhere, Err(DeskError::NotAllowed { .. })), "{nowhere:?}");
}

#[test]
fn a_courier_who_comes_again_comes_to_the_same_place_for_the_same_code() {
    let mut db = shop("");
    let (order, code) = by_courier(&mut db);
    let (seen, later) = (order.last_event, moment(3 * HOUR));
    db.write(|c| more_time(c, order.id, seen, later, &vera(), moment(HOUR))).unwrap();
    let found = hand_over(&mut db, &order).unwrap();
    assert_eq!((found.way, found.due_at), (Way::Courier { place: place("спавн") }, later));
    let same = delivery::code_of(&mut db.connection, order.id).unwrap().unwrap();
    assert_eq!(same.as_str(), code.as_str());
}

#[test]
fn what_nobody_came_for_is_counted_up_to_a_limit() {
    let mut db = shop("A1-A4");
    let orders = [(); 4].map(|()| {
        let order = assembling(&mut db);
        make_ready(&mut db, &order, &into(CellChoice::FirstFree)).unwrap()
    });
    let count = |db: &mut TestDatabase, at, most| {
        delivery::count_missed(&mut db.connection, moment(at), most).unwrap()
    };
    assert_eq!([count(&mut db, HOUR - 1, 9), count(&mut db, HOUR, 9)], [0, 4]);
    assert_eq!(count(&mut db, HOUR, 3), 3);
    let (id, seen) = (orders[0].id, orders[0].last_event);
    let later = moment(2 * HOUR);
    db.write(|c| more_time(c, id, seen, later, &vera(), moment(9))).unwrap();
    step(&mut db, orders[1].id, Move::Undo).unwrap();
    // A program of before leaves its hand-over behind.
    db.run(&format!("UPDATE orders SET status = 'completed' WHERE id = {}", orders[2].id));
    assert_eq!(count(&mut db, HOUR, 9), 1);
}

/// A program of before moved it on and left what it does not know.
#[test]
fn a_hand_over_of_an_order_that_is_gone_goes() {
    let mut db = shop("A1");
    let order = assembling(&mut db);
    make_ready(&mut db, &order, &into(CellChoice::FirstFree)).unwrap();
    db.run("UPDATE orders SET status = 'completed'");
    db.write(|c| delivery::note_missed(c, moment(HOUR), 10)).unwrap();
    assert_eq!(hand_over(&mut db, &order), None);
    assert_eq!(db.count("events WHERE kind = 'missed'"), 0);
}

fn courier(at: u64) -> Plan {
    Plan::Courier { place: place("спавн"), at: moment(at) }
}

/// An order that a courier brings, and the code that its customer sees.
fn by_courier(db: &mut TestDatabase) -> (Order, Code) {
    let order = assembling(db);
    let order = make_ready(db, &order, &courier(HOUR)).unwrap();
    let code = delivery::code_of(&mut db.connection, order.id).unwrap().unwrap();
    (order, code)
}

fn another(code: &Code) -> Code {
    let wrong = if code.as_str() == "012345" { "543210" } else { "012345" };
    wrong.parse().unwrap()
}

fn type_in(db: &mut TestDatabase, order: &Order, code: &Code) -> Result<Tried, DeskError> {
    let version = db.order(order.id).last_event;
    db.write(|c| deliver(c, order.id, version, code, &vera(), moment(9)))
}

#[test]
fn a_courier_s_order_is_completed_by_its_code_and_not_by_a_click() {
    let mut db = shop("");
    let (order, code) = by_courier(&mut db);
    let clicked = step(&mut db, order.id, Move::Complete);
    assert!(matches!(clicked, Err(DeskError::CodeNeeded)), "{clicked:?}");
    assert_eq!(type_in(&mut db, &order, &another(&code)).unwrap(), Tried::Wrong { left: 4 });
    assert_eq!(db.order(order.id).written_status, Status::Ready);
    assert_eq!(type_in(&mut db, &order, &code).unwrap(), Tried::Right);
    assert_eq!(db.order(order.id).written_status, Status::Completed);
    assert_eq!(last_event(&mut db, &order).kind, EventKind::Completed);
    assert_eq!(db.count("hand_over_codes"), 0);
    let again = type_in(&mut db, &order, &code);
    assert!(matches!(again, Err(DeskError::NotAllowed { .. })), "{again:?}");
}

#[test]
fn after_five_wrong_codes_the_right_one_opens_nothing_until_there_is_a_new_one() {
    let mut db = shop("");
    let (order, code) = by_courier(&mut db);
    for left in (0..delivery::MOST_WRONG).rev() {
        assert_eq!(type_in(&mut db, &order, &another(&code)).unwrap(), Tried::Wrong { left });
    }
    assert_eq!(type_in(&mut db, &order, &code).unwrap(), Tried::Locked);
    // Another time or place gives no more tries.
    let seen = order.last_event;
    db.write(|c| change(c, order.id, seen, &courier(2 * HOUR), &vera(), moment(9))).unwrap();
    assert_eq!(type_in(&mut db, &order, &code).unwrap(), Tried::Locked);
    let seen = db.order(order.id).last_event;
    db.write(|c| new_code(c, order.id, seen, &vera(), moment(9))).unwrap();
    let event = last_event(&mut db, &order);
    assert_eq!((event.kind, event.note.as_deref()), (EventKind::NewCode, Some("надо")));
    let fresh = delivery::code_of(&mut db.connection, order.id).unwrap().unwrap();
    assert_eq!(delivery::tries_left(&mut db.connection, order.id).unwrap(), 5);
    assert_eq!(type_in(&mut db, &order, &fresh).unwrap(), Tried::Right);
}

#[test]
fn without_its_code_a_courier_s_order_is_completed_for_a_reason() {
    let mut db = shop("A1");
    let (order, _) = by_courier(&mut db);
    let (id, seen) = (order.id, order.last_event);
    let nobody = By::new(Actor::staff("Вера"), None);
    let refused = db.write(|c| deliver_without_code(c, id, seen, &nobody, moment(9)));
    assert!(matches!(refused, Err(DeskError::NoReason)), "{refused:?}");
    let done = db.write(|c| deliver_without_code(c, id, seen, &vera(), moment(9))).unwrap();
    assert_eq!(done.written_status, Status::Completed);
    assert_eq!(last_event(&mut db, &order).note.as_deref(), Some("надо"));
}

#[test]
fn an_order_has_a_code_while_a_courier_brings_it() {
    let mut db = shop("A1");
    let (order, _) = by_courier(&mut db);
    let (id, seen) = (order.id, order.last_event);
    let cell = into(CellChoice::FirstFree);
    db.write(|c| change(c, id, seen, &cell, &vera(), moment(9))).unwrap();
    assert!(delivery::code_of(&mut db.connection, id).unwrap().is_none());
    let seen = db.order(id).last_event;
    let refused = db.write(|c| new_code(c, id, seen, &vera(), moment(9)));
    assert!(matches!(refused, Err(DeskError::NotAllowed { .. })), "{refused:?}");
    db.write(|c| change(c, id, seen, &courier(HOUR), &vera(), moment(9))).unwrap();
    assert!(delivery::code_of(&mut db.connection, id).unwrap().is_some());
    step(&mut db, id, Move::Undo).unwrap();
    assert!(delivery::code_of(&mut db.connection, id).unwrap().is_none());
}
