use super::{
    keep::{Kept, Worth, superfluous},
    *,
};
use crate::{
    dromon::{Secret, Token},
    testing::TestDatabase,
};

fn token(secret: &str) -> Token {
    Token::of(&Secret::new(secret.to_owned()))
}

fn refused(source: u8, body: &str) -> NewRefused {
    NewRefused::new(
        IpAddr::from([203, 0, 113, source]),
        Cause::WrongToken,
        Some(TokenHash::of(b"0")),
        body.as_bytes().to_vec(),
        Completeness::Whole,
    )
}

fn kept(rows: &[(&str, Worth)]) -> Vec<Kept<String>> {
    let row = |(id, (source, worth)): (i64, &(&str, Worth))| Kept {
        id,
        source: (*source).to_owned(),
        worth: *worth,
    };
    (0..).zip(rows).map(row).collect()
}

#[test]
fn a_hash_fits_only_its_own_token() {
    let (old, new) = (token("mistyped"), token("2967104"));
    let hash = TokenHash::of(new.expose().as_bytes());
    assert!(!hash.fits(std::slice::from_ref(&old)));
    assert!(hash.fits(&[old, new]));
    assert!(!hash.fits(&[]));
    assert_eq!(format!("{hash:?}"), "TokenHash(…)");
}

/// A flood drives out its own: the one callback of another address stays, though it is the oldest.
#[test]
fn whoever_has_most_loses_first() {
    use Worth::Whole;
    let rows = kept(&[("dromon", Whole), ("flood", Whole), ("flood", Whole), ("flood", Whole)]);
    assert_eq!(superfluous(&rows, 4), [0; 0]);
    assert_eq!(superfluous(&rows, 2), [1, 2]);
}

#[test]
fn what_was_received_goes_first_and_what_has_no_body_next() {
    use Worth::{Part, Taken, Whole};
    let rows = kept(&[("a", Whole), ("a", Part), ("b", Taken), ("a", Whole), ("b", Part)]);
    assert_eq!(superfluous(&rows, 1), [2, 1, 4, 0]);
}

#[test]
fn never_more_than_200_are_kept() {
    let mut db = TestDatabase::new();
    let dromon = refused(1, "the one that matters");
    db.write(|c| keep(c, std::slice::from_ref(&dromon))).unwrap();
    for _ in 0..3 {
        let many: Vec<NewRefused> = (0..150).map(|_| refused(2, "noise")).collect();
        db.write(|c| keep(c, &many)).unwrap();
        let kept = waiting(&mut db.connection).unwrap();
        assert!(kept.len() <= 200);
        let last = kept.last().unwrap();
        assert_eq!(last.body, dromon.body);
        assert_eq!(last.uuid, dromon.uuid.to_string());
    }
    assert_eq!(db.count("refused_callbacks"), 200);
}

#[test]
fn what_was_received_is_on_the_list_no_more_and_leaves_a_trace() {
    let mut db = TestDatabase::new();
    db.write(|c| keep(c, &[refused(1, "{}")])).unwrap();
    let id = waiting(&mut db.connection).unwrap()[0].id;
    let (by, now) = (Actor::staff("Аня"), clock::now());
    for _ in 0..2 {
        db.write(|c| mark_taken(c, id, &by, "203.0.113.9", now)).unwrap();
    }
    assert!(waiting(&mut db.connection).unwrap().is_empty());
    let taken = find(&mut db.connection, id).unwrap().unwrap();
    assert_eq!((taken.taken_at, taken.taken_by), (Some(now), Some(by)));
    // Once, however often it is marked.
    assert_eq!(db.count("audit WHERE who = 'staff:Аня' AND source = '203.0.113.9'"), 1);
}

#[test]
fn a_refused_callback_is_offered_as_it_came() {
    let mut db = TestDatabase::new();
    let new = refused(1, r#"{"sum":8}"#);
    db.write(|c| keep(c, std::slice::from_ref(&new))).unwrap();
    let row = &waiting(&mut db.connection).unwrap()[0];
    let raw = row.raw(|_| SourceRule::Unsaid).unwrap();
    assert_eq!((raw.uuid, raw.received_at), (new.uuid, new.received_at));
    assert_eq!((raw.source, raw.rule), (new.source, SourceRule::Unsaid));
    assert_eq!((raw.body, raw.completeness), (new.body, Completeness::Whole));
}

#[tokio::test]
async fn what_is_refused_waits_in_memory_and_never_grows() {
    let db = TestDatabase::new();
    let store = crate::db::Store::open(db.database.clone(), || {}).unwrap();
    let refusals = Refusals::default();
    assert_eq!(refusals.write_down(&store).await.unwrap(), 0);
    refusals.add(refused(1, "dromon"));
    for _ in 0..500 {
        refusals.add(refused(2, "noise"));
    }
    // Some at a time, and there is work until all of it is done.
    for _ in 0..4 {
        refusals.work().await;
        assert_eq!(refusals.write_down(&store).await.unwrap(), 50);
    }
    assert_eq!(refusals.write_down(&store).await.unwrap(), 0);
    let kept = store.read(|c| Ok::<_, crate::db::StoreError>(waiting(c)?)).await.unwrap();
    assert_eq!(kept.last().unwrap().body, b"dromon");
    store.close().await;
}

/// What cannot be written waits on.
#[tokio::test]
async fn what_cannot_be_written_is_written_later() {
    let db = TestDatabase::new();
    let (open, closed) = (db.database.clone(), db.database.clone());
    let store = crate::db::Store::open(closed, || {}).unwrap();
    store.close().await;
    let refusals = Refusals::default();
    refusals.add(refused(1, "a"));
    assert!(refusals.write_down(&store).await.is_err());
    refusals.add(refused(1, "b"));
    let store = crate::db::Store::open(open, || {}).unwrap();
    assert_eq!(refusals.write_down(&store).await.unwrap(), 2);
    store.close().await;
}

#[test]
fn bodies_are_read_a_few_at_a_time() {
    let refusals = Refusals::default();
    let turns: Vec<_> = std::iter::from_fn(|| refusals.reader()).take(100).collect();
    assert_eq!(turns.len(), 4);
    drop(turns);
    assert!(refusals.reader().is_some());
}
