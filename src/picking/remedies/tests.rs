use super::*;
use crate::{
    check,
    desk::{
        By,
        money::{self, RefundOf},
        moves::{self, Move},
    },
    feed::{self, Actor, EventKind},
    orders::{self, Order},
    picking::tests::{entry, goods, list, moved, paid, sheet, ticked},
    testing::{TestDatabase, moment, sum},
};

fn because(words: &str) -> By {
    By::new(Actor::staff("Петя"), Some(words.parse().unwrap()))
}

fn missing(db: &mut TestDatabase, order: &Order, position: i64, quantity: i64) -> Missing {
    let version = db.order(order.id).last_event;
    Missing { order_id: order.id, version, position, quantity }
}

fn asked(db: &mut TestDatabase, order: &Order, position: i64, nth: i64) -> Asked {
    let version = db.order(order.id).last_event;
    Asked { order_id: order.id, version, position, nth }
}

fn newest(db: &mut TestDatabase, order: &Order) -> (EventKind, String, Option<String>) {
    let last = db.order(order.id).last_event;
    let event = feed::timeline(&mut db.connection, last).unwrap().pop().unwrap();
    (event.kind, event.actor.to_string(), event.note)
}

fn events(db: &mut TestDatabase) -> i64 {
    db.count("events")
}

fn gravel(
    db: &mut TestDatabase,
    missing: Missing,
    quantity: i64,
    words: &str,
) -> Result<(), RemedyError> {
    let name = "Гравий".parse().unwrap();
    db.write(|c| substitute(c, missing, name, quantity, &because(words), moment(9)))
}

fn sound(db: &mut TestDatabase) {
    let report = check::run(&mut db.connection, moment(20)).unwrap();
    assert_eq!(report.broken().count(), 0, "{report}");
}

#[test]
fn a_substitute_is_picked_instead_and_the_order_stays_as_it_is() {
    let mut db = TestDatabase::new();
    let order = paid(&mut db, &[("Песок", 10), ("Земля", 1)]);
    let list = list(&mut db, &[&order]);
    let before = events(&mut db);
    let some = missing(&mut db, &order, 0, 4);
    gravel(&mut db, some, 6, "Discord, 15:40").unwrap();
    assert_eq!(events(&mut db), before + 1);
    let told = newest(&mut db, &order);
    assert_eq!(
        told,
        (EventKind::Substituted, "staff:Петя".to_owned(), Some("Discord, 15:40".to_owned()))
    );
    assert_eq!(
        goods(&mut db, list),
        [("Гравий".into(), 6, 0), ("Земля".into(), 1, 0), ("Песок".into(), 6, 0)]
    );
    let gravel = sheet(&mut db, list).goods.remove(0);
    assert_eq!(gravel.shares[0].instead_of.as_deref(), Some("Песок"));
    let items = orders::items(&mut db.connection, order.id).unwrap();
    assert_eq!((items[0].quantity, db.order(order.id).total), (10, order.total));
    // It is ticked by itself.
    let mut tick = entry(&order, 0, 6);
    tick.nth = 1;
    ticked(&mut db, list, &[tick], moment(10)).unwrap();
    assert_eq!(goods(&mut db, list)[0], ("Гравий".into(), 6, 1));
    assert_eq!(goods(&mut db, list)[2], ("Песок".into(), 6, 0));
    // The rest of the line can be missing, too, and then nothing is left of it.
    let rest = missing(&mut db, &order, 0, 6);
    db.write(|c| wait(c, rest, &because("до завтра"), moment(11))).unwrap();
    assert_eq!(goods(&mut db, list), [("Гравий".into(), 6, 1), ("Земля".into(), 1, 0)]);
    sound(&mut db);
}

