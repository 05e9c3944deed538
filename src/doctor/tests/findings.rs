//! What is made of what was looked up, without a server.

use std::fs;

use tempfile::TempDir;

use super::*;
use crate::{
    outgoing::{Outgoing, Webhooks},
    payments::silence,
    space::{Bytes, Low},
};

#[test]
fn a_consumer_is_stuck_when_an_event_waits_long() {
    let now = moment(0).plus(Duration::from_hours(2));
    let lag = |name: &str, minutes: Option<u64>| crate::feed::lag::Lag {
        consumer: name.to_owned(),
        events: 3,
        since: minutes.map(|minutes| now.minus(Duration::from_mins(minutes))),
    };
    assert_eq!(Consumers::of(&[lag("a", None), lag("b", Some(1))], now), Consumers::Current(2));
    let stuck = Consumers::of(&[lag("a", Some(60)), lag("b", Some(1))], now);
    assert_eq!(stuck, Consumers::Stuck(vec![("a".to_owned(), 3, Duration::from_hours(1))]));
    assert!(stuck.finding().found.contains("`a`"), "{stuck:?}");
}

#[test]
fn what_nobody_took_is_told() {
    let now = moment(0).plus(Duration::from_hours(2));
    let found = |waiting, minutes: Option<u64>, given_up, notices| {
        let since = minutes.map(|minutes| now.minus(Duration::from_mins(minutes)));
        let webhooks = Webhooks { waiting, since, given_up };
        Deliveries::of(&Outgoing { lags: vec![], webhooks, notices }, now)
    };
    for (waiting, minutes) in [(0, None), (3, Some(5)), (3, Some(60))] {
        let taken = found(waiting, minutes, 0, 0);
        assert_eq!(taken, Deliveries::Taken { waiting });
        assert_eq!(taken.finding().verdict, Verdict::Ok);
    }
    for (found, words) in [
        (found(3, Some(61), 0, 0), "3 webhooks wait, the oldest for 1h 1m"),
        (found(0, None, 2, 0), "2 webhooks were given up"),
        (found(3, Some(5), 0, 4), "4 notices were not delivered"),
    ] {
        let finding = found.finding();
        assert_eq!((finding.verdict, finding.found.as_str()), (Verdict::Warning, words));
    }
    assert_eq!(found(3, Some(61), 2, 4).finding().found.lines().count(), 3);
}

#[test]
fn a_backup_that_never_came_is_told_where_it_should_have_come() {
    let folder = TempDir::new().unwrap();
    let dir = folder.path().to_str().unwrap();
    let config = shop_at("https://shop.example", &[("BACKUP_DIR", dir)]);
    let day = |day: u64| moment(0).plus(Duration::from_hours(24 * day));
    let found = |running, begun: Option<u64>| Backup::of(&config, running, begun.map(day), day(10));
    let none = || dir.to_owned();
    for (running, begun, expected, verdict) in [
        (Running::Yes, Some(7), Backup::NeverMade { folder: none() }, Verdict::Failed),
        (Running::Yes, Some(9), Backup::Missing { folder: none() }, Verdict::Warning),
        (Running::Yes, None, Backup::Missing { folder: none() }, Verdict::Warning),
        (Running::No, Some(7), Backup::Missing { folder: none() }, Verdict::Warning),
    ] {
        let found = found(running, begun);
        assert_eq!(
            (&found, found.finding().verdict),
            (&expected, verdict),
            "{running:?} {begun:?}"
        );
    }
    let elsewhere = folder.path().join("nowhere");
    let gone = shop_at("https://shop.example", &[("BACKUP_DIR", elsewhere.to_str().unwrap())]);
    let found = Backup::of(&gone, Running::Yes, Some(day(7)), day(10));
    assert!(matches!(found, Backup::NeverMade { .. }), "{found:?}");
}

