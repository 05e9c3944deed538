//! `kassa sandbox --send`: many links, paid quickly at a real shop.

use std::{
    fs,
    io::Write,
    process::{Output, Stdio},
};

use serde_json::Value;

use crate::support::{APP_ID, App, SECRET, command, run};

const SETTINGS: [(&str, &str); 2] = [("DROMON_APP_ID", APP_ID), ("DROMON_SECRET", SECRET)];

async fn place(app: &App, count: usize) -> Vec<Value> {
    let mut orders = Vec::new();
    for _ in 0..count {
        orders.push(app.place_sum(8).await);
    }
    orders
}

fn links(orders: &[Value]) -> Vec<String> {
    orders.iter().map(|order| order["payment"]["url"].as_str().unwrap().to_owned()).collect()
}

fn send(app: &App, lines: &[String], more: &[&str]) -> Output {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("links.txt");
    fs::write(&file, lines.join("\n")).unwrap();
    let url = app.url("/callback");
    let sent = ["sandbox", "--send", file.to_str().unwrap(), "--callback-url", &url];
    run(directory.path(), &[&sent, more].concat(), &SETTINGS)
}

/// What it printed; it says no more than that unless it fails.
#[track_caller]
fn said(output: &Output, success: bool) -> String {
    let errors = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.success(), success, "{errors}");
    assert_eq!(errors.is_empty(), success, "{errors}");
    String::from_utf8(output.stdout.clone()).unwrap() + &errors
}

#[track_caller]
fn expect_words(said: &str, words: &[&str]) {
    for words in words {
        assert!(said.contains(words), "{words} in {said}");
    }
}

#[actix_web::test]
async fn every_link_is_paid() {
    let app = App::real();
    let orders = place(&app, 40).await;
    let said = said(&send(&app, &links(&orders), &["--concurrency", "8"]), true);
    expect_words(
        &said,
        &["40 links, 0 of them refused", "40 callbacks in", "       40  200 paid", "the slowest"],
    );
    for order in &orders {
        let order = app.order(&order["uid"]).await;
        assert_eq!((&order["status"], &order["paid"]), (&"paid".into(), &8.into()));
    }
    assert_eq!(app.discrepancies(), Vec::<String>::new());
}

#[actix_web::test]
async fn links_come_by_the_standard_input_too() {
    let app = App::real();
    let orders = place(&app, 2).await;
    let directory = tempfile::tempdir().unwrap();
    // The secret on the command line, and no setting.
    let url = app.url("/callback");
    let secret = ["--secret", SECRET, "--app-id", APP_ID, "--app", APP_ID];
    let arguments = [&["sandbox", "--send", "-", "--callback-url", &url], &secret[..]].concat();
    let mut child = command(directory.path(), &arguments, &[])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = format!("\n{}\r\n\n", links(&orders).join("\n"));
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let said = said(&child.wait_with_output().unwrap(), true);
    expect_words(&said, &["2 links, 0", "        2  200 paid"]);
    assert_eq!(app.kept().len(), 2);
}

/// What nobody could pay at Dromon is told and not sent; the others are paid.
#[actix_web::test]
async fn links_that_cannot_be_paid_are_told() {
    let app = App::real();
    let good = links(&place(&app, 1).await).remove(0);
    let lines = [
        good.replace("/8?", "/1?"),
        "no link at all".to_owned(),
        good.clone(),
        good.replace(APP_ID, "5f00000000000000000000ab"),
        "https://shop.example/o/1".to_owned(),
        format!("{good}&redirect_uri=https://evil.example/"),
    ];
    let said = said(&send(&app, &lines, &[]), false);
    expect_words(
        &said,
        &[
            "6 links, 5 of them refused",
            "        1  200 paid",
            "line 1: not paid: Wrong signature",
            "line 2: not paid: it is no payment link",
            "line 4: not paid: App not found",
            "line 5: not paid: it is no payment link",
            "line 6: not paid: Wrong redirect uri",
            "error: 5 of 6 links cannot be paid",
        ],
    );
    assert_eq!(app.kept().len(), 1);
    // Where nothing is signed, a payer may change what he likes.
    let said = self::said(&send(&app, &lines[..1], &["--no-signing"]), true);
    expect_words(&said, &["        1  200 recorded"]);
}

#[actix_web::test]
async fn faults_are_of_every_payment() {
    let app = App::real();
    let orders = place(&app, 5).await;
    let fault = |name: &str| send(&app, &links(&orders), &["--fault", name, "--concurrency", "1"]);
    let refused = said(&fault("wrong-token"), false);
    expect_words(
        &refused,
        &["        5  401\n", "line 1: answered 401: ", "5 of 5 callbacks were not answered 200"],
    );
    let lost = said(&fault("lost"), true);
    expect_words(&lost, &["5 links, 0", "0 callbacks"]);
    assert_eq!(app.kept().len(), 0);

    let swapped = said(&fault("swapped"), true);
    expect_words(&swapped, &["        5  200 paid"]);
    let uid = |body: &[u8]| serde_json::from_slice::<Value>(body).unwrap()["uid"].clone();
    let kept: Vec<Value> = app.kept().iter().map(|each| uid(&each.body)).collect();
    let expected: Vec<Value> = [1, 0, 3, 2, 4].map(|nth: usize| orders[nth]["uid"].clone()).into();
    assert_eq!(kept, expected);

    let twice = said(&fault("sent-twice"), true);
    expect_words(&twice, &["10 callbacks", "        5  200 recorded", "        5  200 repeated"]);
    let cut_short = said(&fault("cut-short"), true);
    expect_words(&cut_short, &["        5  cut short, no answer awaited"]);
}

#[actix_web::test]
async fn a_shop_that_is_away_is_told() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/callback", nobody.local_addr().unwrap());
    let app = App::real();
    let links = links(&place(&app, 3).await);
    drop(nobody);
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("links"), links.join("\n")).unwrap();
    let arguments = ["sandbox", "--send", "links", "--callback-url", &url];
    let said = said(&run(directory.path(), &arguments, &SETTINGS), false);
    expect_words(&said, &["        3  no answer", "line 2: the shop could not be reached"]);
}

#[test]
fn what_is_asked_wrongly_is_refused_with_a_remedy() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("empty"), "\n\n").unwrap();
    let https = ["--callback-url", "https://shop.example/callback"];
    for (arguments, settings, words) in [
        (&["--send", "empty"][..], &SETTINGS[..], "there is no link to pay"),
        (&["--send", "empty"], &[], "--secret"),
        (&["--send", "absent"], &SETTINGS, "--send is `absent`"),
        (&[&["--send", "empty"], &https[..]].concat(), &SETTINGS, "http://127.0.0.1:8080/callback"),
        (&["--send", "empty", "--concurrency", "0"], &SETTINGS, "from 1 to 1000"),
        (&["--send", "empty", "--concurrency", "1001"], &SETTINGS, "from 1 to 1000"),
        (&["--concurrency", "4"], &SETTINGS, "--send"),
        (&["--send", "empty", "--listen", "127.0.0.1:0"], &SETTINGS, "--listen"),
        (&["--send", "empty", "--fault", "nonsense"], &SETTINGS, "there are none, lost, late"),
        (&["--fault", "late=soon"], &SETTINGS, "`late` takes seconds"),
    ] {
        let output = run(directory.path(), &[&["sandbox"], arguments].concat(), settings);
        assert!(!output.status.success(), "{arguments:?}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains(words), "{words} in {errors}");
        assert!(!errors.contains(SECRET), "{errors}");
    }
}
