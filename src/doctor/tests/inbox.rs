//! Callbacks that were left, and what of them could not be read.

use std::fs;

use tempfile::TempDir;

use super::*;
use crate::{
    doctor::inbox::look,
    payments::{RawCallback, inbox::Inbox},
    testing::callback,
};

/// A real shop's data directory, with callbacks in its inbox that came at these seconds.
async fn shop_with(seconds: &[u64]) -> (TempDir, Config) {
    let data = TempDir::new().unwrap();
    let config = shop_at("https://shop.example", &[("DATA_DIR", data.path().to_str().unwrap())]);
    if !seconds.is_empty() {
        let inbox = Inbox::open(&config.inbox_dir()).unwrap();
        for at in seconds {
            let raw = RawCallback { received_at: second(*at), ..callback("{}") };
            inbox.append(&raw).await.unwrap();
        }
        inbox.close().await;
    }
    (data, config)
}

fn second(at: u64) -> crate::clock::UtcTime {
    moment(at * 1_000_000)
}

#[tokio::test]
async fn callbacks_that_wait_are_judged_by_who_is_there_to_replay_them() {
    let waiting = |config, running, now| look(config, running, second(now)).0;
    let (_data, config) = shop_with(&[30, 20, 40]).await;
    for (running, now, expected, verdict) in [
        (Running::No, 50, Waiting::Left { records: 3 }, Verdict::Failed),
        (Running::Yes, 50, Waiting::Draining { records: 3 }, Verdict::Ok),
        (Running::Yes, 80, Waiting::Draining { records: 3 }, Verdict::Ok),
        (Running::Yes, 81, Waiting::Stuck { records: 3, since: second(20) }, Verdict::Failed),
    ] {
        let found = waiting(&config, running, now);
        assert_eq!((&found, found.finding().verdict), (&expected, verdict), "{now}");
    }
    let (_data, config) = shop_with(&[]).await;
    let nothing = (Waiting::Nothing, Some(Quarantine::Nothing));
    assert_eq!(look(&config, Running::No, second(50)), nothing);
}

#[tokio::test]
async fn what_could_not_be_read_hides_nothing_that_waits() {
    let (_data, config) = shop_with(&[20]).await;
    let file = config.inbox_dir().join("quarantine-of-old");
    fs::write(&file, "rubbish").unwrap();
    let (waiting, quarantine) = look(&config, Running::No, second(50));
    assert_eq!(waiting, Waiting::Left { records: 1 });
    assert_eq!(waiting.finding().verdict, Verdict::Failed);
    let quarantine = quarantine.unwrap();
    assert_eq!(quarantine, Quarantine::Files(vec![file.display().to_string()]));
    assert_eq!(quarantine.finding().verdict, Verdict::Warning);
    // The two are told apart.
    assert_ne!(waiting.finding().check, quarantine.finding().check);
}

#[test]
fn an_inbox_that_cannot_be_read_fails() {
    let data = TempDir::new().unwrap();
    let config = shop_at("https://shop.example", &[("DATA_DIR", data.path().to_str().unwrap())]);
    // No folder: whoever runs the tests may read any.
    fs::write(config.inbox_dir(), "").unwrap();
    let (waiting, quarantine) = look(&config, Running::Yes, second(0));
    assert_eq!((waiting.finding().verdict, quarantine), (Verdict::Failed, None));
}
