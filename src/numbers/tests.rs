use std::time::Duration;

use chrono_tz::Tz;

use super::*;
use crate::{
    catalog::Stack,
    desk::{
        By, Reason,
        money::{self, RefundOf, RefundState},
        moves::{self, Move},
    },
    feed::Actor,
    money::Ar,
    order_list::OpenOrders,
    orders::{self, Items, NewItem, NewOrder, Order},
    testing::{TestDatabase, body_of, callback, new_order, sum},
};

/// A Tuesday's morning in Moscow.
fn now() -> UtcTime {
    crate::testing::moment(0)
}

fn ago(hours: u64) -> UtcTime {
    now().minus(Duration::from_hours(hours))
}

fn numbers(db: &mut TestDatabase) -> Numbers {
    let open = OpenOrders::default().read(&mut db.connection, now()).unwrap();
    read(&mut db.connection, &open, &Calendar::at(now(), Tz::Europe__Moscow)).unwrap()
}

fn place(db: &mut TestDatabase, at: UtcTime, goods: &[(&str, i64, i64)]) -> Order {
    let lines = goods.iter().map(|(name, price, quantity)| NewItem {
        product_id: None,
        name: name.parse().unwrap(),
        price: sum(*price),
        quantity: *quantity,
        stack: Stack::Of64,
    });
    let new = NewOrder { items: Items::of(lines.collect()).unwrap(), ..new_order(8) };
    db.write(|c| orders::place(c, &new, at)).unwrap()
}

fn pay(db: &mut TestDatabase, order: &Order, at: UtcTime) {
    let body = body_of(order.uid.as_str(), order.text.as_str(), order.total.get(), &at.rfc3339());
    let mut raw = callback(body);
    raw.received_at = at;
    db.receive(&raw);
}

fn step(db: &mut TestDatabase, order: &Order, step: Move, at: UtcTime) {
    let version = db.order(order.id).last_event;
    let by = By::new(Actor::staff("Анна"), None);
    db.write(|c| moves::move_order(c, order.id, version, step, &by, at)).unwrap();
}

fn complete(db: &mut TestDatabase, order: &Order, at: UtcTime) {
    for each in [Move::Assemble, Move::Ready, Move::Complete] {
        step(db, order, each, at);
    }
}

#[test]
fn an_empty_shop_has_numbers_too() {
    let numbers = numbers(&mut TestDatabase::new());
    assert_eq!((numbers.today, numbers.week), Default::default());
    assert!(numbers.days.len() == 30 && numbers.best == Best::default());
    assert_eq!(numbers.pace, Pace { current: None, before: None });
}

#[test]
fn what_came_in_is_told_by_the_day_and_up_to_the_same_hour() {
    let mut db = TestDatabase::new();
    let calendar = Calendar::at(now(), Tz::Europe__Moscow);
    let [start, yesterday] = [calendar.today.current.start, calendar.today.before.start];
    let second = Duration::from_secs(1);
    // Before midnight and after it; yesterday before this hour and after it; a month ago.
    let times = [
        (start.minus(second), 1),
        (start, 2),
        (yesterday, 4),
        (calendar.today.before.end.minus(second), 8),
        (calendar.today.before.end, 16),
        (calendar.month().minus(second), 32),
        (calendar.month(), 64),
    ];
    for (at, total) in times {
        let order = place(&mut db, at, &[("Шалкер", total, 1)]);
        pay(&mut db, &order, at);
        // One that nobody has paid.
        place(&mut db, at, &[("Кирка", 1000, 1)]);
    }
    let told = numbers(&mut db);
    let takings = |income: i64, orders: i64| Takings { income: Ar::new(income), orders };
    assert_eq!(told.today, Compared { current: takings(2, 2), before: takings(4 + 8, 4) });
    let days: Vec<Takings> = told.days.iter().map(|day| day.takings).collect();
    assert_eq!((days[29], days[28], days[0]), (takings(2, 2), takings(29, 8), takings(64, 2)));
    assert_eq!(days.iter().map(|day| day.orders).sum::<i64>(), 12);
    let sums: Vec<(&str, i64)> =
        told.best.by_income.iter().map(|sold| (sold.name.as_str(), sold.income)).collect();
    assert_eq!(sums, [("Шалкер", 95)], "only what is paid, and of these days");
}

