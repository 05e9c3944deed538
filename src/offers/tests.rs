use std::{sync::Barrier, thread};

use super::*;
use crate::{
    catalog::{self, GoodError, Stack, TypedGood},
    clock::UtcTime,
    db::{Connection, Purpose},
    orders::{self, NewOrder, Order, Status},
    payments::RawCallback,
    testing::{LIFETIME, TestDatabase, body, callback, moment, new_order, sum},
};

fn fields(asks: AsksFields, limits: Limits) -> OfferFields {
    OfferFields {
        name: "Чай <бариста>".parse().unwrap(),
        description: "На сахар".parse().unwrap(),
        asks,
        limits,
    }
}

const FREE: AsksFields = AsksFields::Free { suggested: None, least: None };

fn added(db: &mut TestDatabase, asks: AsksFields, limits: Limits) -> i64 {
    let slug = Slug::random();
    db.write(|c| add(c, &slug, &fields(asks, limits), moment(0))).unwrap()
}

fn limit(most_uses: i64) -> Limits {
    Limits { most_uses: Some(most_uses), ..Limits::default() }
}

/// An order of that offer by somebody.
fn order(connection: &mut Connection, offer_id: i64, nickname: &str) -> NewOrder {
    let offer = find(connection, offer_id).unwrap().unwrap();
    NewOrder {
        nickname: nickname.parse().unwrap(),
        items: offer.items(Some(sum(7))).unwrap(),
        ..new_order(7)
    }
}

fn taken(
    db: &mut TestDatabase,
    offer_id: i64,
    nickname: &str,
    now: UtcTime,
) -> Result<Order, TakeError> {
    let new = order(&mut db.connection, offer_id, nickname);
    db.write(|c| take(c, offer_id, &new, now))
}

fn good(db: &mut TestDatabase, name: &str, stock: &str) -> i64 {
    let typed = TypedGood {
        name: name.to_owned(),
        price: "3".to_owned(),
        stack: "64".to_owned(),
        stock: stock.to_owned(),
        ..TypedGood::default()
    };
    db.write(|c| catalog::add(c, &typed.read().unwrap(), moment(0))).unwrap()
}

#[test]
fn an_offer_is_read_as_it_was_made() {
    let mut db = TestDatabase::new();
    let product = good(&mut db, "Земля", "");
    let limits = Limits { most_uses: Some(3), ends_at: Some(moment(9)), once_each: true };
    for asks in [
        AsksFields::Goods(vec![(product, 64)]),
        AsksFields::Sum(sum(8)),
        AsksFields::Free { suggested: Some(sum(5)), least: Some(sum(2)) },
        FREE,
    ] {
        let fields = fields(asks, limits);
        let slug = Slug::random();
        let id = db.write(|c| add(c, &slug, &fields, moment(0))).unwrap();
        let offer = find_by_slug(&mut db.connection, &slug).unwrap().unwrap();
        assert_eq!((offer.id, OfferFields::from(&offer)), (id, fields));
    }
    assert_eq!(all(&mut db.connection).unwrap().len(), 4);
}

#[test]
fn a_use_is_an_order_of_what_is_offered() {
    let mut db = TestDatabase::new();
    let product = good(&mut db, "Земля", "");
    let id = added(&mut db, AsksFields::Goods(vec![(product, 130)]), Limits::default());
    let order = taken(&mut db, id, "Steve_01", moment(1)).unwrap();
    assert_eq!(order.total.get(), 390);
    let items = orders::items(&mut db.connection, order.id).unwrap();
    assert_eq!((items[0].name.as_str(), items[0].stack), ("Земля", Stack::Of64));
    let by = of_order(&mut db.connection, order.id).unwrap().unwrap();
    assert_eq!((by.0, by.1.as_str()), (id, "Чай <бариста>"));

    let id = added(&mut db, AsksFields::Sum(sum(8)), Limits::default());
    let order = taken(&mut db, id, "Steve_01", moment(1)).unwrap();
    let items = orders::items(&mut db.connection, order.id).unwrap();
    assert_eq!((order.total.get(), items[0].name.as_str()), (8, "Чай <бариста>"));

    let id = added(&mut db, FREE, Limits::default());
    assert_eq!(taken(&mut db, id, "Steve_01", moment(1)).unwrap().total.get(), 7);
    let other = db.place(5);
    assert_eq!(of_order(&mut db.connection, other.id).unwrap(), None);
}

