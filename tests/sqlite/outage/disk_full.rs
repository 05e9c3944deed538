//! The disk that both the database and the inbox are on is full.

use std::{collections::HashSet, fs, path::Path};

use diesel::{QueryableByName, RunQueryDsl, sql_types::Text};
use kassa::payments::inbox::Listing;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{books, kept, of_nobody, result};
use crate::support::{Process, REAL, Reply, eventually, log_of};

#[derive(QueryableByName)]
struct Check {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

/// What a power cut would leave, files that SQLite makes anew left out. (SQLite itself cannot open a file of another
/// process's disk: it follows `/proc/…/root` back to ours.)
fn copy_of(shop: &Process, data: &Path) -> TempDir {
    let copy = TempDir::new().unwrap();
    fs::create_dir(copy.path().join("inbox")).unwrap();
    shop.frozen(|| {
        for folder in ["", "inbox"] {
            for entry in fs::read_dir(data.join(folder)).unwrap() {
                let entry = entry.unwrap();
                let name = entry.file_name();
                if entry.file_type().unwrap().is_file() && name != "kassa.sqlite-shm" {
                    fs::copy(entry.path(), copy.path().join(folder).join(name)).unwrap();
                }
            }
        }
    });
    copy
}

/// All that is on disk: in the books, or in the inbox.
fn on_disk(data: &Path) -> HashSet<String> {
    let mut all: HashSet<String> = kept(data).into_keys().collect();
    let mut listing = Listing::open(&data.join("inbox")).unwrap();
    while let Some(raw) = listing.next_record().unwrap() {
        let body: Value = serde_json::from_slice(&raw.body).unwrap();
        all.insert(body["uid"].as_str().unwrap().to_owned());
    }
    all
}

#[actix_web::test]
async fn a_full_disk_acknowledges_nothing_that_is_not_on_it() {
    let directory = tempfile::tempdir().unwrap();
    let settings = [&REAL[..], &[("MIN_FREE_SPACE", "2MiB")]].concat();
    let mut shop = Process::start_on_disk(directory.path(), &settings, "80m", "true");
    let data = shop.disk(directory.path());
    eventually("room was put aside", async || data.join("inbox/.reserve").exists().then_some(()))
        .await;
    fs::write(data.join("filler"), vec![0; 76_000_000]).unwrap();
    let (mut acknowledged, mut refused_in_a_row, mut said_before) = (HashSet::new(), 0, false);

    // Large ones until the first is refused, then small ones until none finds room any more.
    let mut long = "я".repeat(20_000);
    for nth in 0.. {
        let low = shop.readiness().await["degraded"].to_string().contains("are free in");
        let uid = format!("full-{nth}");
        let callback = json!({ "uid": &uid, "sum": 8, "text": &long });
        let reply = Reply::of(shop.callback(&callback)).await;
        if reply.status == 200 {
            said_before |= low;
            refused_in_a_row = 0;
            acknowledged.insert(uid);
        } else {
            reply.expect_problem(503);
            refused_in_a_row += 1;
            long.truncate(10);
        }
        assert!(nth < 5000, "the disk should be full by now");
        if refused_in_a_row == 5 {
            break;
        }
    }
    assert!(said_before, "free space low is said before it is gone");
    let log = log_of(directory.path());
    assert!(log.contains("uses up the room that was put aside"), "{log}");
    eventually("neither door was said to be open", async || {
        let reply = Reply::of(shop.get("/readyz")).await;
        (reply.status == 503).then(|| reply.expect_problem(503))
    })
    .await;
    let missing: Vec<_> =
        acknowledged.difference(&on_disk(copy_of(&shop, &data).path())).cloned().collect();
    assert!(missing.is_empty(), "{missing:?}");

    fs::remove_file(data.join("filler")).unwrap();
    eventually("new callbacks were accepted", async || {
        let reply = Reply::of(shop.callback(&of_nobody("new"))).await;
        (reply.status == 200).then_some(())
    })
    .await;
    acknowledged.insert("new".to_owned());
    shop.ready().await;
    let copy = copy_of(&shop, &data);
    let kept = kept(copy.path());
    for uid in &acknowledged {
        // A try that was answered 503 may be in the books too: more is kept than was promised.
        let once = kept.get(uid) == Some(&1) || uid == "new" && kept.contains_key(uid);
        assert!(once, "{uid}: {:?}", kept.get(uid));
    }
    let check: Check =
        diesel::sql_query("PRAGMA integrity_check").get_result(&mut books(copy.path())).unwrap();
    assert_eq!(check.integrity_check, "ok");
    shop.terminate();
    assert!(shop.wait().success());
}

/// The database's disk is full, the inbox is on another: every callback is kept.
#[actix_web::test]
async fn a_full_disk_of_the_database_alone_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let elsewhere =
        [("DATABASE_URL", "data/kassa.sqlite"), ("DATA_DIR", "elsewhere"), ("MIN_FREE_SPACE", "0")];
    let settings = [&REAL[..], &elsewhere].concat();
    let filler = "head -c 3000000 /dev/zero > filler";
    let mut shop = Process::start_on_disk(directory.path(), &settings, "4m", filler);
    let data = shop.disk(directory.path());
    fs::create_dir(data.join("inbox")).unwrap();
    let (mut sent, mut in_the_inbox) = (0, 0);
    while in_the_inbox < 20 {
        let callback =
            json!({ "uid": format!("full-{sent}"), "sum": 8, "text": "я".repeat(20_000) });
        in_the_inbox += usize::from(result(&shop, &callback).await == "kept");
        sent += 1;
        assert!(sent < 500, "the disk should be full by now");
    }
    let waiting = shop.readiness().await;
    assert_eq!(waiting["status"], "degraded", "{waiting}");
    assert!(waiting["inbox"]["waiting"].as_u64().unwrap() > 0, "{waiting}");

    fs::remove_file(data.join("filler")).unwrap();
    eventually("the inbox drained", async || {
        (shop.readiness().await["inbox"]["waiting"] == 0).then_some(())
    })
    .await;
    let kept = kept(copy_of(&shop, &data).path());
    assert_eq!((kept.len(), kept.values().all(|times| *times == 1)), (sent, true));
    shop.terminate();
    assert!(shop.wait().success());
}
