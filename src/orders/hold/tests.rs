use std::{
    sync::{Arc, Barrier},
    thread,
    time::Duration,
};

use super::*;
use crate::{
    catalog::Stack,
    check,
    desk::{By, money, moves},
    feed::Actor,
    money::Ar,
    orders::{self, Items, NewItem, NewOrder, PlaceError},
    payments::{DiscrepancyKind, RawCallback, Received, discrepancies_of_order},
    testing::{HOLD, LIFETIME, TestDatabase, body, callback, moment, new_order, sum},
};

/// A shop that has so many diamonds.
fn shop(stock: i64) -> TestDatabase {
    let mut db = TestDatabase::new();
    db.run(&format!(
        "INSERT INTO products (name, description, price, position, hidden, created_at, stock)
            VALUES ('Алмаз', '', 10, 1, false, 1, {stock})"
    ));
    db
}

fn of(quantity: i64) -> NewOrder {
    let line = NewItem {
        product_id: Some(1),
        name: "Алмаз".parse().unwrap(),
        price: sum(10),
        quantity,
        stack: Stack::Of64,
    };
    NewOrder { items: Items::of(vec![line]).unwrap(), ..new_order(1) }
}

fn place(db: &mut TestDatabase, quantity: i64) -> Result<Order, PlaceError> {
    db.write(|c| orders::place(c, &of(quantity), moment(0)))
}

fn stock(db: &mut TestDatabase) -> i64 {
    db.number("SELECT stock AS number FROM products")
}

fn after(time: Duration) -> UtcTime {
    moment(0).plus(time)
}

fn pay(db: &mut TestDatabase, order: &Order, at: UtcTime) -> Received {
    let raw = callback(body(order, order.total.get(), &at.rfc3339()));
    db.receive(&RawCallback { received_at: at, ..raw })
}

fn end_all(db: &mut TestDatabase, now: UtcTime) -> usize {
    db.write(|c| end_holds(c, now, 100)).unwrap()
}

fn lacks_goods(db: &mut TestDatabase, order: &Order) -> bool {
    let found = discrepancies_of_order(&mut db.connection, order.id).unwrap();
    found.iter().any(|each| each.kind == DiscrepancyKind::OutOfStock && each.is_open())
}

fn check(db: &mut TestDatabase) {
    let report = db.connection.reading(|c| check::run(c, after(HOLD * 3))).unwrap();
    assert!(report.is_clean(), "{report}");
}

#[test]
fn an_order_puts_its_goods_aside_and_keeps_them_when_it_is_paid() {
    let mut db = shop(5);
    let order = place(&mut db, 3).unwrap();
    assert_eq!(stock(&mut db), 2);
    assert_eq!(pay(&mut db, &order, after(HOLD / 2)), Received::Paid);
    assert_eq!(end_all(&mut db, after(HOLD)), 1);
    assert_eq!(stock(&mut db), 2, "what is paid for is sold");
    assert!(!lacks_goods(&mut db, &order));
    check(&mut db);
}

#[test]
fn more_than_is_left_is_not_sold() {
    let mut db = shop(5);
    place(&mut db, 3).unwrap();
    let refused = place(&mut db, 3).unwrap_err();
    assert!(matches!(refused, PlaceError::OutOfStock { product_id: 1, left: 2 }), "{refused:?}");
    assert_eq!((stock(&mut db), db.count("orders")), (2, 1));
}

#[test]
fn a_hold_ends_long_before_its_order() {
    let mut db = shop(5);
    let order = place(&mut db, 3).unwrap();
    assert_eq!(next_end_of_hold(&mut db.connection).unwrap(), Some(after(HOLD)));
    assert_eq!(end_all(&mut db, moment(30 * 60 * 1_000_000 - 1)), 0);
    assert_eq!(stock(&mut db), 2);
    let told = |db: &mut TestDatabase| held(&mut db.connection, &order, HOLD).unwrap();
    assert_eq!(told(&mut db), Some(Held::Until(after(HOLD))));
    assert_eq!(end_all(&mut db, after(HOLD)), 1);
    assert_eq!(told(&mut db), Some(Held::NoMore));
    assert_eq!(stock(&mut db), 5);
    assert_eq!(end_all(&mut db, after(HOLD)), 0, "and need not be looked at again");
    // It can still be paid, and takes what is there.
    assert_eq!(pay(&mut db, &order, after(HOLD * 2)), Received::Paid);
    assert_eq!(stock(&mut db), 2);
    assert!(!lacks_goods(&mut db, &order));
    check(&mut db);
}

