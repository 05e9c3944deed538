use super::*;
use crate::testing::{TestDatabase, moment};

fn key(db: &mut TestDatabase, expires_at: Option<UtcTime>) -> ApiKey {
    let new = NewKey {
        expires_at,
        scopes: "read settle".parse().unwrap(),
        ..NewKey::named("bot".parse().unwrap())
    };
    db.write(|c| add(c, &new, moment(1))).unwrap()
}

#[test]
fn a_key_opens_what_it_was_made_for_until_its_end() {
    let mut db = TestDatabase::new();
    let key = key(&mut db, Some(moment(9)));
    let program = find(&mut db.connection, &key, moment(8)).unwrap().unwrap();
    assert_eq!(program.scopes.as_str(), "read settle");
    assert!(find(&mut db.connection, &key, moment(9)).unwrap().is_none());
    let kept = list(&mut db.connection).unwrap().remove(0);
    assert_eq!(kept.standing(moment(8)), Standing::Open);
    assert_eq!(kept.standing(moment(9)), Standing::Expired);
}

#[test]
fn its_last_use_is_known_to_the_minute() {
    let mut db = TestDatabase::new();
    let key = key(&mut db, None);
    let used = moment(5);
    let program = find(&mut db.connection, &key, used).unwrap().unwrap();
    assert!(program.is_to_be_recorded(used));
    db.write(|c| record_use(c, &program, used)).unwrap();
    let program = find(&mut db.connection, &key, used).unwrap().unwrap();
    assert!(!program.is_to_be_recorded(used.plus(Duration::from_secs(59))));
    assert!(program.is_to_be_recorded(used.plus(Duration::from_mins(1))));
    assert_eq!(list(&mut db.connection).unwrap()[0].last_used_at, Some(used));
}

#[test]
fn a_request_is_carried_out_once_and_its_answer_is_forgotten_in_the_end() {
    use idempotency::{Answer, KEPT, Request, Seen};
    let mut db = TestDatabase::new();
    let key = key(&mut db, None);
    let program = find(&mut db.connection, &key, moment(2)).unwrap().unwrap();
    let request = |target, body| Request::new(&program, "K", target, body).unwrap();
    let asked = request("POST /here", b"body");
    let answer = Answer { status: 200, location: None, etag: None, body: "{}".to_owned() };
    assert_eq!(db.write(|c| asked.claim(c, moment(3))).unwrap(), Seen::Never);
    db.write(|c| asked.keep(c, &answer)).unwrap();
    assert_eq!(db.write(|c| asked.claim(c, moment(4))).unwrap(), Seen::Answered(answer));
    for other in [request("POST /there", b"body"), request("POST /here", b"other")] {
        assert_eq!(db.write(|c| other.claim(c, moment(4))).unwrap(), Seen::Other);
    }
    let end = moment(3).plus(KEPT);
    assert_eq!(db.write(|c| idempotency::forget(c, end, 9)).unwrap(), 0);
    assert_eq!(db.write(|c| idempotency::forget(c, end.plus(LAST_USE), 9)).unwrap(), 1);
    assert_eq!(db.write(|c| asked.claim(c, end)).unwrap(), Seen::Never);
}
