use std::fs::File;

use tempfile::TempDir;

use super::*;
use crate::testing::{TestDatabase, moment};

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

struct Place {
    db: TestDatabase,
    folder: TempDir,
    daily: Daily,
}

impl Place {
    fn new(keep: usize) -> Self {
        let db = TestDatabase::sqlite();
        let folder = TempDir::new().unwrap();
        let daily = Daily {
            database: db.database.clone(),
            inbox: folder.path().join("inbox"),
            folder: folder.path().join("backups"),
            keep,
            zone: chrono_tz::Europe::Moscow,
            whose: "kassa",
            state: BackupState::default(),
        };
        Self { db, folder, daily }
    }

    fn put(&self, name: &str) -> PathBuf {
        fs::create_dir_all(&self.daily.folder).unwrap();
        let path = self.daily.folder.join(name);
        fs::write(&path, name).unwrap();
        path
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(&self.daily.folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[track_caller]
    fn made(&self, now: UtcTime) -> String {
        match self.daily.step(now).unwrap() {
            Made::Backup { file, .. } => file.file_name().unwrap().to_str().unwrap().to_owned(),
            Made::Nothing => panic!("nothing was made at {now}"),
        }
    }

    #[track_caller]
    fn made_nothing(&self, now: UtcTime) {
        assert!(matches!(self.daily.step(now).unwrap(), Made::Nothing), "{now}");
    }
}

/// 24 November 2026, ten past ten in Moscow.
fn morning() -> UtcTime {
    moment(0)
}

#[test]
fn one_a_day_and_a_day_begins_where_the_shop_is() {
    let place = Place::new(14);
    assert_eq!(morning().rfc3339(), "2026-11-24T07:05:03.000Z");
    assert_eq!(place.made(morning()), "kassa-2026-11-24.sqlite");
    place.made_nothing(morning().plus(HOUR));
    // 23:05 and 0:05 in Moscow.
    place.made_nothing(morning().plus(13 * HOUR));
    assert_eq!(place.made(morning().plus(14 * HOUR)), "kassa-2026-11-25.sqlite");
    place.made_nothing(morning().plus(DAY));
    assert_eq!(place.names(), ["kassa-2026-11-24.sqlite", "kassa-2026-11-25.sqlite"]);
}

#[test]
fn only_the_oldest_that_it_named_itself_go() {
    let place = Place::new(2);
    let mut others = [
        "kassa-2026-11-20-before-the-move.sqlite",
        "kassa-2026-11-1.sqlite",
        "kassa-2026-13-24.sqlite",
        "kassa-.sqlite",
        "kassa.sqlite",
        "my-kassa-2026-11-20.sqlite",
        "sandbox-2026-11-20.sqlite",
        "notes.txt",
    ];
    for name in others {
        place.put(name);
    }
    for day in ["2026-11-21", "2026-11-22", "2026-11-23"] {
        place.put(&format!("kassa-{day}.sqlite"));
    }
    let Made::Backup { removed, .. } = place.daily.step(morning()).unwrap() else { panic!() };
    let removed: Vec<_> = removed.iter().map(|path| path.file_name().unwrap()).collect();
    assert_eq!(removed, ["kassa-2026-11-21.sqlite", "kassa-2026-11-22.sqlite"]);
    let mut kept = vec!["kassa-2026-11-23.sqlite", "kassa-2026-11-24.sqlite"];
    others.sort_unstable();
    kept.extend(others);
    kept.sort_unstable();
    assert_eq!(place.names(), kept);
}

#[test]
fn nothing_is_thrown_away_for_a_backup_that_failed() {
    let place = Place::new(1);
    let old = place.put("kassa-2026-11-20.sqlite");
    let older = place.put("kassa-2026-11-19.sqlite");
    fs::remove_file(place.db.file()).unwrap();
    assert!(place.daily.step(morning()).is_err());
    assert!(old.exists() && older.exists());
    assert_eq!(place.names().len(), 2, "nor anything left behind");
}

#[test]
fn what_a_killed_process_left_goes_when_nobody_can_be_at_work_on_it() {
    let place = Place::new(14);
    let old = place.put(".kassa-2026-11-20.sqlite.0123.partial");
    let fresh = place.put(".kassa-2026-11-24.sqlite.4567.partial");
    let others = place.put(".other-2026-11-20.sqlite.0123.partial");
    for path in [&old, &others] {
        let long_ago = SystemTime::now() - 2 * ABANDONED;
        File::options().write(true).open(path).unwrap().set_modified(long_ago).unwrap();
    }
    place.made(morning());
    assert!(!old.exists() && fresh.exists() && others.exists());
}

#[test]
fn a_failure_is_told_until_it_is_over() {
    let place = Place::new(14);
    assert_eq!(place.daily.complaint(morning()), None);
    // A file stands where the folder should be.
    fs::write(&place.daily.folder, "").unwrap();
    assert!(place.daily.step(morning()).is_err());
    let complaint = place.daily.complaint(morning()).unwrap();
    for part in ["the daily backup failed", "backups", "there is no backup"] {
        assert!(complaint.contains(part), "{complaint}");
    }
    fs::remove_file(&place.daily.folder).unwrap();
    place.made(morning());
    assert_eq!(place.daily.complaint(morning()), None);
    let file = place.folder.path().join("backups/kassa-2026-11-24.sqlite");
    assert!(file.is_file());
}

#[test]
fn a_backup_that_another_process_made_serves_too() {
    let place = Place::new(14);
    fs::write(&place.daily.folder, "").unwrap();
    assert!(place.daily.step(morning()).is_err());
    fs::remove_file(&place.daily.folder).unwrap();
    place.put("kassa-2026-11-24.sqlite");
    place.made_nothing(morning());
    assert_eq!(place.daily.complaint(morning()), None);
}

#[test]
fn a_stale_backup_is_told() {
    let place = Place::new(14);
    place.made(morning());
    let later = morning().plus(2 * DAY);
    assert_eq!(place.daily.complaint(later), None);
    let complaint = place.daily.complaint(later.plus(HOUR)).unwrap();
    assert!(complaint.contains("2026-11-24T07:05:03.000Z, more than two days ago"), "{complaint}");
}

#[test]
fn wrong_books_are_backed_up_and_told() {
    let mut place = Place::new(14);
    place.db.place(8);
    place.db.run("UPDATE orders SET counted = 9");
    place.made(morning());
    place.made_nothing(morning().plus(HOUR));
    let complaint = place.daily.complaint(morning()).unwrap();
    assert!(complaint.contains("do not add up"), "{complaint}");
}
