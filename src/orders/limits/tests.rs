use super::*;
use crate::{
    catalog::Stack,
    customers::{BlockKind, blocks},
    db::Store,
    feed::Actor,
    orders::{self, Items, NewItem, NewOrder, Order, PlaceError, Status},
    payments::Received,
    testing::{LIFETIME, TestDatabase, body, callback, moment, new_order, sum},
};

const LIMITS: Limits = Limits { orders: 3, pieces: 100 };

fn shop(stock: i64) -> TestDatabase {
    let mut db = TestDatabase::new();
    db.run(&format!(
        "INSERT INTO products (name, description, price, position, hidden, created_at, stock)
            VALUES ('Алмаз', '', 10, 1, false, 1, {stock})"
    ));
    db
}

fn browser() -> BrowserId {
    BrowserId::random()
}

fn network(address: &str) -> Network {
    Network::of(address.parse().unwrap())
}

fn order(browser: &BrowserId, address: &str, quantity: i64) -> NewOrder {
    let line = NewItem {
        product_id: Some(1),
        name: "Алмаз".parse().unwrap(),
        price: sum(10),
        quantity,
        stack: Stack::Of64,
    };
    NewOrder {
        items: Items::of(vec![line]).unwrap(),
        browser: Some(browser.clone()),
        origin: Some(Origin {
            browser: browser.clone(),
            network: network(address),
            limits: LIMITS,
        }),
        ..new_order(1)
    }
}

fn place(db: &mut TestDatabase, new: &NewOrder) -> Result<Order, PlaceError> {
    db.write(|c| orders::place(c, new, moment(0)))
}

