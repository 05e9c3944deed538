//! What Kassa makes of everything that can go wrong between Dromon and a shop: the stand-in does it, the real shop
//! takes it.

use diesel::prelude::*;
use kassa::{
    clock::UtcTime,
    db::{Purpose, schema::orders},
};
use serde_json::{Value, json};

use crate::support::{App, Stand, between, eventually};

/// A shop that sells for real, and the stand-in that its customers pay at.
struct Market {
    app: App,
    stand: Stand,
}

impl Market {
    fn open() -> Self {
        Self::of(App::real())
    }

    fn of(app: App) -> Self {
        let stand = Stand::of(&app);
        Self { app, stand }
    }

    /// An order of 8 АР.
    async fn order(&self) -> Value {
        self.app.place_sum(8).await
    }

    /// Pays an order by its link; the payer is told of success whatever happens next.
    async fn pay(&self, order: &Value, fault: &str) {
        let (uid, text) = (order["uid"].as_str().unwrap(), order["text"].as_str().unwrap());
        let link = self.stand.link(uid, text, order["left_to_pay"].as_i64().unwrap());
        self.stand.pay(&link, &[("fault", fault)]).await.expect(200, &["Оплачено"]);
    }

    /// What the shop has answered to that many callbacks: status and result, those of the newest payment first.
    async fn answers(&self, count: usize) -> Vec<(u16, String)> {
        eventually("the shop's answers", async || {
            let home = self.stand.get(&self.stand.base).await.html;
            let answers: Vec<_> = home.split("Магазин ответил ").skip(1).collect();
            (answers.len() == count).then(|| answers.into_iter().map(answer).collect())
        })
        .await
    }

    async fn now(&self, order: &Value) -> Value {
        self.app.order(&order["uid"]).await
    }

    async fn close(self) {
        self.stand.close().await;
    }
}

/// In the stand-in's journal.
fn answer(told: &str) -> (u16, String) {
    let status = told.split('.').next().unwrap().parse().unwrap();
    let words = between(told, "<code>", "</code>");
    let result = words.split_once("result&#34;:&#34;");
    let result = result.map_or("", |(_, rest)| rest.split('&').next().unwrap());
    (status, result.to_owned())
}

fn ok(result: &str) -> (u16, String) {
    (200, result.to_owned())
}

