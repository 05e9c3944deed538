//! The commands that open the books, and the books that they refuse.

use std::process::Output;

use diesel::prelude::*;
use kassa::db::schema::api_keys;

use crate::{
    database::TestDatabase,
    support::{APP_ID, Premises, REAL, run},
};

#[track_caller]
fn printed(output: &Output) -> &str {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert_eq!(errors, "");
    std::str::from_utf8(&output.stdout).unwrap()
}

#[test]
fn an_api_key_is_printed_once_and_not_kept() {
    let premises = Premises::new();
    let output = premises.run(&["api-key", "add", "bot"], &REAL);
    let key = printed(&output).strip_suffix('\n').unwrap();
    let [prefix, id, secret] = key.split('_').collect::<Vec<_>>()[..] else {
        panic!("{key}");
    };
    assert_eq!(prefix, "kassa");
    assert!(secret.len() >= 32 && secret.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{key}");

    let (kept_id, hash): (i64, String) = api_keys::table
        .select((api_keys::id, api_keys::secret_hash))
        .get_result(&mut premises.books())
        .unwrap();
    assert_eq!(kept_id.to_string(), id);
    assert!(!hash.contains(secret));

    let again = premises.run(&["api-key", "add", "bot"], &REAL);
    assert!(!again.status.success());
    assert_eq!(again.stdout, b"");
    assert!(String::from_utf8(again.stderr).unwrap().contains("bot"));
    let other = premises.run(&["api-key", "add", "other"], &REAL);
    assert_ne!(printed(&other).trim_end(), key);
}

#[test]
fn migrating_twice_does_nothing_more() {
    let premises = Premises::with(TestDatabase::empty());
    let first = premises.run(&["migrate"], &REAL);
    let said = printed(&first);
    assert!(said.contains("orders_and_payments"), "{said}");
    let second = premises.run(&["migrate"], &REAL);
    let said = printed(&second);
    assert!(said.starts_with("nothing to do") && said.lines().count() == 1, "{said}");
}

/// The command says no: it names the books, without their password, and these words.
#[track_caller]
fn refused(premises: &Premises, arguments: &[&str], settings: &[(&str, &str)], words: &[&str]) {
    let output = run(premises.path(), arguments, settings);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
    assert!(errors.starts_with("error: "), "{errors}");
    let url = settings.iter().find(|(name, _)| *name == "DATABASE_URL");
    let place = url.map_or("kassa.sqlite", |(_, url)| url.rsplit('/').next().unwrap());
    for words in [words, &[&format!("{place}`"), "KASSA_DATABASE_URL"]].concat() {
        assert!(errors.contains(words), "{words:?} in {errors}");
    }
    if let Some(password) = premises.database_password() {
        assert!(!errors.contains(&password), "{errors}");
    }
}

#[test]
fn the_books_of_the_other_mode_are_refused() {
    let words = ["real", "sandbox", "another place"];
    for real_is_first in [true, false] {
        let premises = Premises::new();
        // Unless they are told a place, the two modes do not share one.
        let url = [("DATABASE_URL", premises.database_url().unwrap_or("books.sqlite"))];
        let real = [&REAL[..], &url].concat();
        let (first, other) =
            if real_is_first { (&real[..], &url[..]) } else { (&url[..], &real[..]) };
        printed(&run(premises.path(), &["api-key", "add", "a"], first));
        refused(&premises, &[], other, &words);
        refused(&premises, &["api-key", "add", "b"], other, &words);
    }
}

#[test]
fn the_books_of_another_app_are_refused() {
    let premises = Premises::new();
    printed(&premises.run(&["api-key", "add", "a"], &REAL));
    let other = "ffffffffffffffffffffffff";
    let settings = premises.settings(&[&REAL[..], &[("DROMON_APP_ID", other)]].concat());
    refused(&premises, &[], &settings, &["KASSA_DROMON_APP_ID", APP_ID, other]);
}
