use super::*;
use crate::{
    payments::{RawCallback, SourceRule},
    testing::{TestDatabase, body, callback},
};

/// What Dromon tells of a payment, with who has paid.
fn paid_by(order: &Order, sum: i64, name: &str, discord: &str, time: &str) -> String {
    let mut body: serde_json::Value = serde_json::from_str(&body(order, sum, time)).unwrap();
    body["user"] = serde_json::json!({ "username": name, "id": discord });
    body.to_string()
}

fn told(db: &mut TestDatabase, order: &Order) -> Option<(String, bool)> {
    let order = db.order(order.id);
    let found = of_order(&mut db.connection, &order).unwrap();
    found.map(|found| (found.discord.as_str().to_owned(), found.is_customer))
}

#[test]
fn the_customer_is_whoever_paid_under_his_name() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    assert_eq!(told(&mut db, &order), None);
    db.receive(&callback(paid_by(&order, 3, "STEVE_01", "404236405116764162", "t1")));
    assert_eq!(told(&mut db, &order), Some(("404236405116764162".to_owned(), true)));
    // A stranger who pays a little for it learns nothing, and does not take his place.
    db.receive(&callback(paid_by(&order, 1, "Alex", "7", "t2")));
    assert_eq!(told(&mut db, &order), Some(("404236405116764162".to_owned(), true)));
}

#[test]
fn a_friend_who_paid_for_all_of_it_is_told_as_a_friend() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    db.receive(&callback(paid_by(&order, 7, "Alex", "7", "t1")));
    assert_eq!(told(&mut db, &order), None);
    let other = db.place(8);
    db.receive(&callback(paid_by(&other, 8, "Alex", "7", "t1")));
    assert_eq!(told(&mut db, &other), Some(("7".to_owned(), false)));
}

#[test]
fn what_is_in_doubt_tells_nobody_anything() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let raw = callback(paid_by(&order, 8, "Steve_01", "7", "t1"));
    let source = "198.51.100.9".parse().unwrap();
    db.receive(&RawCallback { source, rule: SourceRule::Unsaid, ..raw });
    assert_eq!(told(&mut db, &order), None);
    let other = db.place(8);
    let altered = paid_by(&other, 8, "Steve_01", "8", "t2").replace("Заказ", "Подарок");
    db.receive(&callback(altered));
    assert_eq!(told(&mut db, &other), None);
    // Once a person has looked at it, it is as good as any.
    db.run("UPDATE discrepancies SET resolved_at = 1");
    assert_eq!(told(&mut db, &other), Some(("8".to_owned(), true)));
}

#[test]
fn what_is_no_number_of_discords_is_nobody() {
    for id in ["", "1; DROP", "../1", "123456789012345678901", "１２"] {
        assert_eq!(DiscordId::parse(id), None, "{id}");
        let mut db = TestDatabase::new();
        let order = db.place(8);
        db.receive(&callback(paid_by(&order, 8, "Steve_01", id, "t1")));
        assert_eq!(told(&mut db, &order), None, "{id}");
    }
}
