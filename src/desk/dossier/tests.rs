use super::*;
use crate::{
    orders::NewOrder,
    testing::{TestDatabase, body, callback, moment, new_order},
};

const TIME: &str = "2026-11-24T07:05:03.126Z";

fn of(db: &mut TestDatabase, order: &Order) -> Dossier {
    read(&mut db.connection, order.uid.as_str()).unwrap().unwrap()
}

#[test]
fn a_long_callback_is_told_by_its_beginning() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let padding = " ".repeat(10_000);
    let long = format!("{}{padding}", body(&order, 8, TIME));
    db.receive(&callback(long.clone()));
    let dossier = of(&mut db, &order);
    let [excerpt] = dossier.callbacks.as_slice() else { panic!("{:?}", dossier.callbacks) };
    assert_eq!(excerpt.size, i64::try_from(long.len()).unwrap());
    assert_eq!(excerpt.beginning, &long.as_bytes()[..4096]);
    assert_eq!((excerpt.source.as_str(), excerpt.received_at), ("127.0.0.1", moment(1_000_000)));
    let whole = callback_body(&mut db.connection, excerpt.id).unwrap();
    assert_eq!(whole.as_deref(), Some(long.as_bytes()));
    assert_eq!(callback_body(&mut db.connection, excerpt.id + 1).unwrap(), None);
}

#[test]
fn a_customer_is_known_by_his_folded_nickname() {
    let mut db = TestDatabase::new();
    let mut placed = Vec::new();
    for _ in 0..12 {
        placed.push(db.place(8));
    }
    let new = NewOrder { nickname: "STEVE_01".parse().unwrap(), ..new_order(5) };
    let last = db.write(|c| orders::place(c, &new, moment(0))).unwrap();
    let new = NewOrder { nickname: "Alex_01".parse().unwrap(), ..new_order(5) };
    db.write(|c| orders::place(c, &new, moment(0))).unwrap();
    db.receive(&callback(body(&placed[0], 8, TIME)));
    // Part of the money is nothing spent yet.
    db.receive(&callback(body(&placed[1], 3, TIME)));
    let customer = of(&mut db, &placed[5]).customer;
    assert_eq!((customer.orders, customer.spent), (13, Ar::new(8)));
    assert_eq!(customer.others.len(), 10);
    assert_eq!(customer.others[0].id, last.id, "the newest first");
    assert!(customer.others.iter().all(|other| other.id != placed[5].id));
}

#[test]
fn a_uid_is_found_byte_for_byte() {
    let mut db = TestDatabase::new();
    let order = db.place_with_uid("Ab-1", 8);
    assert_eq!(of(&mut db, &order).order.id, order.id);
    for other in ["ab-1", "Ab1", "Ab-1 ", "Ab-1\0"] {
        assert!(read(&mut db.connection, other).unwrap().is_none(), "{other:?}");
    }
    let folded = orders::find_folded(&mut db.connection, "AB1").unwrap();
    assert_eq!(folded.map(|found| found.id), Some(order.id));
}
