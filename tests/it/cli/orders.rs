//! `kassa order` and `kassa events`, beside a shop that serves.

use std::process::{Output, Stdio};

use diesel::connection::SimpleConnection;
use kassa::db::Purpose;
use serde_json::Value;

use crate::support::{Premises, Program, REAL, Reply, command, payment};

#[track_caller]
fn printed(output: &Output) -> &str {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    std::str::from_utf8(&output.stdout).unwrap()
}

#[track_caller]
fn json(output: &Output) -> Value {
    let text = printed(output);
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The command says no, with that status and these words.
#[track_caller]
fn refused(output: &Output, status: i32, words: &[&str]) {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{errors}");
    assert_eq!(output.stdout, b"");
    for words in words {
        assert!(errors.contains(words), "{words:?} in {errors}");
    }
}

impl Premises {
    fn kassa(&self, arguments: &[&str]) -> Output {
        self.run(arguments, &REAL)
    }

    fn create(&self, arguments: &[&str]) -> Value {
        json(&self.kassa(&[&["order", "create", "--json"], arguments].concat()))
    }
}

#[actix_web::test]
async fn an_order_goes_all_its_way_by_the_command_line() {
    let premises = Premises::new();
    let shop = premises.start(&REAL);
    let items = ["--item", "Шалкер с землёй=8 x 2", "--item", "Элитры=64"];
    let order = premises.create(&[&items[..], &["--nickname", "Steve_01"]].concat());
    let uid = order["uid"].as_str().unwrap();
    assert_eq!((&order["total"], &order["status"]), (&80.into(), &"awaiting_payment".into()));
    let link = order["payment"]["url"].as_str().unwrap();
    assert!(link.starts_with("https://drom.one/app/") && link.contains(uid), "{link}");
    let page = url::Url::parse(order["order_url"].as_str().unwrap()).unwrap();
    Reply::of(shop.get(page.path())).await.expect(200).expect_text(&[uid, "Элитры"]);

    refused(
        &premises.kassa(&["order", "move", uid, "assembling"]),
        1,
        &["awaiting_payment", "assembling"],
    );
    Reply::of(shop.callback(&payment(&order, 80, 0))).await.expect(200);
    for to in ["assembling", "ready", "assembling", "ready", "completed"] {
        let moved = json(&premises.kassa(&["order", "move", uid, to, "--json"]));
        assert_eq!(moved["status"], to, "{moved}");
    }
    let shown = json(&premises.kassa(&["order", "show", &uid.to_lowercase(), "--json"]));
    let events: Vec<_> = shown["events"].as_array().unwrap().iter().collect();
    let kinds: Vec<_> = events.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    let expected =
        ["placed", "paid", "assembling", "ready", "back_to_assembling", "ready", "completed"];
    assert_eq!(kinds, expected);
    let by: Vec<_> = events.iter().map(|event| event["by"].as_str().unwrap()).collect();
    assert_eq!(by[..3], ["staff:kassa", "dromon", "staff:kassa"]);
    assert_eq!(shown["payments"][0]["sum"], 80);
    assert_eq!(shown["payment"], Value::Null);
    let text = premises.kassa(&["order", "show", uid]);
    for words in [uid, "completed", "Steve_01", "Шалкер с землёй x 2", "80 АР, 80 paid"]
    {
        assert!(printed(&text).contains(words), "{words:?} in {}", printed(&text));
    }
    premises.check();
}

#[test]
fn to_cancel_takes_a_reason_and_it_is_written_down() {
    let premises = Premises::new();
    let order = premises.create(&["--sum", "8", "--nickname", "Steve_01", "--uid", "bot-1"]);
    assert_eq!(order["uid"], "bot-1");
    refused(&premises.kassa(&["order", "move", "bot-1", "cancelled"]), 1, &["--reason"]);
    let cancel = ["order", "move", "bot-1", "cancelled", "--reason", "передумал", "--json"];
    assert_eq!(json(&premises.kassa(&cancel))["status"], "cancelled");
    let shown = json(&premises.kassa(&["order", "show", "bot-1", "--json"]));
    assert_eq!(shown["events"][1]["note"], "передумал");
    let restore = ["order", "move", "bot-1", "awaiting_payment", "--reason", "снова", "--json"];
    assert_eq!(json(&premises.kassa(&restore))["status"], "awaiting_payment");
    premises.check();
}

#[test]
fn what_makes_no_order_is_refused_in_words() {
    let premises = Premises::new();
    let create = |arguments: &[&str]| {
        premises.kassa(&[&["order", "create", "--nickname", "Steve_01"], arguments].concat())
    };
    refused(&create(&[]), 2, &["--item"]);
    refused(&create(&["--item", "Шалкер"]), 2, &["name=price x quantity"]);
    refused(&create(&["--item", "Шалкер=0"]), 2, &["a sum is a whole number"]);
    refused(&create(&["--item", "Шалкер=8 x 0"]), 1, &["a quantity"]);
    refused(&create(&["--sum", "8", "--item", "Шалкер=8"]), 2, &["--sum"]);
    refused(&create(&["--sum", "8", "--text", "a & b"]), 2, &["`&`"]);
    json(&create(&["--sum", "8", "--uid", "one", "--json"]));
    refused(&create(&["--sum", "8", "--uid", "one"]), 1, &["`one` is taken"]);
    refused(&premises.kassa(&["order", "show", "48817-X"]), 1, &["48817-X", "order list"]);
    refused(&premises.kassa(&["order", "move", "one", "nowhere"]), 2, &["assembling"]);
}

/// Sold and counted as at the checkout.
#[test]
fn goods_of_the_window_are_ordered_by_their_ids() {
    let premises = Premises::new();
    let place = ["order", "create", "--nickname", "Steve_01", "--json"];
    let create = |arguments: &[&str]| premises.kassa(&[&place, arguments].concat());
    refused(&create(&["--good", "1"]), 1, &["no good 1"]);
    let mut books = premises.config(&REAL).database.connect(Purpose::Write).unwrap();
    let add = books.batch_execute(
        "INSERT INTO products (id, name, description, price, category, position, hidden, stack, stock, version, created_at)
        VALUES (1, 'Алмаз', '', 4, '', 0, false, '64', 3, 0, 1)",
    );
    add.unwrap();
    drop(books);
    let order = json(&create(&["--good", "1 x 2", "--item", "Доставка=1"]));
    assert_eq!((&order["total"], &order["items"][0]["good"]), (&9.into(), &1.into()));
    refused(&create(&["--good", "1x2"]), 1, &["there are only 1"]);
    refused(&create(&["--good", "алмаз"]), 2, &["id x quantity"]);
    refused(&create(&["--good", "1", "--sum", "8"]), 2, &["--sum"]);
    premises.check();
}

#[test]
fn orders_are_listed_by_what_is_asked_for() {
    let premises = Premises::new();
    for (uid, nickname) in
        [("a", "Steve_01"), ("b", "Alex_02"), ("c", "steve_01"), ("d", "Steve_01")]
    {
        premises.create(&["--sum", "8", "--nickname", nickname, "--uid", uid]);
    }
    premises.kassa(&["order", "move", "c", "cancelled", "--reason", "нет"]);
    let listed = |arguments: &[&str]| {
        let listed = json(&premises.kassa(&[&["order", "list", "--json"], arguments].concat()));
        let orders = listed["data"].as_array().unwrap();
        let uids: Vec<_> = orders.iter().map(|order| order["uid"].as_str().unwrap()).collect();
        (uids.join(" "), listed["next"].as_str().map(str::to_owned))
    };
    assert_eq!(listed(&[]), ("d c b a".to_owned(), None));
    assert_eq!(listed(&["--nickname", "STEVE_01"]), ("d c a".to_owned(), None));
    assert_eq!(listed(&["--status", "cancelled"]), ("c".to_owned(), None));
    assert_eq!(listed(&["--since", "1h"]).0, "d c b a");
    assert_eq!(listed(&["--since", "2100-01-01T00:00:00Z"]).0, "");
    assert_eq!(listed(&["--limit", "2"]), ("d c".to_owned(), Some("c".to_owned())));
    assert_eq!(listed(&["--limit", "2", "--after", "c"]), ("b a".to_owned(), None));
    refused(&premises.kassa(&["order", "list", "--after", "x"]), 1, &["no order `x`"]);
    let table = premises.kassa(&["order", "list", "--limit", "1"]);
    let lines: Vec<_> = printed(&table).lines().collect();
    assert!(lines[0].starts_with("UID") && lines[1].starts_with("d "), "{lines:?}");
    assert_eq!(lines[0].find("STATUS"), lines[1].find("awaiting_payment"), "{lines:?}");
    assert_eq!(lines[2], "there may be more: --after d");
}

/// `kassa events`, read a line at a time.
fn follow(premises: &Premises, arguments: &[&str]) -> Program {
    let arguments = [&["events", "--follow", "--json"], arguments].concat();
    let mut command = command(premises.path(), &arguments, &premises.settings(&REAL));
    Program::start(command.stderr(Stdio::null())).unwrap()
}

#[actix_web::test]
async fn events_are_followed_while_a_shop_serves() {
    let premises = Premises::new();
    let shop = premises.start(&REAL);
    let order = premises.create(&["--sum", "8", "--nickname", "Steve_01"]);
    let follower = follow(&premises, &["--since", "0"]);
    let placed = follower.next();
    assert_eq!((&placed["kind"], &placed["order"]), (&"placed".into(), &order["uid"]));
    Reply::of(shop.callback(&payment(&order, 8, 0))).await.expect(200);
    let paid = follower.next();
    assert_eq!((&paid["kind"], &paid["by"]), (&"paid".into(), &"dromon".into()));
    assert!(paid["id"].as_i64() > placed["id"].as_i64());

    // Whoever comes later goes on where he was, and is told each once.
    let since = placed["id"].to_string();
    let rest = premises.kassa(&["events", "--since", &since, "--json"]);
    let lines: Vec<Value> =
        printed(&rest).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines, [paid]);
    let table = premises.kassa(&["events"]);
    assert_eq!(printed(&table).lines().count(), 2, "{}", printed(&table));
}