#[test]
fn whoever_pays_when_the_goods_are_gone_has_paid_and_a_person_is_told() {
    let mut db = shop(5);
    let late = place(&mut db, 4).unwrap();
    end_all(&mut db, after(HOLD));
    let quick = db.write(|c| orders::place(c, &of(3), after(HOLD))).unwrap();
    assert_eq!(pay(&mut db, &quick, after(HOLD)), Received::Paid);
    assert_eq!(pay(&mut db, &late, after(HOLD * 2)), Received::Paid);
    assert_eq!(db.order(late.id).written_status, Status::Paid);
    assert!(lacks_goods(&mut db, &late) && !lacks_goods(&mut db, &quick));
    // It has what was left.
    assert_eq!(stock(&mut db), 0);
    let lacking = stock::lacking(&mut db.connection, late.id).unwrap();
    assert_eq!(lacking[0].lacks, 2);
    check(&mut db);
}

#[test]
fn an_order_that_ends_gives_its_goods_back() {
    let mut db = shop(9);
    let (expired, cancelled) = (place(&mut db, 3).unwrap(), place(&mut db, 3).unwrap());
    db.write(|c| orders::cancel(c, &cancelled, moment(1))).unwrap();
    assert_eq!(stock(&mut db), 6);
    db.write(|c| orders::expire_due(c, after(LIFETIME), 100)).unwrap();
    assert_eq!(db.order(expired.id).written_status, Status::Expired);
    assert_eq!(stock(&mut db), 9);
    // What the hold's end would have given back is not given back twice.
    end_all(&mut db, after(LIFETIME));
    assert_eq!(stock(&mut db), 9);
    check(&mut db);
}

fn by(reason: &str) -> By {
    By::new(Actor::staff("Ирина"), Some(reason.parse().unwrap()))
}

fn moved(db: &mut TestDatabase, order: &Order, step: moves::Move) -> Order {
    let order = db.order(order.id);
    let now = after(HOLD);
    db.write(|c| moves::move_order(c, order.id, order.last_event, step, &by("так"), now)).unwrap()
}

#[test]
fn a_paid_order_that_is_cancelled_gives_its_goods_back_and_takes_them_again() {
    let mut db = shop(5);
    let order = place(&mut db, 3).unwrap();
    pay(&mut db, &order, moment(1));
    moved(&mut db, &order, moves::Move::Cancel);
    assert_eq!(stock(&mut db), 5);
    moved(&mut db, &order, moves::Move::Restore);
    assert_eq!(stock(&mut db), 2);
    moved(&mut db, &order, moves::Move::Cancel);
    place(&mut db, 4).unwrap();
    moved(&mut db, &order, moves::Move::Restore);
    assert!(lacks_goods(&mut db, &order));
    assert_eq!(stock(&mut db), 0);
    // Cancelled, it lacks nothing any more.
    moved(&mut db, &order, moves::Move::Cancel);
    assert!(!lacks_goods(&mut db, &order));
    assert_eq!(stock(&mut db), 1);
    check(&mut db);
}

#[test]
fn what_a_customer_has_taken_does_not_come_back_with_his_money() {
    let mut db = shop(5);
    let order = place(&mut db, 3).unwrap();
    pay(&mut db, &order, moment(1));
    for step in [moves::Move::Assemble, moves::Move::Ready, moves::Move::Complete] {
        moved(&mut db, &order, step);
    }
    let order = db.order(order.id);
    let plan = money::RefundOf::Order(order.id);
    let id = db
        .write(|c| {
            let by = by("брак");
            let sent = money::RefundState::Sent;
            money::refund(c, plan, sum(30), sent, "Steve_01", &by, after(HOLD))
        })
        .unwrap();
    let (from, to) = (money::RefundState::Sent, money::RefundState::Confirmed);
    db.write(|c| money::change_refund(c, id, from, to, &by("дошло"), after(HOLD))).unwrap();
    assert_eq!(db.order(order.id).written_status, Status::Refunded);
    assert_eq!(stock(&mut db), 2);
    check(&mut db);
}

