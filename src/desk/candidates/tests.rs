use super::*;
use crate::{
    orders::{self, Uid},
    testing::{TestDatabase, moment, new_order, sum},
};

const MINUTE: u64 = 60_000_000;

/// A payment ten minutes after the orders of the tests were placed.
fn stray(sum_paid: i64, payer: Option<&str>, uid: Option<&str>) -> Stray {
    Stray {
        sum: sum(sum_paid),
        at: moment(10 * MINUTE),
        payer: payer.map(str::to_owned),
        uid: uid.map(str::to_owned),
        text: None,
    }
}

struct Shop {
    db: TestDatabase,
}

impl Shop {
    fn open() -> Self {
        Self { db: TestDatabase::new() }
    }

    fn place(&mut self, number: u64, nickname: &str, total: i64, minutes: u64) -> Order {
        let new = orders::NewOrder {
            nickname: nickname.parse().unwrap(),
            uid: Some(Uid::of_number(number)),
            ..new_order(total)
        };
        self.db.write(|c| orders::place(c, &new, moment(minutes * MINUTE))).unwrap()
    }

    /// Numbers of the orders that are offered, with why.
    fn offered(&mut self, stray: &Stray) -> Vec<(String, Vec<Why>)> {
        let found = gather(&mut self.db.connection, stray).unwrap();
        let ranked = rank(stray, found, moment(10 * MINUTE));
        ranked.into_iter().map(|each| (each.order.uid.to_string(), each.why)).collect()
    }

    fn first(&mut self, stray: &Stray) -> Option<String> {
        self.offered(stray).into_iter().next().map(|(uid, _)| uid)
    }
}

#[test]
fn the_number_as_people_type_it_comes_first() {
    let mut shop = Shop::open();
    shop.place(48_817, "Alex_02", 50, 0);
    shop.place(30_001, "Steve_01", 8, 0);
    for typed in ["48817-x", "48817Х", " 48817 - х"] {
        let offered = shop.offered(&stray(8, Some("Steve_01"), Some(typed)));
        assert_eq!(offered[0], ("48817-X".to_owned(), vec![Why::SameNumber, Why::Minutes(10)]));
        // The other one has the sum and the nickname.
        assert_eq!(offered[1].1, [Why::Sum, Why::Payer, Why::Minutes(10)]);
    }
}

/// One character wrong, missing, too many or swapped; the letter wrong or left out.
#[test]
fn a_slip_of_the_finger_is_found() {
    let mut shop = Shop::open();
    shop.place(48_817, "Alex_02", 50, 0);
    for typed in
        ["48816-X", "4817-X", "488177-X", "48871-X", "84817-X", "48817-A", "48817", "48817-Щ"]
    {
        let offered = shop.offered(&stray(8, None, Some(typed)));
        assert_eq!(offered.len(), 1, "{typed}");
        let why = offered[0].1[0];
        assert!(matches!(why, Why::CloseNumber | Why::NumberInText), "{typed}: {why:?}");
    }
    for typed in ["12345-A", "0", "", "X", "40000-X", "заказ"] {
        assert_eq!(shop.first(&stray(8, None, Some(typed))), None, "{typed}");
    }
}

#[test]
fn the_number_may_stand_in_the_text() {
    let mut shop = Shop::open();
    shop.place(48_817, "Alex_02", 50, 0);
    for text in ["Заказ 48817-X", "за 48817 от Алекса", "(48817х)"] {
        let stray = Stray { text: Some(text.to_owned()), ..stray(8, None, Some("0")) };
        let offered = shop.offered(&stray);
        assert_eq!(offered[0].1[0], Why::NumberInText, "{text}");
    }
    let in_uid = stray(8, None, Some("заказ №48817"));
    assert_eq!(shop.offered(&in_uid)[0].1[0], Why::NumberInText);
}

#[test]
fn a_programs_number_is_found_too() {
    let mut shop = Shop::open();
    let new = orders::NewOrder { uid: Some("shop_order-7".parse().unwrap()), ..new_order(50) };
    shop.db.write(|c| orders::place(c, &new, moment(0))).unwrap();
    let offered = shop.offered(&stray(8, None, Some("SHOP_ORDER7")));
    assert_eq!(offered[0].1[0], Why::SameNumber);
}

