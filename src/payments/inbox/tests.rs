//! Several processes on one folder, and what is known of what waits.

use std::fs;

use tempfile::TempDir;

use super::*;
use crate::testing::{callback, moment};

async fn append(inbox: &Inbox, body: &str, at: u64) -> RawCallback {
    let raw = RawCallback { received_at: moment(at), ..callback(body) };
    inbox.append(&raw).await.unwrap();
    raw
}

fn waiting(records: u64, since: u64) -> Waiting {
    Waiting { records, since: Some(moment(since)) }
}

async fn all(inbox: &Inbox, name: SegmentName) -> Vec<RawCallback> {
    let (batch, records) = inbox.read(name).await.unwrap().next().await.unwrap();
    assert!(records.next().await.unwrap().0.is_empty());
    batch
}

#[tokio::test]
async fn many_at_once_are_all_kept() {
    let data = TempDir::new().unwrap();
    let inbox = Inbox::open(&data.path().join("inbox")).unwrap();
    let raws: Vec<_> = (0..300).map(|n| callback(n.to_string())).collect();
    let kept = futures_util::future::join_all(raws.iter().map(|raw| inbox.append(raw))).await;
    assert!(kept.iter().all(Result::is_ok));
    assert_eq!(inbox.waiting().records, 300);
    inbox.seal().await;
    let name = inbox.due().unwrap();
    assert_eq!(all(&inbox, name).await, raws);
    assert_eq!(inbox.waiting().records, 300);
}

/// One active segment each: the other's is left alone as long as it lives, and taken over afterwards.
#[tokio::test]
async fn two_processes_do_not_write_into_one_file() {
    let data = TempDir::new().unwrap();
    let (old, new) = (
        Inbox::open(&data.path().join("inbox")).unwrap(),
        Inbox::open(&data.path().join("inbox")).unwrap(),
    );
    let first = append(&old, "old", 1).await;
    append(&new, "new", 2).await;
    assert_eq!(new.adopt().await.unwrap(), Adopted { held: 2, ..Adopted::default() });
    assert_eq!(new.waiting(), waiting(1, 2));

    old.close().await;
    drop(old);
    let adopted = Adopted { segments: 1, records: 1, held: 1, ..Adopted::default() };
    assert_eq!(new.adopt().await.unwrap(), adopted);
    assert_eq!(new.waiting(), waiting(2, 1));
    let name = new.due().unwrap();
    assert_eq!(all(&new, name).await, [first]);
    new.remove(name, Found { whole: 1, damaged: 0 }).await.unwrap();
    assert_eq!(new.waiting(), waiting(1, 2));
    assert_eq!(new.due(), None);
}

#[tokio::test]
async fn what_a_torn_segment_lost_is_said() {
    let data = TempDir::new().unwrap();
    let inbox = Inbox::open(&data.path().join("inbox")).unwrap();
    append(&inbox, "whole", 1).await;
    append(&inbox, "torn", 2).await;
    inbox.close().await;
    drop(inbox);
    let folder = Folder::of(&data.path().join("inbox"));
    let path = folder.path_of(folder.segments().unwrap()[0]);
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() - 9]).unwrap();

    let inbox = Inbox::open(&data.path().join("inbox")).unwrap();
    let adopted = inbox.adopt().await.unwrap();
    assert_eq!(adopted, Adopted { segments: 1, records: 1, damaged: 1, held: 0 });
    assert_eq!(inbox.waiting(), waiting(1, 1));
    assert_eq!(inbox.quarantined(), 1);
    let mut listing = Listing::open(&data.path().join("inbox")).unwrap();
    assert_eq!(listing.next_record().unwrap().unwrap().body, b"whole");
    assert!(listing.next_record().unwrap().is_none());
    assert_eq!((listing.unreadable, listing.quarantines.len()), (1, 1));
}

/// What rotted between the count and the replay is not removed with the rest.
#[tokio::test]
async fn a_segment_that_is_not_what_it_was_is_not_removed() {
    let data = TempDir::new().unwrap();
    let inbox = Inbox::open(&data.path().join("inbox")).unwrap();
    append(&inbox, "one", 1).await;
    append(&inbox, "two", 2).await;
    inbox.seal().await;
    let name = inbox.due().unwrap();
    for (whole, damaged) in [(1, 0), (2, 1)] {
        assert!(inbox.remove(name, Found { whole, damaged }).await.is_err());
        assert_eq!(inbox.adopt().await.unwrap().records, 2, "it is looked at anew");
    }
    inbox.remove(name, Found { whole: 2, damaged: 0 }).await.unwrap();
    assert_eq!(Folder::of(&data.path().join("inbox")).segments().unwrap(), []);
}

#[tokio::test]
async fn closing_keeps_what_was_asked_for_and_takes_nothing_more() {
    let data = TempDir::new().unwrap();
    let inbox = Inbox::open(&data.path().join("inbox")).unwrap();
    inbox.probe().await.unwrap();
    append(&inbox, "one", 1).await;
    inbox.close().await;
    assert!(matches!(inbox.append(&callback("two")).await, Err(NotKept::Closed)));
    assert!(matches!(inbox.probe().await, Err(NotKept::Closed)));
    let mut listing = Listing::open(&data.path().join("inbox")).unwrap();
    assert_eq!(listing.next_record().unwrap().unwrap().body, b"one");
    assert!(listing.next_record().unwrap().is_none());
    // The probe has left nothing behind.
    assert_eq!(fs::read_dir(inbox.folder()).unwrap().count(), 1);
}

/// A backup lists the inbox before it copies the books, and reads it afterwards.
#[tokio::test]
async fn what_is_replayed_while_it_is_listed_is_listed() {
    let data = TempDir::new().unwrap();
    let inbox = Inbox::open(&data.path().join("inbox")).unwrap();
    let (first, second) = (append(&inbox, "first", 1).await, append(&inbox, "second", 2).await);
    let mut listing = Listing::open(inbox.folder()).unwrap();
    let late = append(&inbox, "late", 3).await;
    inbox.seal().await;
    let name = inbox.due().unwrap();
    inbox.remove(name, Found { whole: 3, damaged: 0 }).await.unwrap();
    for expected in [Some(first), Some(second), Some(late), None] {
        assert_eq!(listing.next_record().unwrap(), expected);
    }
}
