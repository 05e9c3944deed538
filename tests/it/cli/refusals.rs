//! Kassa refuses to start: it names the setting, its value unless it is secret, and what to do.

use std::{net::TcpListener, path::Path};

use crate::support::{APP_ID, REAL, SECRET, run};

#[track_caller]
fn refused(directory: &Path, arguments: &[&str], settings: &[(&str, &str)], words: &[&str]) {
    let output = run(directory, arguments, settings);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
    assert!(errors.starts_with("error: "), "{errors}");
    for words in words {
        assert!(errors.contains(words), "{words:?} in {errors}");
    }
    assert!(!errors.contains(SECRET), "{errors}");
}

#[test]
fn wrong_settings_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let with = |setting| [&REAL[..], &[setting]].concat();
    let long = format!("https://{}.example", "a".repeat(60));
    for (settings, words) in [
        (vec![("DROMON_SECRET", SECRET)], vec!["KASSA_DROMON_APP_ID is not set", "set it to"]),
        (vec![("DROMON_APP_ID", APP_ID)], vec!["KASSA_DROMON_SECRET is not set", "set it"]),
        (
            vec![("DROMON_APP_ID", APP_ID), ("DROMON_SECRET", SECRET)],
            vec!["KASSA_PUBLIC_URL is not set", "https://shop.example"],
        ),
        (with(("DROMON_APP_ID", "5f00")), vec!["KASSA_DROMON_APP_ID is `5f00`", "24"]),
        (with(("DROMON_APP", "SteveShop")), vec!["KASSA_DROMON_APP is `SteveShop`", "lower case"]),
        (with(("ORDER_TEXT", "A & {uid}")), vec!["KASSA_ORDER_TEXT is `A & {uid}`", "without `&`"]),
        (with(("PUBLIC_URL", &long)), vec!["KASSA_PUBLIC_URL is `https://aaa", "64", "shorter"]),
        (with(("DROMON_REDIRECT_URI", &long)), vec!["KASSA_DROMON_REDIRECT_URI", "64", "shorter"]),
        (vec![("LISTEN", "0.0.0.0:0")], vec!["KASSA_LISTEN is `0.0.0.0:0`", "127.0.0.1"]),
        (vec![("SANDBOX_LISTEN", "0.0.0.0:0")], vec!["KASSA_SANDBOX_LISTEN is `0.0.0.0:0`"]),
        (vec![("LISTEN", "localhost")], vec!["KASSA_LISTEN is `localhost`", "127.0.0.1:8080"]),
    ] {
        refused(directory.path(), &[], &settings, &words);
        refused(directory.path(), &["serve"], &settings, &words);
    }
    // Nothing was started, so nothing was made.
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn a_port_that_is_in_use_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = busy.local_addr().unwrap().to_string();
    for (setting, settings) in [
        ("LISTEN", [&REAL[..], &[("LISTEN", &address)]].concat()),
        ("SANDBOX_LISTEN", vec![("SANDBOX_LISTEN", &address)]),
    ] {
        let named = format!("KASSA_{setting} is `{address}`");
        refused(directory.path(), &[], &settings, &[&named, "choose another port"]);
    }
}

/// Waiting would not help, so it does not wait.
#[test]
fn a_file_that_is_no_database_is_named() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("books.sqlite"), "no database".repeat(1000)).unwrap();
    let settings = [&REAL[..], &[("DATABASE_URL", "books.sqlite")]].concat();
    refused(directory.path(), &[], &settings, &["books.sqlite", "not a database"]);
}

#[test]
fn a_data_directory_that_cannot_be_made_is_named() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("file"), "").unwrap();
    let settings = [&REAL[..], &[("DATA_DIR", "file/data")]].concat();
    refused(directory.path(), &[], &settings, &["`file/data`", "KASSA_DATA_DIR"]);
}