#[test]
fn the_sum_with_the_nickname_beats_the_sum_alone() {
    let mut shop = Shop::open();
    shop.place(10_001, "Alex_02", 8, 9);
    shop.place(10_002, "Steve_01", 8, 0);
    shop.place(10_003, "Steve_01", 50, 9);
    shop.place(10_004, "Else_04", 50, 9);
    let offered = shop.offered(&stray(8, Some("steve_01"), None));
    let numbers: Vec<&str> = offered.iter().map(|(uid, _)| &uid[..5]).collect();
    assert_eq!(numbers, ["10002", "10001", "10003"]);
    assert_eq!(offered[1].1, [Why::Sum, Why::Minutes(1)]);
    assert_eq!(offered[2].1, [Why::Payer, Why::Minutes(1)]);
}

/// Of equals the one that was placed just before.
#[test]
fn the_nearest_in_time_comes_first() {
    let mut shop = Shop::open();
    shop.place(10_002, "Alex_02", 8, 9);
    let early =
        orders::NewOrder { lifetime: std::time::Duration::from_hours(24 * 9), ..new_order(8) };
    shop.db.write(|c| orders::place(c, &early, moment(0))).unwrap();
    let late = Stray { at: moment(11 * MINUTE), ..stray(8, None, None) };
    let found = gather(&mut shop.db.connection, &late).unwrap();
    assert_eq!(found.len(), 2);
    let much_later = Stray { at: moment(68 * MINUTE), ..late };
    let ranked = rank(&much_later, found, moment(68 * MINUTE));
    assert_eq!(ranked[0].order.uid.as_str(), Uid::of_number(10_002).as_str());
}

/// Nobody pays for what is not ordered yet, and a paid order waits for nothing.
#[test]
fn what_cannot_be_meant_is_not_offered() {
    let mut shop = Shop::open();
    shop.place(10_001, "Steve_01", 8, 20);
    let paid = shop.place(10_002, "Steve_01", 8, 0);
    shop.db.run(&format!("UPDATE orders SET status = 'paid', counted = 8 WHERE id = {}", paid.id));
    assert_eq!(shop.offered(&stray(8, Some("Steve_01"), None)), []);
    // Its number says more than that: somebody may have paid a second time.
    assert_eq!(shop.first(&stray(8, None, Some("10002"))), Some(paid.uid.to_string()));
}

#[test]
fn what_is_missing_of_a_part_paid_order_is_a_sum_too() {
    let mut shop = Shop::open();
    let order = shop.place(10_001, "Alex_02", 8, 0);
    let body = crate::testing::body(&order, 3, "2026-11-24T07:05:03.126Z");
    shop.db.receive(&crate::testing::callback(body));
    let offered = shop.offered(&stray(5, None, None));
    assert_eq!(offered[0].1, [Why::Sum, Why::Minutes(10)]);
    assert_eq!(shop.offered(&stray(8, None, None)), []);
}

#[test]
fn few_are_offered() {
    let mut shop = Shop::open();
    for number in 10_001..10_031 {
        shop.place(number, "Alex_02", 8, 0);
    }
    assert_eq!(shop.offered(&stray(8, None, None)).len(), MOST);
}

#[test]
fn only_what_stands_out_is_a_first_suggestion() {
    let mut shop = Shop::open();
    shop.place(10_001, "Alex_02", 8, 0);
    let mut likely = |stray: &Stray| {
        let found = gather(&mut shop.db.connection, stray).unwrap();
        rank(stray, found, moment(10 * MINUTE))[0].is_likely()
    };
    assert!(!likely(&stray(8, None, None)));
    assert!(likely(&stray(8, Some("Alex_02"), None)));
    assert!(likely(&stray(9, None, Some("10001"))));
}

#[test]
fn whatever_was_typed_on_purpose_is_looked_up() {
    let mut shop = Shop::open();
    let order = shop.place(48_817, "Alex_02", 8, 0);
    let mut find = |typed: &str| {
        crate::orders::find_typed(&mut shop.db.connection, typed).unwrap().map(|found| found.id)
    };
    for typed in ["48817-X", "48817х", " 4 8817", "48817"] {
        assert_eq!(find(typed), Some(order.id), "{typed}");
    }
    let long = "9".repeat(1000);
    for typed in ["48817-A", "", "\0", "0", "'; --", long.as_str()] {
        assert_eq!(find(typed), None, "{typed}");
    }
}

/// Megabytes of nonsense in uid and text find nothing, quickly.
#[test]
fn a_monstrous_number_finds_nothing() {
    let mut shop = Shop::open();
    shop.place(48_817, "Alex_02", 50, 0);
    let long = "1234567 ".repeat(100_000);
    let stray = Stray { text: Some(long.clone()), ..stray(8, Some(&long), Some(&long)) };
    assert_eq!(shop.offered(&stray), []);
}