/// Status, money, and what does not add up, of which all is open.
#[track_caller]
fn expect(order: &Value, status: &str, paid: i64, held: bool, discrepancies: &[&str]) {
    let found = (&order["status"], &order["paid"], &order["held"]);
    assert_eq!(found, (&json!(status), &json!(paid), &json!(held)), "{order}");
    let all = order["discrepancies"].as_array().unwrap();
    let kinds: Vec<_> = all.iter().map(|each| each["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, discrepancies, "{order}");
    assert!(all.iter().all(|each| each["open"] == true), "{order}");
}

#[actix_web::test]
async fn nothing_wrong() {
    let market = Market::open();
    let order = market.order().await;
    market.pay(&order, "none").await;
    assert_eq!(market.answers(1).await, [ok("paid")]);
    expect(&market.now(&order).await, "paid", 8, false, &[]);
    market.close().await;
}

/// The money is gone, and nothing in the shop can know.
#[actix_web::test]
async fn never_sent_or_never_paid() {
    let market = Market::open();
    let order = market.order().await;
    market.pay(&order, "lost").await;
    market.stand.home_saying("Уведомление не отправлено.").await;
    let link = market.stand.link(order["uid"].as_str().unwrap(), "T", 8);
    market.stand.pay(&link, &[("fault", "fails")]).await.expect(400, &["Оплата не прошла"]);
    expect(&market.now(&order).await, "awaiting_payment", 0, false, &[]);
    assert_eq!(market.app.kept().len(), 0);
    market.close().await;
}

#[actix_web::test]
async fn sent_twice_is_paid_once() {
    let market = Market::open();
    let order = market.order().await;
    market.pay(&order, "sent-twice").await;
    assert_eq!(market.answers(2).await, [ok("paid"), ok("repeated")]);
    let order = market.now(&order).await;
    expect(&order, "paid", 8, false, &["repeated"]);
    assert_eq!(order["payments"].as_array().unwrap().len(), 1);
    let kept = market.app.kept();
    assert_eq!(kept.len(), 2);
    assert_eq!(kept[0].body, kept[1].body);
    market.close().await;
}

#[actix_web::test]
async fn paid_twice_is_counted_twice() {
    let market = Market::open();
    let order = market.order().await;
    market.pay(&order, "paid-twice").await;
    assert_eq!(market.answers(2).await, [ok("paid"), ok("recorded")]);
    expect(&market.now(&order).await, "paid", 16, false, &["paid_again"]);
    market.close().await;
}

#[actix_web::test]
async fn a_wrong_token_leaves_nothing() {
    let market = Market::open();
    let order = market.order().await;
    market.pay(&order, "wrong-token").await;
    assert_eq!(market.answers(1).await[0].0, 401);
    expect(&market.now(&order).await, "awaiting_payment", 0, false, &[]);
    assert_eq!(market.app.kept().len(), 0);
    assert_eq!(market.app.discrepancies(), Vec::<String>::new());
    market.close().await;
}

#[actix_web::test]
async fn less_leaves_a_rest() {
    let market = Market::open();
    let order = market.order().await;
    market.pay(&order, "paid-less").await;
    assert_eq!(market.answers(1).await, [ok("part_paid")]);
    let order = market.now(&order).await;
    expect(&order, "awaiting_payment", 4, false, &["underpaid"]);
    assert_eq!(order["payment"]["sum"], 4);
    market.pay(&order, "none").await;
    assert_eq!(market.answers(2).await, [ok("paid"), ok("part_paid")]);
    let order = market.now(&order).await;
    assert_eq!((&order["status"], &order["paid"]), (&json!("paid"), &json!(8)));
    market.close().await;
}

#[actix_web::test]
async fn more_is_seen() {
    let market = Market::open();
    let order = market.order().await;
    market.pay(&order, "paid-more").await;
    assert_eq!(market.answers(1).await, [ok("paid")]);
    expect(&market.now(&order).await, "paid", 16, false, &["overpaid"]);
    market.close().await;
}

#[actix_web::test]
async fn another_text_holds_the_order() {
    let market = Market::open();
    let order = market.order().await;
    market.pay(&order, "altered-text").await;
    assert_eq!(market.answers(1).await, [ok("paid")]);
    expect(&market.now(&order).await, "paid", 8, true, &["altered"]);
    market.close().await;
}

#[actix_web::test]
async fn a_gift_is_money_without_an_order() {
    let market = Market::open();
    let order = market.order().await;
    market.pay(&order, "gift").await;
    assert_eq!(market.answers(1).await, [ok("recorded")]);
    expect(&market.now(&order).await, "awaiting_payment", 0, false, &[]);
    assert_eq!(market.app.discrepancies(), ["unknown_order"]);
    assert_eq!(market.app.payment_count(), 1);
    let kept: Value = serde_json::from_slice(&market.app.kept()[0].body).unwrap();
    assert_eq!((&kept["uid"], &kept["sum"]), (&json!("0"), &json!(8)));
    market.close().await;
}

#[actix_web::test]
async fn half_a_callback_is_kept() {
    let market = Market::open();
    let order = market.order().await;
    market.pay(&order, "cut-short").await;
    market.stand.home_saying("Связь оборвана").await;
    let kept = eventually("keeping what came", async || market.app.kept().pop()).await;
    assert_eq!(kept.completeness, "cut_short");
    let half = String::from_utf8_lossy(&kept.body).into_owned();
    assert!(half.starts_with("{\"text\":") && !half.ends_with('}'), "{half}");
    assert_eq!(market.app.discrepancies(), ["unreadable"]);
    expect(&market.now(&order).await, "awaiting_payment", 0, false, &[]);
    market.close().await;
}

#[actix_web::test]
async fn however_slowly_it_comes_it_is_paid() {
    let market = Market::open();
    for (nth, fault) in ["slow", "trickle", "late=0.01"].into_iter().enumerate() {
        let order = market.order().await;
        market.pay(&order, fault).await;
        assert_eq!(market.answers(nth + 1).await[0], ok("paid"), "{fault}");
        expect(&market.now(&order).await, "paid", 8, false, &[]);
    }
    market.close().await;
}

/// A payer's text as long as Kassa takes it: only the text is wrong.
#[actix_web::test]
async fn an_enormous_text_is_an_altered_one() {
    let market = Market::open();
    for (nth, mebibytes) in [1, 8].into_iter().enumerate() {
        let order = market.order().await;
        market.pay(&order, &format!("long-text={mebibytes}")).await;
        assert_eq!(market.answers(nth + 1).await[0], ok("paid"), "{mebibytes} MiB");
        expect(&market.now(&order).await, "paid", 8, true, &["altered"]);
        let kept = market.app.kept().pop().unwrap();
        assert_eq!((kept.body.len(), &*kept.completeness), (mebibytes << 20, "whole"));
    }
    market.close().await;
}

/// Beyond that its beginning is kept, and a person decides.
#[actix_web::test]
async fn what_is_too_long_is_kept_by_its_beginning() {
    let market = Market::open();
    for (nth, mebibytes) in [9, 64].into_iter().enumerate() {
        let order = market.order().await;
        market.pay(&order, &format!("long-text={mebibytes}")).await;
        assert_eq!(market.answers(nth + 1).await[0].0, 413, "{mebibytes} MiB");
        expect(&market.now(&order).await, "awaiting_payment", 0, false, &[]);
        let kept = market.app.kept().pop().unwrap();
        assert_eq!((kept.body.len(), &*kept.completeness), (64 * 1024, "too_long"));
        assert_eq!(market.app.discrepancies(), vec!["unreadable"; nth + 1]);
    }
    market.close().await;
}

/// Without a time two payments cannot be told from one that was sent twice: counted once, and a person looks.
#[actix_web::test]
async fn no_time_is_needed() {
    let market = Market::open();
    let order = market.order().await;
    market.pay(&order, "no-time").await;
    assert_eq!(market.answers(1).await, [ok("paid")]);
    expect(&market.now(&order).await, "paid", 8, false, &[]);
    market.pay(&order, "no-time").await;
    assert_eq!(market.answers(2).await, [ok("repeated"), ok("paid")]);
    expect(&market.now(&order).await, "paid", 8, false, &["repeated"]);
    market.close().await;
}

#[actix_web::test]
async fn the_order_of_callbacks_does_not_matter() {
    let market = Market::open();
    let (first, second) = (market.order().await, market.order().await);
    market.pay(&first, "swapped").await;
    market.stand.home_saying("Уведомление придержано").await;
    market.pay(&second, "none").await;
    assert_eq!(market.answers(2).await, [ok("paid"), ok("paid")]);
    for order in [&first, &second] {
        expect(&market.now(order).await, "paid", 8, false, &[]);
    }
    let kept = market.app.kept();
    let kept: Vec<Value> =
        kept.iter().map(|each| serde_json::from_slice(&each.body).unwrap()).collect();
    assert_eq!((&kept[0]["uid"], &kept[1]["uid"]), (&second["uid"], &first["uid"]));
    assert!(kept[0]["time"].as_str() >= kept[1]["time"].as_str());
    market.close().await;
}

/// Paid in time, told when the order has run out: it is paid all the same.
#[actix_web::test]
async fn a_callback_after_the_expiry_pays() {
    let app = App::real_with(&[("ORDER_TTL", "1ms"), ("DROMON_SOURCES", "127.0.0.1")]);
    let market = Market::of(app);
    let order = market.order().await;
    market.pay(&order, "late=0.01").await;
    assert_eq!(market.answers(1).await, [ok("paid")]);
    let order = market.now(&order).await;
    expect(&order, "paid", 8, false, &[]);
    let events = order["events"].as_array().unwrap();
    let told: Vec<_> = events.iter().map(|each| each["kind"].as_str().unwrap()).collect();
    assert_eq!(told, ["placed", "expired", "paid"]);
    assert_eq!(events[2]["note"], "late");
    market.close().await;
}

/// Long after, a person decides.
#[actix_web::test]
async fn a_callback_after_the_late_limit_is_kept_for_a_person() {
    let market = Market::open();
    let order = market.order().await;
    let long_ago = UtcTime::from(chrono::Utc::now() - chrono::TimeDelta::days(8));
    diesel::update(orders::table)
        .set(orders::expires_at.eq(long_ago))
        .execute(&mut market.app.config.database.connect(Purpose::Write).unwrap())
        .unwrap();
    market.pay(&order, "late=0.01").await;
    assert_eq!(market.answers(1).await, [ok("recorded")]);
    expect(&market.now(&order).await, "expired", 8, false, &["paid_late"]);
    market.close().await;
}
