//! A shop moves from SQLite to PostgreSQL.

use std::process::Output;

use serde_json::json;

use crate::{
    database::TestDatabase,
    support::{Premises, Process, REAL, Reply, payment, run},
};

/// Runs it where the books are in SQLite.
fn copy_to(premises: &Premises, target: &str) -> Output {
    run(premises.path(), &["copy-to", target], &REAL)
}

fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

#[track_caller]
fn expect_refused(premises: &Premises, output: &Output, words: &[&str]) {
    let (_, errors) = said(output);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.starts_with("error: "), "{errors}");
    for words in words {
        assert!(errors.contains(words), "{words:?} in {errors}");
    }
    assert!(!errors.contains(&premises.database_password().unwrap()), "{errors}");
}

#[actix_web::test]
async fn a_shop_moves_and_goes_on() {
    let premises = Premises::with(TestDatabase::empty());
    let url = premises.database_url().unwrap();
    let added = run(premises.path(), &["api-key", "add", "tests"], &REAL);
    let key = said(&added).0.trim_end().to_owned();
    let new = json!({ "sum": 8, "customer": { "nickname": "Steve_01" } });
    let (paid, waiting) = {
        let mut shop = Process::start(premises.path(), &REAL);
        let (paid, waiting) = (shop.place(&key, &new).await, shop.place(&key, &new).await);
        Reply::of(shop.callback(&payment(&paid, 8, 0))).await.expect(200);
        let paid = shop.order(&key, &paid["uid"]).await;
        shop.terminate();
        assert!(shop.wait().success());
        (paid, waiting)
    };

    let copied = copy_to(&premises, url);
    let (printed, errors) = said(&copied);
    assert!(copied.status.success(), "{errors}");
    assert_eq!(errors, "");
    let shown = url.replace(&format!(":{}@", premises.database_password().unwrap()), "@");
    let setting = format!("KASSA_DATABASE_URL={shown}\n");
    for words in ["\n  orders                       2\n", &setting, "inbox", "stopped by now"] {
        assert!(printed.contains(words), "{words:?} in {printed}");
    }
    assert!(!printed.contains("ATTENTION"), "{printed}");
    assert!(!printed.contains(&premises.database_password().unwrap()), "{printed}");

    let shop = premises.start(&REAL);
    assert_eq!(shop.order(&key, &paid["uid"]).await, paid);
    let again = Reply::of(shop.callback(&payment(&paid, 8, 0))).await;
    assert_eq!(again.expect(200).json()["result"], "repeated");
    let page = url::Url::parse(waiting["order_url"].as_str().unwrap()).unwrap();
    Reply::of(shop.get(page.path())).await.expect(200);
    let now_paid = Reply::of(shop.callback(&payment(&waiting, 8, 1))).await;
    assert_eq!(now_paid.expect(200).json()["result"], "paid");
    shop.place(&key, &new).await;

    let rows = ["is not empty", "orders", "payments", "an empty database"];
    expect_refused(&premises, &copy_to(&premises, url), &rows);
    // With the settings of the new shop.
    let moved = premises.run(&["copy-to", url], &REAL);
    expect_refused(&premises, &moved, &["KASSA_DATABASE_URL", "in PostgreSQL already"]);
}

#[test]
fn what_cannot_be_copied_is_refused() {
    let premises = Premises::with(TestDatabase::empty());
    let url = premises.database_url().unwrap();
    expect_refused(&premises, &copy_to(&premises, url), &["there is no database", "kassa.sqlite"]);
    let password = premises.database_password().unwrap();
    for (target, words) in [
        (format!("postgres://kassa:{password}@host/"), "names no database"),
        (format!("mysql://kassa:{password}@host/shop"), "does not begin with `postgres://`"),
        (format!("postgres://kassa:{password}@/shop"), "postgres://user:password@host/database"),
    ] {
        expect_refused(&premises, &copy_to(&premises, &target), &[words]);
    }
    run(premises.path(), &["migrate"], &REAL);
    let nowhere = format!("postgres://kassa:{password}@127.0.0.1:1/shop");
    let unreachable = ["cannot be reached", "127.0.0.1:1/shop"];
    expect_refused(&premises, &copy_to(&premises, &nowhere), &unreachable);
}
