use super::*;
use crate::testing::{TestDatabase, moment};

fn blocked(db: &mut TestDatabase, kind: BlockKind, value: &str) -> bool {
    is_blocked(&mut db.connection, kind, value).unwrap()
}

#[test]
fn whoever_is_blocked_is_so_until_somebody_lifts_it() {
    let mut db = TestDatabase::new();
    let (by, now) = (Actor::staff("Ирина"), moment(0));
    let nickname = BlockKind::Nickname;
    assert!(!blocked(&mut db, nickname, "steve_01"));
    assert!(db.write(|c| block(c, nickname, "steve_01", "спам", &by, now)).unwrap());
    assert!(!db.write(|c| block(c, nickname, "steve_01", "ещё раз", &by, now)).unwrap());
    assert!(blocked(&mut db, nickname, "steve_01"));
    assert!(
        !blocked(&mut db, nickname, "alex") && !blocked(&mut db, BlockKind::Browser, "steve_01")
    );
    let (listed, more) = list(&mut db.connection, None).unwrap();
    assert_eq!((listed.len(), listed[0].reason.as_str(), more), (1, "спам", false));
    let freed = db.write(|c| lift(c, listed[0].id, &by, moment(1))).unwrap().unwrap();
    assert_eq!(freed.value, "steve_01");
    assert!(!blocked(&mut db, nickname, "steve_01"));
    assert!(db.write(|c| lift(c, listed[0].id, &by, moment(2))).unwrap().is_none());
    assert!(list(&mut db.connection, None).unwrap().0.is_empty());
    // It stays written down.
    assert_eq!(db.count("blocks WHERE lifted_by = 'staff:Ирина'"), 1);
}
