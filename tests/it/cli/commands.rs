//! What each command prints.

use std::{fs, os::unix::fs::PermissionsExt, process::Output};

use diesel::prelude::*;
use kassa::{
    db::{Database, Purpose, schema::api_keys},
    dromon::{App, AppId, AppName, PaymentLink, Secret, Sum, link::Page},
};

use crate::support::{APP_ID, Process, REAL, SECRET, run};

#[track_caller]
fn printed(output: &Output) -> &str {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert_eq!(errors, "");
    std::str::from_utf8(&output.stdout).unwrap()
}

#[test]
fn link_prints_the_link_alone() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = ["link", "--uid", "48817-X", "--text", "Шалкер с землёй", "--sum", "8"];
    let settings = [("DROMON_APP_ID", APP_ID), ("DROMON_SECRET", SECRET)];
    let output = run(directory.path(), &arguments, &settings);

    let id: AppId = APP_ID.parse().unwrap();
    let app = App { name: AppName::from(&id), id, secret: Secret::new(SECRET.to_owned()) };
    let page = Page { base: "https://drom.one".parse().unwrap(), return_to: None };
    let sum = Sum::new(8).unwrap();
    let link = PaymentLink::new(&app, &page, "48817-X", "Шалкер с землёй", sum).unwrap();
    assert_eq!(printed(&output), format!("{}\n", link.url));
    // It signs, and writes nothing.
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn link_refuses_what_dromons_page_could_not_verify() {
    let directory = tempfile::tempdir().unwrap();
    for (uid, text, sum, named) in [
        ("A.B", "T", "8", "--uid"),
        ("0", "T", "8", "--uid"),
        ("A", "соль & перец", "8", "--text"),
        ("A", "", "8", "--text"),
        ("A", "T", "0", "--sum"),
        ("A", "T", "9007199254740992", "--sum"),
        ("A", "T", "8.5", "--sum"),
    ] {
        let arguments = ["link", "--uid", uid, "--text", text, "--sum", sum];
        let output = run(directory.path(), &arguments, &REAL);
        assert!(!output.status.success());
        assert_eq!(output.stdout, b"");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains(named), "{errors}");
    }
    let arguments = ["link", "--uid", "A", "--text", "T", "--sum", "8"];
    let output = run(directory.path(), &arguments, &[]);
    assert!(!output.status.success());
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("KASSA_DROMON_SECRET"), "{errors}");
}

#[test]
fn an_api_key_is_printed_once_and_not_kept() {
    let directory = tempfile::tempdir().unwrap();
    let output = run(directory.path(), &["api-key", "add", "bot"], &REAL);
    let key = printed(&output).strip_suffix('\n').unwrap();
    let [prefix, id, secret] = key.split('_').collect::<Vec<_>>()[..] else {
        panic!("{key}");
    };
    assert_eq!(prefix, "kassa");
    assert!(secret.len() >= 32 && secret.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{key}");

    let file = directory.path().join("data/kassa.sqlite");
    let mut database = Database::Sqlite(file).connect(Purpose::Read).unwrap();
    let (kept_id, hash): (i64, String) = api_keys::table
        .select((api_keys::id, api_keys::secret_hash))
        .get_result(&mut database)
        .unwrap();
    assert_eq!(kept_id.to_string(), id);
    assert!(!hash.contains(secret));
    for file in fs::read_dir(directory.path().join("data")).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }

    let again = run(directory.path(), &["api-key", "add", "bot"], &REAL);
    assert!(!again.status.success());
    assert_eq!(again.stdout, b"");
    assert!(String::from_utf8(again.stderr).unwrap().contains("bot"));
    let other = run(directory.path(), &["api-key", "add", "other"], &REAL);
    assert_ne!(printed(&other).trim_end(), key);
}

#[test]
fn migrating_twice_does_nothing_more() {
    let directory = tempfile::tempdir().unwrap();
    let first = run(directory.path(), &["migrate"], &REAL);
    assert!(printed(&first).contains("orders_and_payments"));
    let second = run(directory.path(), &["migrate"], &REAL);
    let said = printed(&second);
    assert!(said.starts_with("nothing to do") && said.lines().count() == 1, "{said}");
}

#[test]
fn each_command_explains_itself() {
    let directory = tempfile::tempdir().unwrap();
    for (arguments, words) in [
        (
            vec!["--help"],
            vec![
                "serve",
                "sandbox",
                "link",
                "api-key",
                "migrate",
                "check",
                "backup",
                "restore",
                "KASSA_DROMON_SECRET",
            ],
        ),
        (vec!["serve", "--help"], vec!["KASSA_LISTEN", "SIGTERM"]),
        (
            vec!["sandbox", "--help"],
            vec![
                "--listen",
                "--callback-url",
                "--app-id",
                "--app ",
                "--secret",
                "--redirect-uri",
                "--no-signing",
                "127.0.0.1:8081",
            ],
        ),
        (vec!["link", "--help"], vec!["--uid", "--text", "--sum", "KASSA_DROMON_APP_ID"]),
        (vec!["api-key", "add", "--help"], vec!["NAME", "api:NAME"]),
        (vec!["migrate", "--help"], vec!["tables"]),
        (vec!["check", "--help"], vec!["--file", "Exits with 0"]),
        (vec!["backup", "--help"], vec!["FILE", "--force", "pg_dump"]),
        (vec!["restore", "--help"], vec!["FILE", "--even-if-wrong", "never overwritten"]),
    ] {
        let output = run(directory.path(), &arguments, &[]);
        for word in words {
            assert!(printed(&output).contains(word), "{word} in {}", printed(&output));
        }
    }
    let unknown = run(directory.path(), &["sell"], &[]);
    assert!(!unknown.status.success());
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

/// The one command of the README, on a fresh machine.
#[actix_web::test]
async fn without_any_setting_it_is_a_sandbox() {
    let directory = tempfile::tempdir().unwrap();
    let shop = Process::start(directory.path(), &[]);
    for words in ["sandbox", "no real money", "./data/sandbox.sqlite", "KASSA_DROMON_APP_ID"] {
        assert!(shop.greeting.contains(words), "{words} in {}", shop.greeting);
    }
    let window = crate::support::Reply::of(shop.get("/")).await;
    window.expect(200).expect_text(&["Шалкер с землёй"]);
}

/// What is in it is nobody else's business.
#[actix_web::test]
async fn the_data_are_the_owners_alone() {
    let directory = tempfile::tempdir().unwrap();
    let shop = Process::start(directory.path(), &REAL);
    crate::support::Reply::of(shop.callback(&serde_json::json!({ "sum": 8 }))).await.expect(200);
    let data = directory.path().join("data");
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(data.clone()), 0o700);
    let files: Vec<_> = fs::read_dir(&data).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(files.len() >= 2, "{files:?}");
    for file in files {
        assert_eq!(mode(file.clone()), 0o600, "{file:?}");
    }
}