#[test]
fn a_person_who_finds_the_goods_says_so() {
    let mut db = shop(5);
    let order = place(&mut db, 4).unwrap();
    end_all(&mut db, after(HOLD));
    db.run("UPDATE products SET stock = 1");
    pay(&mut db, &order, after(HOLD));
    let found = discrepancies_of_order(&mut db.connection, order.id).unwrap();
    let found = found.into_iter().find(|each| each.kind == DiscrepancyKind::OutOfStock).unwrap();
    // Two more have come in; the rest is in his own chest.
    db.run("UPDATE products SET stock = 2");
    let accept = crate::desk::WayOut::Accept;
    db.write(|c| money::resolve(c, found.id, found.last_at, &accept, &by("нашли"), after(HOLD)))
        .unwrap();
    assert!(!lacks_goods(&mut db, &order));
    assert_eq!(stock(&mut db), 0);
    check(&mut db);
    moved(&mut db, &order, moves::Move::Cancel);
    assert_eq!(stock(&mut db), 3, "only what came out of the stock goes back into it");
    check(&mut db);
}

#[test]
fn money_that_comes_in_part_takes_the_goods_when_all_of_it_is_there() {
    let mut db = shop(5);
    let order = place(&mut db, 3).unwrap();
    let part = callback(body(&order, 10, "t1"));
    assert_eq!(db.receive(&part), Received::PartPaid);
    end_all(&mut db, after(HOLD));
    assert_eq!(stock(&mut db), 5);
    let rest = callback(body(&order, 20, "t2"));
    assert_eq!(db.receive(&RawCallback { received_at: after(HOLD), ..rest }), Received::Paid);
    assert_eq!((stock(&mut db), db.order(order.id).counted), (2, Ar::new(30)));
    check(&mut db);
}

/// Two hundred want one each of a hundred, all at once; half of those who got one pay when their hold is over and others
/// have bought theirs.
#[test]
fn never_more_is_sold_than_there_is_however_many_order_at_once() {
    const BUYERS: usize = 200;
    const THERE: i64 = 100;
    let mut db = shop(THERE);
    let store = crate::db::Store::open(db.database.clone(), || {}).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let at_once =
        |now: UtcTime,
         work: fn(&mut Connection, usize, UtcTime) -> Result<Option<Order>, PlaceError>| {
            runtime.block_on(async {
                let tasks: Vec<_> = (0..BUYERS)
                    .map(|nth| {
                        let store = store.clone();
                        tokio::spawn(async move { store.write(move |c| work(c, nth, now)).await })
                    })
                    .collect();
                let mut placed = Vec::new();
                for task in tasks {
                    match task.await.unwrap() {
                        Ok(order) => placed.extend(order),
                        Err(PlaceError::OutOfStock { left, .. }) => assert_eq!(left, 0),
                        Err(error) => panic!("{error}"),
                    }
                }
                placed
            })
        };
    let buy = |c: &mut Connection, nth: usize, now: UtcTime| {
        let nickname = format!("buyer_{nth}").parse().unwrap();
        orders::place(c, &NewOrder { nickname, ..of(1) }, now).map(Some)
    };
    let first = at_once(moment(0), buy);
    assert_eq!((i64::try_from(first.len()).unwrap(), stock(&mut db)), (THERE, 0));
    // Half of them pay in time; the others' holds end, and others order what they had.
    let (quick, late) = first.split_at(first.len() / 2);
    for order in quick {
        assert_eq!(pay(&mut db, order, moment(1)), Received::Paid);
    }
    assert_eq!(end_all(&mut db, after(HOLD)), 100);
    assert_eq!(stock(&mut db), 50);
    let second = at_once(after(HOLD), buy);
    assert_eq!((second.len(), stock(&mut db)), (50, 0));
    // All pay at once now, the late ones among them.
    let all: Arc<Vec<Order>> = Arc::new(late.iter().chain(&second).cloned().collect());
    let start = Arc::new(Barrier::new(10));
    let threads: Vec<_> = (0..10)
        .map(|nth| {
            let (all, start, store) = (Arc::clone(&all), Arc::clone(&start), store.clone());
            let handle = runtime.handle().clone();
            thread::spawn(move || {
                start.wait();
                for order in all.iter().skip(nth).step_by(10) {
                    let raw = callback(body(order, 10, "t"));
                    let raw = RawCallback { received_at: after(HOLD * 2), ..raw };
                    let receive = store.write(move |c| crate::payments::receive(c, &raw));
                    assert_eq!(handle.block_on(receive).unwrap(), Received::Paid);
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(stock(&mut db), 0, "and never below");
    for order in quick.iter().chain(&second) {
        assert!(!lacks_goods(&mut db, order), "{}", order.uid);
    }
    for order in late {
        assert_eq!(db.order(order.id).written_status, Status::Paid);
        assert!(lacks_goods(&mut db, order), "{}", order.uid);
    }
    assert_eq!(db.number("SELECT CAST(SUM(has) AS BIGINT) AS number FROM claims"), THERE);
    check(&mut db);
}