#[test]
fn a_sum_must_be_named_where_it_is_free() {
    let mut db = TestDatabase::new();
    let id = added(&mut db, FREE, Limits::default());
    let offer = find(&mut db.connection, id).unwrap().unwrap();
    assert!(offer.items(None).is_err());
}

#[test]
fn what_is_not_paid_in_time_makes_room_again() {
    let mut db = TestDatabase::new();
    let id = added(&mut db, FREE, limit(1));
    let first = taken(&mut db, id, "Steve_01", moment(1)).unwrap();
    let refused = taken(&mut db, id, "Alex_02", moment(2)).unwrap_err();
    assert!(matches!(refused, TakeError::NotNow(Standing::UsedUp)), "{refused}");
    // Nobody has written down yet that it expired.
    let later = first.expires_at;
    let second = taken(&mut db, id, "Alex_02", later).unwrap();
    assert_eq!(uses(&mut db.connection, id, later).unwrap(), 1);
    db.write(|c| orders::cancel(c, &second, later)).unwrap();
    assert_eq!(uses(&mut db.connection, id, later).unwrap(), 0);
}

#[test]
fn what_is_paid_counts_for_good_also_beyond_the_limit() {
    let mut db = TestDatabase::new();
    let id = added(&mut db, FREE, limit(1));
    let first = taken(&mut db, id, "Steve_01", moment(1)).unwrap();
    let later = first.expires_at.plus(LIFETIME);
    let second = taken(&mut db, id, "Alex_02", later).unwrap();
    // The first pays after all, a day late: no payment is lost.
    for order in [&first, &second] {
        let paid = callback(body(order, 7, "2026-11-24T09:15:02.000Z"));
        db.receive(&RawCallback { received_at: later, ..paid });
        assert_eq!(db.order(order.id).written_status, Status::Paid);
    }
    assert_eq!(uses(&mut db.connection, id, later.plus(LIFETIME)).unwrap(), 2);
    let numbers = numbers(&mut db.connection, later).unwrap()[&id];
    let expected = Numbers { placed: 2, waiting: 0, paid: 2, received: 14 };
    assert_eq!((numbers, numbers.uses()), (expected, 2));
    let refused = taken(&mut db, id, "Third_03", later.plus(LIFETIME)).unwrap_err();
    assert!(matches!(refused, TakeError::NotNow(Standing::UsedUp)), "{refused}");
}

#[test]
fn one_of_each_nickname_is_one_however_it_is_written() {
    let mut db = TestDatabase::new();
    let once = Limits { once_each: true, ..Limits::default() };
    let id = added(&mut db, FREE, once);
    taken(&mut db, id, "Steve_01", moment(1)).unwrap();
    let refused = taken(&mut db, id, "sTEVE_01", moment(2)).unwrap_err();
    assert!(matches!(refused, TakeError::TakenBefore), "{refused}");
    taken(&mut db, id, "Alex_02", moment(2)).unwrap();
    let other = added(&mut db, FREE, once);
    taken(&mut db, other, "Steve_01", moment(2)).unwrap();
}

#[test]
fn a_form_that_is_sent_twice_takes_one_and_the_last_one_too() {
    let mut db = TestDatabase::new();
    let id = added(&mut db, FREE, limit(1));
    let new = NewOrder {
        browser: Some(orders::BrowserId::random()),
        attempt: Some("attempt".to_owned()),
        ..order(&mut db.connection, id, "Steve_01")
    };
    let first = db.write(|c| take(c, id, &new, moment(1))).unwrap();
    let again = db.write(|c| take(c, id, &new, moment(2))).unwrap();
    assert_eq!(first.id, again.id);
}

#[test]
fn whoever_comes_too_late_is_told_why() {
    let mut db = TestDatabase::new();
    let ends = Limits { ends_at: Some(moment(5)), ..Limits::default() };
    let id = added(&mut db, FREE, ends);
    taken(&mut db, id, "Steve_01", moment(4)).unwrap();
    let refused = taken(&mut db, id, "Steve_01", moment(5)).unwrap_err();
    assert!(matches!(refused, TakeError::NotNow(Standing::Ended)), "{refused}");
    let id = added(&mut db, FREE, Limits::default());
    db.write(|c| set_closed(c, id, true, moment(2))).unwrap();
    let refused = taken(&mut db, id, "Steve_01", moment(3)).unwrap_err();
    assert!(matches!(refused, TakeError::NotNow(Standing::Closed)), "{refused}");
    db.write(|c| set_closed(c, id, false, moment(4))).unwrap();
    taken(&mut db, id, "Steve_01", moment(5)).unwrap();
    let refused = db.write(|c| take(c, 999, &new_order(7), moment(1))).unwrap_err();
    assert!(matches!(refused, TakeError::NotFound), "{refused}");
}