fn refused(placed: Result<Order, PlaceError>) -> TooMuch {
    match placed {
        Err(PlaceError::TooMuch(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_browser_has_only_so_many_unpaid_orders() {
    let mut db = shop(1000);
    let mine = browser();
    let first = place(&mut db, &order(&mine, "203.0.113.7", 1)).unwrap();
    let second = place(&mut db, &order(&mine, "198.51.100.1", 1)).unwrap();
    place(&mut db, &order(&mine, "198.51.100.2", 1)).unwrap();
    let fourth = order(&mine, "192.0.2.1", 1);
    assert_eq!(refused(place(&mut db, &fourth)), TooMuch::Orders(3));
    assert_eq!((db.count("orders"), db.count("placings")), (3, 3), "nothing is left of it");
    // Paid, cancelled and over ones do not count.
    assert_eq!(db.receive(&callback(body(&first, 10, "t"))), Received::Paid);
    place(&mut db, &fourth).unwrap();
    assert_eq!(refused(place(&mut db, &fourth)), TooMuch::Orders(3));
    db.write(|c| orders::cancel(c, &second, moment(1))).unwrap();
    place(&mut db, &fourth).unwrap();
    let later = moment(0).plus(LIFETIME);
    db.write(|c| orders::place(c, &fourth, later)).unwrap();
    // Another one may, and so may whoever has the same nickname.
    place(&mut db, &order(&browser(), "192.0.2.77", 1)).unwrap();
}

#[test]
fn a_network_has_three_times_as_many() {
    let mut db = shop(1000);
    let homes = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:2:1:2:3:4"];
    for nth in 0..9 {
        place(&mut db, &order(&browser(), homes[nth % 3], 1)).unwrap();
    }
    let more = order(&browser(), "2001:db8:1:2::77", 1);
    assert_eq!(refused(place(&mut db, &more)), TooMuch::Orders(9));
    place(&mut db, &order(&browser(), "2001:db8:1:3::1", 1)).unwrap();
}

#[test]
fn only_so_many_pieces_wait_unpaid() {
    let mut db = shop(1000);
    let mine = browser();
    assert_eq!(refused(place(&mut db, &order(&mine, "203.0.113.7", 101))), TooMuch::Pieces(100));
    place(&mut db, &order(&mine, "203.0.113.7", 60)).unwrap();
    assert_eq!(refused(place(&mut db, &order(&mine, "203.0.113.7", 41))), TooMuch::Pieces(100));
    place(&mut db, &order(&mine, "203.0.113.7", 40)).unwrap();
    assert_eq!(db.number("SELECT stock AS number FROM products"), 900);
}

#[test]
fn a_program_may_have_any_number() {
    let mut db = shop(1000);
    for _ in 0..20 {
        let new = NewOrder { browser: None, origin: None, ..order(&browser(), "::1", 10) };
        place(&mut db, &new).unwrap();
    }
}

/// Whoever has no cookies and a whole network of addresses.
#[test]
fn a_thousand_unpaid_orders_empty_nobodys_shelf() {
    let mut db = shop(1000);
    for nth in 0..1000 {
        let new = order(&browser(), &format!("2001:db8:1:2::{nth:x}"), 33);
        let _ = place(&mut db, &new);
    }
    let left = db.number("SELECT stock AS number FROM products");
    assert!(left >= 1000 - 3 * LIMITS.pieces, "{left}");
    // A customer still orders, and what waited is back when its time is over.
    let bought = place(&mut db, &order(&browser(), "203.0.113.7", 100)).unwrap();
    assert_eq!(db.receive(&callback(body(&bought, 1000, "t"))), Received::Paid);
    let over = moment(0).plus(crate::testing::HOLD);
    db.write(|c| orders::end_holds(c, over, 1000)).unwrap();
    assert_eq!(db.number("SELECT stock AS number FROM products"), 900);
}

#[test]
fn a_limit_holds_also_when_all_come_at_once() {
    let mut db = shop(1000);
    let store = Store::open(db.database.clone(), || {}).unwrap();
    let mine = browser();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let placed = runtime.block_on(async {
        let tasks: Vec<_> = (0..50)
            .map(|_| {
                let (store, new) = (store.clone(), order(&mine, "203.0.113.7", 1));
                tokio::spawn(async move {
                    store.write(move |c| orders::place(c, &new, moment(0))).await.is_ok()
                })
            })
            .collect();
        let mut placed = 0;
        for task in tasks {
            placed += i64::from(task.await.unwrap());
        }
        placed
    });
    assert_eq!((placed, db.count("orders")), (LIMITS.orders, LIMITS.orders));
}

#[test]
fn a_person_says_who_may_not_order() {
    let mut db = shop(1000);
    let (mine, by) = (browser(), Actor::staff("Ирина"));
    let mut refuse = |kind: BlockKind, value: &str, new: &NewOrder| {
        db.write(|c| blocks::block(c, kind, value, "спам", &by, moment(0))).unwrap();
        let refused = place(&mut db, new);
        assert!(matches!(refused, Err(PlaceError::Blocked(by)) if by == kind), "{refused:?}");
        let (listed, _) = blocks::list(&mut db.connection, None).unwrap();
        db.write(|c| blocks::lift(c, listed[0].id, &by, moment(1))).unwrap();
        place(&mut db, new).unwrap();
    };
    refuse(BlockKind::Browser, mine.as_str(), &order(&mine, "203.0.113.7", 1));
    refuse(BlockKind::Network, "2001:db8:1:2::/64", &order(&browser(), "2001:db8:1:2::9", 1));
    // As it is spelled by nobody but the game.
    refuse(BlockKind::Nickname, "steve_01", &order(&browser(), "192.0.2.1", 1));
    // A program's orders, too.
    let program = NewOrder { origin: None, browser: None, ..new_order(8) };
    refuse(BlockKind::Nickname, "steve_01", &program);
}

#[test]
fn where_an_order_came_from_is_forgotten_after_a_month() {
    let mut db = shop(1000);
    let mine = browser();
    let first = place(&mut db, &order(&mine, "203.0.113.7", 1)).unwrap();
    let month = moment(0).plus(REMEMBERED);
    let later = db.write(|c| orders::place(c, &order(&mine, "203.0.113.7", 1), month)).unwrap();
    assert_eq!(db.order(first.id).status_at(month), Status::Expired);
    assert_eq!(db.write(|c| forget_placings(c, month, 100)).unwrap(), 1);
    assert_eq!(db.write(|c| forget_placings(c, month, 100)).unwrap(), 0);
    assert!(came_from(&mut db.connection, first.id).unwrap().is_none());
    assert_eq!(
        came_from(&mut db.connection, later.id).unwrap(),
        Some((mine, network("203.0.113.7")))
    );
}
