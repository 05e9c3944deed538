//! `kassa inbox`: a node is gone, and callbacks are left in its inbox.

use std::{fs, path::Path, process::Output};

use serde_json::json;

use super::{kept, lock, of_nobody, result};
use crate::support::{Process, REAL, TOKEN, add_key, run};

fn inbox(directory: &Path, command: &str) -> (String, String, bool) {
    let Output { status, stdout, stderr } = run(directory, &["inbox", command], &REAL);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(stdout), text(stderr), status.success())
}

/// Leaves three callbacks in the inbox, as a power cut does it.
async fn retire(directory: &Path) {
    add_key(directory);
    let lock = lock(&directory.join("data"));
    let shop = Process::start(directory, &REAL);
    for uid in ["48817-X", "\u{202e}\u{7}\"<b>", "17"] {
        assert_eq!(result(&shop, &of_nobody(uid)).await, "kept");
    }
    shop.kill();
    drop(lock);
}

#[actix_web::test]
async fn what_is_left_is_listed_and_replayed() {
    let directory = tempfile::tempdir().unwrap();
    retire(directory.path()).await;
    for _ in 0..2 {
        let (listed, errors, well) = inbox(directory.path(), "list");
        assert!(well, "{errors}");
        assert_eq!(listed.lines().count(), 4, "{listed}");
        let words = ["uid \"48817-X\", sum 8", "from 127.0.0.1", "bytes", "3 callbacks wait"];
        for words in words {
            assert!(listed.contains(words), "{words} in {listed}");
        }
        assert!(!listed.contains(['\u{202e}', '\u{7}']) && !listed.contains(TOKEN), "{listed:?}");
    }
    let (said, errors, well) = inbox(directory.path(), "replay");
    assert!(well && said.contains("3 callbacks were replayed"), "{said}{errors}");
    assert_eq!(kept(&directory.path().join("data")).len(), 3);
    let (said, _, well) = inbox(directory.path(), "replay");
    assert!(well && said.contains("0 callbacks were replayed"), "{said}");
    let (listed, ..) = inbox(directory.path(), "list");
    assert!(listed.contains("0 callbacks wait"), "{listed}");
}

#[actix_web::test]
async fn a_torn_one_is_put_into_quarantine_and_said() {
    let directory = tempfile::tempdir().unwrap();
    retire(directory.path()).await;
    let folder = directory.path().join("data/inbox");
    let mut files = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path());
    let segment = files.find(|path| path.extension().is_some_and(|is| is == "jsonl")).unwrap();
    let bytes = fs::read(&segment).unwrap();
    fs::write(&segment, &bytes[..bytes.len() - 20]).unwrap();

    let shop = Process::start(directory.path(), &REAL);
    crate::support::eventually("the whole ones were replayed", async || {
        (kept(&directory.path().join("data")).len() == 2).then_some(())
    })
    .await;
    let readiness = shop.readiness().await;
    assert!(readiness["degraded"].to_string().contains("quarantine"), "{readiness}");
    let log = crate::support::log_of(directory.path());
    assert!(log.contains("A PART OF THE INBOX CANNOT BE READ"), "{log}");
    let (listed, ..) = inbox(directory.path(), "list");
    assert!(listed.contains("in quarantine: "), "{listed}");
}

/// A running shop has its inbox in its hands; the command says so and takes nothing away from it.
#[actix_web::test]
async fn it_works_beside_a_running_shop() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    add_key(directory.path());
    let shop = Process::start(directory.path(), &REAL);
    let before = lock(&data);
    assert_eq!(result(&shop, &of_nobody("17")).await, "kept");
    let (listed, ..) = inbox(directory.path(), "list");
    assert!(listed.contains("1 callbacks wait"), "{listed}");
    drop(before);
    shop.ready().await;
    let (said, errors, well) = inbox(directory.path(), "replay");
    assert!(well && said.contains("0 callbacks were replayed"), "{said}{errors}");
    assert_eq!(json!(kept(&data)), json!({ "17": 1 }));
}

#[actix_web::test]
async fn a_replay_that_leaves_something_fails_and_says_why() {
    let directory = tempfile::tempdir().unwrap();
    retire(directory.path()).await;
    let before = lock(&directory.path().join("data"));
    let (_, errors, well) = inbox(directory.path(), "replay");
    assert!(!well && errors.contains("locked"), "{errors}");
    drop(before);
    let (listed, ..) = inbox(directory.path(), "list");
    assert!(listed.contains("3 callbacks wait"), "{listed}");
}
