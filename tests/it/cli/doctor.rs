//! `kassa doctor`, at a shop that serves and whose customers pay at the stand-in.

use kassa::sandbox::fault::Fault;
use serde_json::Value;

use crate::support::{APP_ID, Answer, Premises, Process, REAL, SECRET, Stand};

/// A stand-in that has this shop's app.
fn stand(signing: bool, secret: &str) -> Stand {
    Stand::with(Answer::Ok, |config| {
        config.app = kassa::dromon::App {
            id: APP_ID.parse().unwrap(),
            name: APP_ID.parse().unwrap(),
            secret: kassa::dromon::Secret::new(secret.to_owned()),
        };
        config.redirect_uri = None;
        config.signing = signing;
        config.fault = Fault::None;
    })
}

/// The report on a shop that sells for real at that stand-in.
async fn examined(premises: &Premises, shop: &Process, stand: &Stand) -> (Option<i32>, Value) {
    let public_url = format!("http://{}", shop.address);
    let settings =
        [&REAL[..], &[("PUBLIC_URL", public_url.as_str()), ("DROMON_URL", stand.base.as_str())]]
            .concat();
    report(premises, &settings).await
}

/// The report that these settings make.
async fn report(premises: &Premises, settings: &[(&str, &str)]) -> (Option<i32>, Value) {
    let settings: Vec<(String, String)> = premises
        .settings(settings)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let path = premises.path().to_owned();
    // The stand-in answers on this thread.
    let output = actix_web::rt::task::spawn_blocking(move || {
        let settings: Vec<_> =
            settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        crate::support::run(&path, &["doctor", "--json"], &settings)
    })
    .await
    .unwrap();
    let report = String::from_utf8(output.stdout).unwrap();
    let report = serde_json::from_str(&report).unwrap_or_else(|error| panic!("{error}: {report}"));
    (output.status.code(), report)
}

#[track_caller]
fn verdict<'a>(report: &'a Value, check: &str) -> &'a str {
    let checks = report["checks"].as_array().unwrap();
    let found = checks.iter().find(|finding| finding["check"] == check);
    found.unwrap_or_else(|| panic!("no {check} in {report}"))["verdict"].as_str().unwrap()
}

/// What both a real shop and a sandbox are asked.
const CHECKS: [&str; 15] = [
    "settings",
    "text",
    "lengths",
    "running",
    "database",
    "consumers",
    "deliveries",
    "silence",
    "inbox",
    "quarantine",
    "disk",
    "callback",
    "certificate",
    "clock",
    "signing",
];

#[actix_web::test]
async fn a_sandbox_that_is_well_is_told_so() {
    let premises = Premises::new();
    let shop = premises.start(&[]);
    // Where the shop listens is all that it was told by its start.
    let address = shop.address.to_string();
    let (code, report) = report(&premises, &[("LISTEN", address.as_str())]).await;
    assert_eq!((code, &report["ok"]), (Some(0), &Value::Bool(true)), "{report}");
    for check in CHECKS {
        assert_eq!(verdict(&report, check), "ok", "{check}: {report}");
    }
}

#[actix_web::test]
async fn a_shop_that_is_well_is_told_so_and_is_not_disturbed() {
    let premises = Premises::new();
    let shop = premises.start(&REAL);
    let stand = stand(true, SECRET);
    let (code, report) = examined(&premises, &shop, &stand).await;
    for check in CHECKS {
        let expected = match check {
            // It gets here, and from this machine alone.
            "callback" => "failed",
            _ => "ok",
        };
        assert_eq!(verdict(&report, check), expected, "{check}: {report}");
    }
    assert_eq!((code, &report["ok"]), (Some(1), &Value::Bool(false)), "{report}");
    assert!(report.to_string().contains("which Dromon cannot reach"), "{report}");
    for finding in report["checks"].as_array().unwrap() {
        assert_eq!(finding["verdict"] == "ok", finding["remedy"].is_null(), "{finding}");
    }
    // The callback on trial is kept nowhere and said to nobody.
    assert!(!premises.log().contains("a callback was refused"), "{}", premises.log());
}

#[actix_web::test]
async fn dromon_that_does_not_check_signatures_is_told() {
    let premises = Premises::new();
    let shop = premises.start(&REAL);
    let (code, report) = examined(&premises, &shop, &stand(false, SECRET)).await;
    assert_eq!((code, verdict(&report, "signing")), (Some(1), "failed"), "{report}");
    assert_eq!(report["ok"], false);
    let (code, report) = examined(&premises, &shop, &stand(true, "another secret")).await;
    assert_eq!((code, verdict(&report, "signing")), (Some(1), "failed"), "{report}");
    assert!(report.to_string().contains("Неверная подпись"), "{report}");
}

#[actix_web::test]
async fn a_shop_that_does_not_run_is_told() {
    let premises = Premises::new();
    let shop = premises.start(&REAL);
    let address = shop.address;
    shop.kill();
    let url = format!("http://{address}");
    let settings =
        [&REAL[..], &[("PUBLIC_URL", url.as_str()), ("DROMON_URL", url.as_str())]].concat();
    let output = premises.run(&["doctor"], &settings);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    for words in ["FAILED   callback", "warning  running", "warning  signing", "-> "] {
        assert!(said.contains(words), "{words:?} in {said}");
    }
    assert!(String::from_utf8(output.stderr).unwrap().contains("checks failed"));
}

#[test]
fn settings_that_are_wrong_are_told_all_at_once() {
    let premises = Premises::new();
    let settings = [("LISTEN", "nowhere"), ("PUBLIC_URL", "x"), ("DROMON_SECRET", SECRET)];
    let output = premises.run(&["doctor"], &settings);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.matches("FAILED   settings").count() >= 2, "{said}");
    assert!(!said.contains(SECRET), "{said}");
}
