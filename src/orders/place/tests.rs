use super::*;
use crate::{
    catalog::{Stack, add_demo_goods},
    money::Ar,
    orders::{NewItem, items},
    testing::{LIFETIME, TestDatabase, moment, new_order, sum},
};

fn with_uid(uid: &str) -> NewOrder {
    NewOrder { uid: Some(uid.parse().unwrap()), ..new_order(8) }
}

fn place_at(db: &mut TestDatabase, new: &NewOrder) -> Result<Order, PlaceError> {
    db.write(|c| place(c, new, moment(0)))
}

fn line(product_id: Option<i64>, price: i64, quantity: i64) -> NewItem {
    NewItem {
        product_id,
        name: "Шалкер с землёй".parse().unwrap(),
        price: sum(price),
        quantity,
        stack: Stack::Loose,
    }
}

#[test]
fn an_order_is_what_was_asked_for() {
    let mut db = TestDatabase::new();
    let items_wanted = Items::of(vec![line(None, 8, 2), line(None, 1, 1)]).unwrap();
    let new = NewOrder { items: items_wanted, ..new_order(1) };
    let placed = place_at(&mut db, &new).unwrap();
    let order = db.order(placed.id);
    assert_eq!(order.total, sum(17));
    assert_eq!((order.counted, order.written_status), (Ar::ZERO, Status::AwaitingPayment));
    assert_eq!(order.text.as_str(), format!("Заказ {}", order.uid));
    assert_eq!((order.created_at, order.expires_at), (moment(0), moment(0).plus(LIFETIME)));
    assert_eq!(order.left_to_pay(), Some(sum(17)));
    let lines = items(&mut db.connection, order.id).unwrap();
    let lines: Vec<_> = lines.iter().map(|line| (line.price.get(), line.quantity)).collect();
    assert_eq!(lines, [(8, 2), (1, 1)]);
    let events = feed::timeline(&mut db.connection, order.last_event).unwrap();
    let [event] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.kind, event.order_id), (EventKind::Placed, Some(order.id)));
    assert_eq!((&event.actor, event.at), (&Actor::CUSTOMER, moment(0)));
}

#[test]
fn a_text_may_be_given() {
    let mut db = TestDatabase::new();
    let text = TextSource::Given("Шалкер с землёй".parse().unwrap());
    let order = place_at(&mut db, &NewOrder { text, ..new_order(8) }).unwrap();
    assert_eq!(db.order(order.id).text.as_str(), "Шалкер с землёй");
}

#[test]
fn a_uid_is_taken_in_every_spelling() {
    let mut db = TestDatabase::new();
    place_at(&mut db, &with_uid("Ab-1")).unwrap();
    for uid in ["Ab-1", "ab-1", "AB1", "A-B-1", "-Ab1-"] {
        let error = place_at(&mut db, &with_uid(uid)).unwrap_err();
        assert!(matches!(&error, PlaceError::UidTaken(taken) if taken.as_str() == uid), "{uid}");
    }
    for uid in ["Ab_1", "Ab-2"] {
        assert_eq!(place_at(&mut db, &with_uid(uid)).unwrap().uid.as_str(), uid);
    }
    assert_eq!(db.count("orders"), 3);
    assert_eq!(db.count("events"), 3);
}

#[test]
fn what_is_not_sold_is_not_ordered() {
    let mut db = TestDatabase::new();
    db.write(|c| add_demo_goods(c, moment(0))).unwrap();
    let of =
        |id| NewOrder { items: Items::of(vec![line(Some(id), 8, 1)]).unwrap(), ..new_order(1) };
    place_at(&mut db, &of(1)).unwrap();
    db.run("UPDATE products SET hidden = TRUE WHERE id = 2");
    for gone in [2, 99] {
        let error = place_at(&mut db, &of(gone)).unwrap_err();
        assert!(matches!(error, PlaceError::ProductGone(id) if id == gone), "{error}");
    }
    assert_eq!(db.count("orders"), 1);
}

#[test]
fn one_form_places_one_order() {
    let mut db = TestDatabase::new();
    let of = |browser: Option<&BrowserId>, attempt: Option<&str>| NewOrder {
        browser: browser.cloned(),
        attempt: attempt.map(str::to_owned),
        ..new_order(8)
    };
    let (mine, other) = (BrowserId::random(), BrowserId::random());
    let first = place_at(&mut db, &of(Some(&mine), Some("form"))).unwrap();
    // The second click, even where it says something else.
    let changed = NewOrder { uid: Some(first.uid.clone()), ..of(Some(&mine), Some("form")) };
    for again in [of(Some(&mine), Some("form")), changed] {
        assert_eq!(place_at(&mut db, &again).unwrap().id, first.id);
    }
    assert_eq!((db.count("orders"), db.count("events")), (1, 1));
    // Another form, another browser's form of that name, and programs, which have no form.
    for new in [
        of(Some(&mine), Some("other form")),
        of(Some(&other), Some("form")),
        of(Some(&mine), None),
        of(Some(&mine), None),
        of(None, None),
        of(None, None),
    ] {
        assert_ne!(place_at(&mut db, &new).unwrap().id, first.id);
    }
    assert_eq!(db.count("orders"), 7);
}

#[test]
fn a_customer_is_one_nickname_in_any_case() {
    let mut db = TestDatabase::new();
    for nickname in ["Steve_01", "steve_01", "Alex"] {
        let new = NewOrder { nickname: nickname.parse().unwrap(), ..new_order(8) };
        // Each order keeps the spelling that it was placed with.
        assert_eq!(place_at(&mut db, &new).unwrap().nickname.as_str(), nickname);
    }
    assert_eq!(db.count("customers"), 2);
}

/// The uid that is found while those of up to so many digits are all taken, and how many tries it took.
fn found(taken_up_to: usize) -> (usize, usize) {
    let mut tries = 0;
    let uid = free_uid(|uid| {
        tries += 1;
        Ok(uid.as_str().len() - "-X".len() <= taken_up_to)
    });
    (uid.unwrap().as_str().len() - "-X".len(), tries)
}

#[test]
fn a_uid_grows_when_free_ones_get_scarce() {
    assert_eq!(found(0), (5, 1));
    assert_eq!(found(5), (6, 3));
    assert_eq!(found(8), (9, 9));
}

#[test]
fn one_collision_is_no_scarcity() {
    let mut tries = 0;
    let uid = free_uid(|_| {
        tries += 1;
        Ok(tries == 1)
    });
    assert_eq!(uid.unwrap().as_str().len(), "48817-X".len());
    let error = free_uid(|_| Err(diesel::result::Error::NotFound));
    assert!(error.is_err(), "an error is not \"free\"");
}