#[test]
fn the_newest_backup_is_judged_by_its_age() {
    let folder = TempDir::new().unwrap();
    let config =
        shop_at("https://shop.example", &[("BACKUP_DIR", folder.path().to_str().unwrap())]);
    let now = time::now();
    let found = |now| Backup::of(&config, Running::Yes, None, now);
    // Its age is that of the file.
    fs::write(folder.path().join("kassa-2026-11-24.sqlite"), "").unwrap();
    let fresh = found(now);
    assert!(matches!(fresh, Backup::Fresh { .. }), "{fresh:?}");
    assert_eq!(fresh.finding().verdict, Verdict::Ok);
    let stale = found(now.plus(Duration::from_hours(24 * 3)));
    assert!(matches!(stale, Backup::Stale { .. }), "{stale:?}");
    assert_eq!(stale.finding().verdict, Verdict::Failed);

    let file = folder.path().join("a file");
    fs::write(&file, "").unwrap();
    let config = shop_at("https://shop.example", &[("BACKUP_DIR", file.to_str().unwrap())]);
    let unreadable = Backup::of(&config, Running::Yes, None, now);
    assert!(matches!(unreadable, Backup::Unreadable { .. }), "{unreadable:?}");
    assert_eq!(unreadable.finding().verdict, Verdict::Failed);

    let without = Backup::of(&shop_at("https://shop.example", &[]), Running::Yes, None, now);
    assert_eq!((&without, without.finding().verdict), (&Backup::Unwanted, Verdict::Warning));
    let url = "postgres://kassa@db.example/kassa";
    let server = shop_at("https://shop.example", &[("DATABASE_URL", url)]);
    let server = Backup::of(&server, Running::Yes, None, now);
    assert_eq!((&server, server.finding().verdict), (&Backup::Server, Verdict::Ok));
}

#[test]
fn a_disk_is_judged_by_what_is_free() {
    let data = TempDir::new().unwrap();
    let dir = data.path().to_str().unwrap();
    let disk = |least| {
        let settings = [("DATA_DIR", dir), ("MIN_FREE_SPACE", least)];
        Disk::of(&shop_at("https://shop.example", &settings))
    };
    let enough = disk("0");
    assert!(matches!(enough, Disk::Enough { free: Some(_) }), "{enough:?}");
    assert_eq!(enough.finding().verdict, Verdict::Ok);
    let low = disk("1000000GiB");
    assert!(matches!(low, Disk::Low(_)), "{low:?}");
    let finding = low.finding();
    assert_eq!(finding.verdict, Verdict::Warning);
    assert!(finding.found.contains(dir), "{finding:?}");
    let place = data.path().to_owned();
    let full = Disk::Full(vec![Low { place, free: Bytes(1), least: Bytes(1 << 20) }]);
    assert_eq!(full.finding().verdict, Verdict::Failed);
    let untold = Disk::of(&shop_at("https://shop.example", &[]));
    assert_eq!(untold, Disk::Enough { free: None });
    assert_eq!(untold.finding().verdict, Verdict::Warning);
}

#[test]
fn customers_who_wait_for_a_callback_are_told_with_when_the_last_one_came() {
    let nobody = Silence::of(None);
    assert_eq!((&nobody, nobody.finding().verdict), (&Silence::Nobody, Verdict::Ok));
    let order = crate::testing::TestDatabase::new().place(8);
    let waiting = |last_callback| {
        let orders = vec![order.clone(), order.clone()];
        Silence::of(Some(silence::Silence { orders, last_callback })).finding()
    };
    let (never, before) = (waiting(None), waiting(Some(moment(0))));
    assert_eq!((never.verdict, before.verdict), (Verdict::Failed, Verdict::Failed));
    assert!(never.found.starts_with("2 customers") && never.found.contains("never"), "{never:?}");
    assert!(before.found.contains(&moment(0).to_string()), "{before:?}");
}

#[test]
fn an_address_that_dromons_form_cuts_is_told() {
    // A start refuses such settings; these are of another day.
    let mut config = shop_at("https://shop.example", &[("DROMON_URL", "https://drom.one")]);
    config.public_url = format!("https://{}.example", "x".repeat(39)).parse().unwrap();
    let fits = Links::of(&config);
    assert!(matches!(fits, Links::Fit { callback_url: 64, .. }), "{fits:?}");
    config.public_url = format!("https://{}.example", "x".repeat(40)).parse().unwrap();
    let cut = Links::of(&config);
    assert!(matches!(&cut, Links::Cut { name: "«URL события»", chars: 65, .. }), "{cut:?}");
    assert_eq!(cut.finding().verdict, Verdict::Failed);
}