#[test]
fn a_substitute_that_the_shop_sells_is_summed_with_what_others_ordered_of_it() {
    let mut db = TestDatabase::new();
    db.run("INSERT INTO products (name, description, price, position, hidden, created_at, category, stack)
        VALUES ('Гравий', '', 1, 1, false, 1, '', '16')");
    let order = paid(&mut db, &[("Песок", 10)]);
    list(&mut db, &[&order]);
    let some = missing(&mut db, &order, 0, 10);
    gravel(&mut db, some, 32, "да").unwrap();
    let found = remedies(&mut db.connection, order.id).unwrap().remove(0);
    let instead = found.instead.unwrap();
    assert_eq!(instead.stack, crate::catalog::Stack::Of16);
    assert!(instead.product_id.is_some());
}

#[test]
fn a_counted_substitute_comes_out_of_the_stock_and_goes_back_into_it() {
    let mut db = TestDatabase::new();
    db.run("INSERT INTO products (name, description, price, position, hidden, created_at, category, stack, stock)
        VALUES ('Гравий', '', 1, 1, false, 1, '', '64', 40)");
    let stock = |db: &mut TestDatabase| db.number("SELECT stock AS number FROM products");
    let order = paid(&mut db, &[("Песок", 50)]);
    let some = missing(&mut db, &order, 0, 30);
    gravel(&mut db, some, 30, "да").unwrap();
    assert_eq!(stock(&mut db), 10);
    let rest = missing(&mut db, &order, 0, 20);
    let gone = gravel(&mut db, rest, 11, "да");
    assert!(matches!(gone, Err(RemedyError::OutOfStock { left: 10 })), "{gone:?}");
    gravel(&mut db, rest, 10, "да").unwrap();
    assert_eq!(stock(&mut db), 0);
    sound(&mut db);
    let first = asked(&mut db, &order, 0, 1);
    let petya = By::new(Actor::staff("Петя"), None);
    db.write(|c| take_up(c, first, &petya, moment(10))).unwrap();
    assert_eq!(stock(&mut db), 30);
    sound(&mut db);
    // What is left of it goes back with the order.
    let (id, version) = (order.id, db.order(order.id).last_event);
    let by = because("передумал");
    db.write(|c| moves::move_order(c, id, version, Move::Cancel, &by, moment(11))).unwrap();
    assert_eq!(stock(&mut db), 40);
    sound(&mut db);
}

/// What the order has of that good for its own line is its own.
#[test]
fn a_substitute_gives_back_what_it_took_and_nothing_else() {
    let mut db = TestDatabase::new();
    db.run("INSERT INTO products (name, description, price, position, hidden, created_at, category, stack, stock)
        VALUES ('Гравий', '', 1, 1, false, 1, '', '64', 100)");
    let stock = |db: &mut TestDatabase| db.number("SELECT stock AS number FROM products");
    let petya = By::new(Actor::staff("Петя"), None);
    let back = |db: &mut TestDatabase, order: &Order| {
        let remedy = asked(db, order, 0, 1);
        db.write(|c| take_up(c, remedy, &petya, moment(10))).unwrap();
    };
    let order = paid(&mut db, &[("Песок", 50), ("Гравий", 64)]);
    // Its line was ordered while nobody counted gravel.
    db.run("UPDATE order_items SET product_id = 1 WHERE position = 1");
    let some = missing(&mut db, &order, 0, 30);
    gravel(&mut db, some, 30, "да").unwrap();
    assert_eq!(stock(&mut db), 70);
    back(&mut db, &order);
    assert_eq!(stock(&mut db), 100);
    // And where it has fewer than it wants, what it has is for its own line.
    let other = paid(&mut db, &[("Песок", 50), ("Гравий", 5)]);
    db.run(&format!("INSERT INTO claims VALUES ({}, 1, 5, 5)", other.id));
    let some = missing(&mut db, &other, 0, 5);
    gravel(&mut db, some, 5, "да").unwrap();
    db.run(&format!("UPDATE claims SET has = 4 WHERE order_id = {}", other.id));
    assert_eq!(stock(&mut db), 95);
    back(&mut db, &other);
    assert_eq!(stock(&mut db), 95);
    assert_eq!(
        db.count(&format!("claims WHERE order_id = {} AND wanted = 5 AND has = 4", other.id)),
        1
    );
}

#[test]
fn a_good_that_was_given_in_place_of_another_is_not_deleted() {
    let mut db = TestDatabase::new();
    db.run("INSERT INTO products (name, description, price, position, hidden, created_at, category, stack, stock)
        VALUES ('Гравий', '', 1, 1, false, 1, '', '64', 40)");
    let order = paid(&mut db, &[("Песок", 50)]);
    let some = missing(&mut db, &order, 0, 30);
    gravel(&mut db, some, 30, "да").unwrap();
    let refused = db.write(|c| crate::catalog::delete(c, 1, 0));
    assert!(matches!(refused, Err(crate::catalog::GoodError::Ordered)), "{refused:?}");
}

#[test]
fn money_goes_back_for_what_is_missing_and_no_more() {
    let mut db = TestDatabase::new();
    let order = paid(&mut db, &[("Песок", 10), ("Земля", 5)]);
    let list = list(&mut db, &[&order]);
    let before = events(&mut db);
    let some = missing(&mut db, &order, 0, 4);
    let refund_of = |db: &mut TestDatabase, missing: Missing, ar: i64| {
        db.write(|c| refund(c, missing, sum(ar), &because("нет песка"), moment(9)))
    };
    assert!(matches!(refund_of(&mut db, some, 5), Err(RemedyError::TooDear { most: 4 })));
    assert_eq!(events(&mut db), before);
    refund_of(&mut db, some, 3).unwrap();
    assert_eq!(events(&mut db), before + 1, "one action, one event");
    assert_eq!(newest(&mut db, &order).0, EventKind::MissingRefund);
    assert_eq!(goods(&mut db, list)[1], ("Песок".into(), 6, 0));
    let refunds = money::refunds(&mut db.connection, RefundOf::Order(order.id)).unwrap();
    let told: Vec<_> = refunds
        .iter()
        .map(|each| (each.sum.get(), each.state, each.payee.as_str(), each.reason.as_str()))
        .collect();
    assert_eq!(told, [(3, RefundState::Intended, "Steve_01", "нет песка")]);
    sound(&mut db);
    // It was never sent: the goods are asked for again.
    let by = because("покупатель подождёт");
    let id = refunds[0].id;
    let (from, to) = (RefundState::Intended, RefundState::Cancelled);
    db.write(|c| money::change_refund(c, id, from, to, &by, moment(10))).unwrap();
    assert_eq!(goods(&mut db, list)[1], ("Песок".into(), 10, 0));
    sound(&mut db);
}

#[test]
fn what_waits_leaves_the_list_and_is_taken_up_again() {
    let mut db = TestDatabase::new();
    let order = paid(&mut db, &[("Песок", 10), ("Земля", 5)]);
    let list = list(&mut db, &[&order]);
    ticked(&mut db, list, &[entry(&order, 0, 10)], moment(8)).unwrap();
    let some = missing(&mut db, &order, 0, 3);
    db.write(|c| wait(c, some, &because("завтра к вечеру"), moment(9))).unwrap();
    assert_eq!(newest(&mut db, &order).0, EventKind::WaitsForGoods);
    let waits = waiting(&mut db.connection, &[order.id]).unwrap();
    assert_eq!(waits[&order.id], [RemedyKind::Wait]);
    // What was ticked is ticked for what is there, and not for what comes later.
    assert_eq!(goods(&mut db, list)[1], ("Песок".into(), 7, 1));
    let remedy = asked(&mut db, &order, 0, 1);
    let petya = By::new(Actor::staff("Петя"), None);
    db.write(|c| take_up(c, remedy, &petya, moment(10))).unwrap();
    assert_eq!(newest(&mut db, &order).0, EventKind::TakenUp);
    assert_eq!(goods(&mut db, list)[1], ("Песок".into(), 10, 0));
    assert!(waiting(&mut db.connection, &[order.id]).unwrap().is_empty());
    let again = asked(&mut db, &order, 0, 1);
    let twice = db.write(|c| take_up(c, again, &petya, moment(11)));
    assert!(matches!(twice, Err(RemedyError::Desk(DeskError::Changed))));
    sound(&mut db);
}

#[test]
fn whoever_may_not_send_money_back_asks_for_it() {
    let mut db = TestDatabase::new();
    let order = paid(&mut db, &[("Песок", 10)]);
    let list = list(&mut db, &[&order]);
    let all = missing(&mut db, &order, 0, 10);
    db.write(|c| ask_for_refund(c, all, &because("песка не будет"), moment(9))).unwrap();
    assert_eq!(newest(&mut db, &order).0, EventKind::NeedsRefund);
    assert!(!EventKind::NeedsRefund.is_for_customer());
    assert!(goods(&mut db, list).is_empty());
    let waits = waiting(&mut db.connection, &[order.id]).unwrap();
    assert_eq!(waits[&order.id], [RemedyKind::NeedsRefund]);
    let remedy = asked(&mut db, &order, 0, 1);
    let too_dear = db.write(|c| refund_as_asked(c, remedy, sum(11), &because("да"), moment(10)));
    assert!(matches!(too_dear, Err(RemedyError::TooDear { most: 10 })));
    db.write(|c| refund_as_asked(c, remedy, sum(10), &because("да"), moment(10))).unwrap();
    assert!(waiting(&mut db.connection, &[order.id]).unwrap().is_empty());
    let kinds: Vec<_> = remedies(&mut db.connection, order.id)
        .unwrap()
        .iter()
        .map(|remedy| (remedy.kind, remedy.quantity, remedy.is_live()))
        .collect();
    assert_eq!(kinds, [(RemedyKind::NeedsRefund, 10, false), (RemedyKind::Refund, 10, true)]);
    assert!(goods(&mut db, list).is_empty());
    sound(&mut db);
}

#[test]
fn no_more_than_a_line_has_can_be_missing() {
    let mut db = TestDatabase::new();
    let order = paid(&mut db, &[("Песок", 10)]);
    let before = events(&mut db);
    for (position, quantity) in [(0, 0), (0, -1), (0, 11), (0, i64::MAX)] {
        let some = missing(&mut db, &order, position, quantity);
        let refused = gravel(&mut db, some, 1, "да");
        assert!(matches!(refused, Err(RemedyError::Quantity { left: 10 })), "{quantity}");
    }
    let nowhere = missing(&mut db, &order, 1, 1);
    assert!(matches!(gravel(&mut db, nowhere, 1, "да"), Err(RemedyError::NoSuchLine)));
    let some = missing(&mut db, &order, 0, 7);
    gravel(&mut db, some, 1, "да").unwrap();
    let more = missing(&mut db, &order, 0, 4);
    assert!(matches!(gravel(&mut db, more, 1, "да"), Err(RemedyError::Quantity { left: 3 })));
    assert_eq!(events(&mut db), before + 1);
    sound(&mut db);
}

#[test]
fn the_customers_word_has_to_be_there() {
    let mut db = TestDatabase::new();
    let order = paid(&mut db, &[("Песок", 10)]);
    let some = missing(&mut db, &order, 0, 1);
    let silent = By::new(Actor::staff("Петя"), None);
    let name: crate::catalog::GoodName = "Гравий".parse().unwrap();
    for refused in [
        db.write(|c| substitute(c, some, name, 1, &silent, moment(9))),
        db.write(|c| wait(c, some, &silent, moment(9))),
        db.write(|c| ask_for_refund(c, some, &silent, moment(9))),
        db.write(|c| refund(c, some, sum(1), &silent, moment(9))),
    ] {
        assert!(matches!(refused, Err(RemedyError::Desk(DeskError::NoReason))), "{refused:?}");
    }
}

#[test]
fn the_second_of_two_changes_nothing() {
    let mut db = TestDatabase::new();
    let order = paid(&mut db, &[("Песок", 10)]);
    let some = missing(&mut db, &order, 0, 1);
    gravel(&mut db, some, 1, "да").unwrap();
    let before = (events(&mut db), db.count("line_remedies"));
    let old = asked(&mut db, &order, 0, 1);
    let old = Asked { version: old.version - 1, ..old };
    for late in [
        gravel(&mut db, some, 1, "да"),
        db.write(|c| refund(c, some, sum(1), &because("да"), moment(9))),
        db.write(|c| take_up(c, old, &because("да"), moment(9))),
    ] {
        assert!(matches!(late, Err(RemedyError::Desk(DeskError::Changed))), "{late:?}");
    }
    assert_eq!((events(&mut db), db.count("line_remedies")), before);
}

#[test]
fn it_is_decided_while_the_order_is_picked() {
    let mut db = TestDatabase::new();
    let order = paid(&mut db, &[("Песок", 10)]);
    for step in [Move::Assemble, Move::Ready] {
        moved(&mut db, &order, step).unwrap();
    }
    let some = missing(&mut db, &order, 0, 1);
    let late = gravel(&mut db, some, 1, "да");
    assert!(matches!(late, Err(RemedyError::Desk(DeskError::NotAllowed { .. }))), "{late:?}");
}
