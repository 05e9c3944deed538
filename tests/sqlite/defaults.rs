//! What a newcomer gets who sets nothing: the books in a file, and who may read it.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::support::{Premises, REAL, Reply};

/// The one command of the README, on a fresh machine.
#[actix_web::test]
async fn without_any_setting_it_is_a_sandbox() {
    let premises = Premises::new();
    let shop = premises.start(&[]);
    for words in [
        "sandbox",
        "no real money",
        "./data/sandbox.sqlite",
        "KASSA_DROMON_APP_ID",
        "/admin/welcome/",
    ] {
        assert!(shop.greeting.contains(words), "{words} in {}", shop.greeting);
    }
    let window = Reply::of(shop.get("/")).await;
    window.expect(200).expect_text(&["Шалкер с землёй"]);
}

/// What is in it is nobody else's business.
#[actix_web::test]
async fn the_data_are_the_owners_alone() {
    let premises = Premises::new();
    let shop = premises.start(&REAL);
    Reply::of(shop.callback(&serde_json::json!({ "sum": 8 }))).await.expect(200);
    let data = premises.path().join("data");
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(data.clone()), 0o700);
    let files: Vec<_> = fs::read_dir(&data).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(files.len() >= 2, "{files:?}");
    for file in files {
        let expected = if file.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode(file.clone()), expected, "{file:?}");
    }
}

#[test]
fn an_api_key_is_in_no_file() {
    let premises = Premises::new();
    let key = premises.add_key();
    let secret = key.rsplit_once('_').unwrap().1;
    let files: Vec<_> = fs::read_dir(premises.path().join("data")).unwrap().collect();
    assert!(!files.is_empty());
    for file in files {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
}
