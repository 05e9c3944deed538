use std::time::Duration;

use super::*;
use crate::{
    orders::{NewOrder, place},
    testing::{LIFETIME, TestDatabase, moment, new_order, sum},
};

#[test]
fn a_missed_timer_does_not_lie() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let expiry = moment(0).plus(LIFETIME);
    let just_before = moment(u64::try_from(LIFETIME.as_micros()).unwrap() - 1);
    assert_eq!(order.status_at(just_before), Status::AwaitingPayment);
    assert_eq!(order.status_at(expiry), Status::Expired);
    assert_eq!(order.payable_at(just_before), Some(sum(8)));
    assert_eq!(order.payable_at(expiry), None);
    for status in Status::ALL {
        let part_paid = Order { written_status: *status, counted: Ar::new(1), ..order.clone() };
        assert_eq!(part_paid.status_at(expiry), *status);
        if *status != Status::AwaitingPayment {
            let unpaid = Order { written_status: *status, ..order.clone() };
            assert_eq!(unpaid.status_at(expiry), *status);
        }
    }
}

#[test]
fn what_is_left_is_never_less_than_nothing() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    for (counted, left) in [(0, Some(8)), (7, Some(1)), (8, None), (9, None), (i64::MAX, None)] {
        let order = Order { counted: Ar::new(counted), ..order.clone() };
        assert_eq!(order.left_to_pay().map(Sum::get), left, "{counted}");
        let is_payable = order.payable_at(moment(0)).map(Sum::get);
        assert_eq!(is_payable, left, "{counted}");
    }
    let cancelled = Order { written_status: Status::Cancelled, ..order };
    assert_eq!(cancelled.payable_at(moment(0)), None);
}

#[test]
fn an_order_is_found_by_its_names_and_by_no_other() {
    let mut db = TestDatabase::new();
    let (order, other) = (db.place_with_uid("Ab-1", 8), db.place(8));
    let c = &mut db.connection;
    let found = |order: Option<Order>| order.map(|order| order.id);
    assert_eq!(found(find(c, order.id).unwrap()), Some(order.id));
    assert_eq!(found(find(c, 99).unwrap()), None);
    assert_eq!(found(find_by_uid(c, "Ab-1").unwrap()), Some(order.id));
    for uid in ["ab-1", "Ab1", "", "Ab-1 "] {
        assert_eq!(found(find_by_uid(c, uid).unwrap()), None, "{uid:?}");
    }
    assert_eq!(found(find_by_token(c, &order.token).unwrap()), Some(order.id));
    assert_eq!(found(find_by_token(c, &other.token).unwrap()), Some(other.id));
    assert_eq!(found(find_by_token(c, &OrderToken::random()).unwrap()), None);
}

fn place_from(db: &mut TestDatabase, browser: Option<&BrowserId>) -> Order {
    let new = NewOrder { browser: browser.cloned(), ..new_order(8) };
    db.write(|c| place(c, &new, moment(0))).unwrap()
}

#[test]
fn a_browser_leafs_through_its_own_orders() {
    let mut db = TestDatabase::new();
    let (mine, other) = (BrowserId::random(), BrowserId::random());
    let mut placed = Vec::new();
    for _ in 0..5 {
        placed.push(place_from(&mut db, Some(&mine)).id);
        place_from(&mut db, Some(&other));
        place_from(&mut db, None);
    }
    placed.reverse();
    let mut seen = Vec::new();
    let mut before: Option<Uid> = None;
    let mut pages = Vec::new();
    loop {
        let page = of_browser(&mut db.connection, &mine, before.as_ref(), 2).unwrap();
        pages.push(page.orders.len());
        seen.extend(page.orders.iter().map(|order| order.id));
        before = page.older;
        if before.is_none() {
            break;
        }
        // What is ordered meanwhile neither shifts the pages nor comes twice.
        place_from(&mut db, Some(&mine));
    }
    assert_eq!(seen, placed);
    assert_eq!(pages, [2, 2, 1]);
}

#[test]
fn a_full_last_page_is_the_last() {
    let mut db = TestDatabase::new();
    let mine = BrowserId::random();
    let orders = [place_from(&mut db, Some(&mine)), place_from(&mut db, Some(&mine))];
    let page = of_browser(&mut db.connection, &mine, None, 2).unwrap();
    assert_eq!((page.orders.len(), page.older), (2, None));
    assert_eq!(page.orders[0].id, orders[1].id);
}

#[test]
fn another_browsers_orders_are_not_there() {
    let mut db = TestDatabase::new();
    let (mine, other) = (BrowserId::random(), BrowserId::random());
    place_from(&mut db, Some(&mine));
    let theirs = place_from(&mut db, Some(&other));
    let c = &mut db.connection;
    let page = of_browser(c, &mine, Some(&theirs.uid), 10).unwrap();
    assert!(page.orders.is_empty() && page.older.is_none());
    let stranger = BrowserId::random();
    assert!(of_browser(c, &stranger, None, 10).unwrap().orders.is_empty());
    assert!(find_of_attempt(c, &stranger, "form").unwrap().is_none());
}

#[test]
fn a_value_that_cannot_be_is_an_error_and_not_a_default() {
    for damage in [
        "status = 'paidd'",
        "uid = '0'",
        "total = 9007199254740992",
        "nickname = '!'",
        "token = 'x'",
    ] {
        let mut db = TestDatabase::new();
        let order = db.place(8);
        db.run(&format!("UPDATE orders SET {damage}"));
        assert!(find(&mut db.connection, order.id).is_err(), "{damage}");
    }
}

#[test]
fn a_time_comes_back_as_it_was_written() {
    let mut db = TestDatabase::new();
    let ends =
        [Duration::ZERO, Duration::from_micros(1), Duration::from_millis(120), Duration::MAX];
    for lifetime in ends {
        let new = NewOrder { lifetime, ..new_order(8) };
        let order = db.write(|c| place(c, &new, moment(0))).unwrap();
        assert_eq!(db.order(order.id).expires_at, moment(0).plus(lifetime));
    }
    // As text they sort as times do.
    let due: Vec<i64> = crate::db::schema::expirations::table
        .order(crate::db::schema::expirations::due_at)
        .select(crate::db::schema::expirations::order_id)
        .load(&mut db.connection)
        .unwrap();
    assert_eq!(due, [1, 2, 3, 4]);
}