/// A callback that waited in the inbox has its own time, and a higher number than those that came after it.
#[test]
fn a_payment_that_was_written_late_is_told_on_its_day() {
    let mut db = TestDatabase::new();
    for hours in [1, 2, 40, 3, 27] {
        let order = place(&mut db, ago(hours), &[("Шалкер", 8, 1)]);
        pay(&mut db, &order, ago(hours));
    }
    let told = numbers(&mut db);
    let income: i64 = told.days.iter().map(|day| day.takings.income.get()).sum();
    assert_eq!((income, told.today.current.income), (40, Ar::new(24)));
}

#[test]
fn money_that_went_back_is_no_income() {
    let mut db = TestDatabase::new();
    let order = place(&mut db, ago(50), &[("Шалкер", 8, 1)]);
    pay(&mut db, &order, ago(50));
    let reason: Reason = "передумал".parse().unwrap();
    let by = By::new(Actor::staff("Анна"), Some(reason));
    let of = RefundOf::Order(order.id);
    for (state, ar) in [(RefundState::Confirmed, 5), (RefundState::Intended, 1)] {
        db.write(|c| money::refund(c, of, sum(ar), state, "Steve_01", &by, ago(1))).unwrap();
    }
    let told = numbers(&mut db);
    assert_eq!(told.today.current.income, Ar::new(-5));
    let all: i64 = told.days.iter().map(|day| day.takings.income.get()).sum();
    assert_eq!(all, 3);
}

#[test]
fn orders_are_told_by_where_they_stand() {
    let mut db = TestDatabase::new();
    for n in 0..4 {
        let order = place(&mut db, ago(2), &[("Шалкер", 8, 1)]);
        if n > 0 {
            pay(&mut db, &order, ago(2));
        }
        if n > 2 {
            complete(&mut db, &order, ago(1));
        }
    }
    // Its time is over, and nobody has written it.
    place(&mut db, ago(25), &[("Шалкер", 8, 1)]);
    let told = numbers(&mut db);
    let open: Vec<i64> = told.open.iter().map(|(_, count)| *count).collect();
    assert_eq!(open, [1, 2, 0, 0]);
    let ended: Vec<(Status, i64)> =
        told.ended.into_iter().filter(|(_, count)| *count > 0).collect();
    assert_eq!(ended, [(Status::Completed, 1), (Status::Expired, 1)]);
}

#[test]
fn the_best_are_told_by_pieces_and_by_sum() {
    let mut db = TestDatabase::new();
    for goods in
        [&[("Земля", 1, 64), ("Кирка", 500, 1)][..], &[("Земля", 1, 64)], &[("Меч", 90, 1)]]
    {
        let order = place(&mut db, ago(2), goods);
        pay(&mut db, &order, ago(2));
    }
    let best = numbers(&mut db).best;
    let names = |sold: &[Sold]| sold.iter().map(|sold| sold.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&best.by_pieces), ["Земля", "Кирка", "Меч"]);
    assert_eq!(names(&best.by_income), ["Кирка", "Земля", "Меч"]);
    assert_eq!((best.by_pieces[0].pieces, best.by_pieces[0].income), (128, 128));
}

#[test]
fn the_pace_is_the_median_from_paid_to_completed() {
    let mut db = TestDatabase::new();
    let takes = |db: &mut TestDatabase, hours: u64, took: u64| {
        let order = place(db, ago(hours), &[("Шалкер", 8, 1)]);
        pay(db, &order, ago(hours));
        complete(db, &order, ago(hours - took));
    };
    takes(&mut db, 24 * 40, 7);
    // This one is not done.
    let open = place(&mut db, ago(90), &[("Шалкер", 8, 1)]);
    pay(&mut db, &open, ago(90));
    // It was taken back and handed over once more.
    let again = place(&mut db, ago(70), &[("Шалкер", 8, 1)]);
    pay(&mut db, &again, ago(70));
    complete(&mut db, &again, ago(69));
    step(&mut db, &again, Move::Undo, ago(67));
    step(&mut db, &again, Move::Complete, ago(65));
    for (hours, took) in [(60, 20), (50, 3), (48, 1)] {
        takes(&mut db, hours, took);
    }
    let hours = |hours: u64| Some(Duration::from_hours(hours));
    assert_eq!(numbers(&mut db).pace, Pace { current: hours(4), before: hours(7) });
}