#[test]
fn goods_that_are_gone_are_not_offered() {
    let mut db = TestDatabase::new();
    let product = good(&mut db, "Маяк", "3");
    let id = added(&mut db, AsksFields::Goods(vec![(product, 2)]), Limits::default());
    taken(&mut db, id, "Steve_01", moment(1)).unwrap();
    let refused = taken(&mut db, id, "Alex_02", moment(2)).unwrap_err();
    assert!(matches!(refused, TakeError::NotNow(Standing::GoodsGone)), "{refused}");
    // A good that an offer has is not deleted under it.
    let product = good(&mut db, "Алмаз", "");
    added(&mut db, AsksFields::Goods(vec![(product, 2)]), Limits::default());
    let refused = db.write(|c| catalog::delete(c, product, 0)).unwrap_err();
    assert!(matches!(refused, GoodError::Offered), "{refused}");
}

#[test]
fn a_change_is_of_what_was_shown() {
    let mut db = TestDatabase::new();
    let product = good(&mut db, "Земля", "");
    let id = added(&mut db, AsksFields::Goods(vec![(product, 64)]), Limits::default());
    let wanted = fields(AsksFields::Sum(sum(8)), limit(2));
    db.write(|c| change(c, id, 0, &wanted)).unwrap();
    let offer = find(&mut db.connection, id).unwrap().unwrap();
    assert_eq!((OfferFields::from(&offer), offer.version), (wanted.clone(), 1));
    let refused = db.write(|c| change(c, id, 0, &wanted)).unwrap_err();
    assert!(matches!(refused, OfferError::Changed(now) if now.version == 1));
    let gone = fields(AsksFields::Goods(vec![(999, 1)]), Limits::default());
    let refused = db.write(|c| change(c, id, 1, &gone)).unwrap_err();
    assert!(matches!(refused, OfferError::GoodGone), "{refused}");
    // All of it was undone.
    assert_eq!(find(&mut db.connection, id).unwrap().unwrap(), offer);
}

#[test]
fn a_link_names_one_offer() {
    let mut db = TestDatabase::new();
    let slug: Slug = "tips".parse().unwrap();
    let free = fields(FREE, Limits::default());
    let id = db.write(|c| add(c, &slug, &free, moment(0))).unwrap();
    let refused = db.write(|c| add(c, &slug, &free, moment(0))).unwrap_err();
    assert!(matches!(refused, OfferError::SlugTaken(taken) if taken == slug));
    db.write(|c| delete(c, id, 0)).unwrap();
    let id = db.write(|c| add(c, &slug, &free, moment(0))).unwrap();
    taken(&mut db, id, "Steve_01", moment(1)).unwrap();
    let refused = db.write(|c| delete(c, id, 0)).unwrap_err();
    assert!(matches!(refused, OfferError::Taken), "{refused}");
}

/// On PostgreSQL they really are there at once; on SQLite one waits for the other's turn.
#[test]
fn of_two_who_take_the_last_one_at_once_one_has_it() {
    let mut db = TestDatabase::new();
    let id = added(&mut db, FREE, limit(1));
    let new = order(&mut db.connection, id, "Steve_01");
    let other = NewOrder { nickname: "Alex_02".parse().unwrap(), ..new.clone() };
    let database = db.database.clone();
    let at_once = Barrier::new(2);
    let taken = thread::scope(|scope| {
        let both = [new, other].map(|new| {
            let (database, at_once) = (&database, &at_once);
            scope.spawn(move || {
                let mut connection = database.connect(Purpose::Write).unwrap();
                at_once.wait();
                connection.begin_write().unwrap();
                let taken = take(&mut connection, id, &new, moment(1)).is_ok();
                if taken {
                    connection.commit().unwrap();
                } else {
                    connection.rollback().unwrap();
                }
                taken
            })
        });
        both.map(|thread| thread.join().unwrap())
    });
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1, "{taken:?}");
    assert_eq!(uses(&mut db.connection, id, moment(2)).unwrap(), 1);
}
