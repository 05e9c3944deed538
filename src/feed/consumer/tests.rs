use super::*;
use crate::testing::{DEADLINE, TestDatabase, happen, moment, wait_a_little};

const NAME: &str = "tests";

fn at(seconds: u64) -> UtcTime {
    moment(0).plus(Duration::from_secs(seconds))
}

/// One node's consumer.
fn node(db: &TestDatabase) -> Consumer {
    Consumer::new(Store::open(db.database.clone(), || {}).unwrap(), NAME)
}

/// A node whose turn it is. The server is shared, and transactions of other tests are waited for, too.
async fn acting(db: &TestDatabase) -> Consumer {
    let mut node = node(db);
    let taking = async {
        while node.take(at(0)).await.unwrap() == Turn::Beginning {
            wait_a_little().await;
        }
    };
    tokio::time::timeout(DEADLINE, taking).await.expect("it should begin");
    assert_eq!(node.take(at(0)).await.unwrap(), Turn::Ours);
    node
}

/// So many events that are not dealt with.
async fn ahead(node: &mut Consumer, count: usize) -> Vec<i64> {
    let reading = async {
        loop {
            let ids: Vec<i64> =
                node.next(100).await.unwrap().iter().map(|event| event.id).collect();
            if ids.len() >= count {
                return ids;
            }
            assert_eq!(ids.len(), 0, "all or none, as they are read at once");
            wait_a_little().await;
        }
    };
    tokio::time::timeout(DEADLINE, reading).await.expect("the events should be settled")
}

fn written_cursor(db: &mut TestDatabase) -> i64 {
    db.number("SELECT cursor AS number FROM consumers")
}

#[tokio::test]
async fn a_new_consumer_begins_with_what_comes() {
    let mut db = TestDatabase::new();
    let past = happen(&mut db.connection, None);
    let mut node = acting(&db).await;
    assert_eq!(written_cursor(&mut db), past);
    let one = db.write(|c| Ok::<_, StoreError>(happen(c, None))).unwrap();
    assert_eq!(ahead(&mut node, 1).await, [one]);
}

#[tokio::test]
async fn what_is_not_done_comes_again() {
    let mut db = TestDatabase::new();
    let mut node = acting(&db).await;
    let [one, two] = db.write(|c| Ok::<_, StoreError>([happen(c, None), happen(c, None)])).unwrap();
    assert_eq!(ahead(&mut node, 2).await, [one, two]);
    assert_eq!(ahead(&mut node, 2).await, [one, two]);
    assert_eq!(node.done(one, |_| Ok(())).await.unwrap(), Done::Written);
    assert_eq!(ahead(&mut node, 1).await, [two]);
    // Another process reads on where this one has got to.
    node.release(at(0)).await.unwrap();
    let mut other = acting(&db).await;
    assert_eq!(ahead(&mut other, 1).await, [two]);
}

#[tokio::test]
async fn of_two_nodes_one_acts_until_its_lease_runs_out() {
    let mut db = TestDatabase::new();
    let mut one = acting(&db).await;
    let mut other = node(&db);
    let until = at(LEASE.as_secs());
    assert_eq!(other.take(at(1)).await.unwrap(), Turn::Theirs { until });
    // As long as it goes on, it stays its turn.
    assert_eq!(one.take(at(20)).await.unwrap(), Turn::Ours);
    let until = at(20 + LEASE.as_secs());
    assert_eq!(other.take(at(31)).await.unwrap(), Turn::Theirs { until });

    let event = db.write(|c| Ok::<_, StoreError>(happen(c, None))).unwrap();
    assert_eq!(ahead(&mut one, 1).await, [event]);
    assert_eq!(other.take(until).await.unwrap(), Turn::Ours);
    assert_eq!(ahead(&mut other, 1).await, [event]);
    // The first one has been away, and believes that it is still its turn.
    let told = |c: &mut Connection| {
        crate::testing::add_row(c, "too late").map_err(|_| diesel::result::Error::NotFound)
    };
    assert_eq!(one.done(event, told).await.unwrap(), Done::Lost);
    assert_eq!(db.count("sources"), 0);
    assert_eq!(other.done(event, |_| Ok(())).await.unwrap(), Done::Written);
    assert_eq!(written_cursor(&mut db), event);
    let theirs = one.take(at(52)).await.unwrap();
    assert!(matches!(theirs, Turn::Theirs { .. }), "{theirs:?}");
    assert_eq!(one.next(9).await.unwrap().len(), 0);
}

/// Who was away for a night goes on where it was, and who was switched off for weeks begins anew: where it says so.
#[tokio::test]
async fn what_nobody_wanted_for_long_is_forgotten_where_that_is_said() {
    let mut db = TestDatabase::new();
    let day = 24 * 60 * 60;
    let forgetting = |db: &TestDatabase| node(db).forgetting_after(Duration::from_secs(day));
    acting(&db).await.release(at(0)).await.unwrap();
    let missed = db.write(|c| Ok::<_, StoreError>(happen(c, None))).unwrap();
    let mut one = forgetting(&db);
    assert_eq!(one.take(at(day)).await.unwrap(), Turn::Ours);
    assert_eq!(ahead(&mut one, 1).await, [missed]);
    one.release(at(day)).await.unwrap();
    let mut patient = node(&db);
    assert_eq!(patient.take(at(3 * day)).await.unwrap(), Turn::Ours);
    assert_eq!(ahead(&mut patient, 1).await, [missed]);
    patient.release(at(3 * day)).await.unwrap();

    let mut other = forgetting(&db);
    let later = at(4 * day + 1);
    let taking = async {
        while other.take(later).await.unwrap() == Turn::Beginning {
            wait_a_little().await;
        }
    };
    tokio::time::timeout(DEADLINE, taking).await.expect("it should begin anew");
    assert_eq!(other.take(later).await.unwrap(), Turn::Ours);
    assert_eq!(written_cursor(&mut db), missed);
    let new = db.write(|c| Ok::<_, StoreError>(happen(c, None))).unwrap();
    assert_eq!(ahead(&mut other, 1).await, [new]);
}

/// Whose turn it has never been is not forgotten: it begins where it was told to.
#[tokio::test]
async fn whoever_was_never_worked_begins_where_he_was_told_to() {
    let mut db = TestDatabase::new();
    db.write(|c| Ok::<_, StoreError>(begin_after(c, NAME, 0)?)).unwrap();
    let event = db.write(|c| Ok::<_, StoreError>(happen(c, None))).unwrap();
    let mut node = node(&db).forgetting_after(Duration::from_secs(1));
    assert_eq!(node.take(at(0)).await.unwrap(), Turn::Ours);
    assert_eq!(ahead(&mut node, 1).await, [event]);
}

#[tokio::test]
async fn more_is_what_is_ahead_and_what_comes_after_it() {
    let mut db = TestDatabase::new();
    let mut node = acting(&db).await;
    let mut ids = vec![db.write(|c| Ok::<_, StoreError>(happen(c, None))).unwrap()];
    assert_eq!(ahead(&mut node, 1).await, ids);
    ids.extend(db.write(|c| Ok::<_, StoreError>([happen(c, None), happen(c, None)])).unwrap());
    let looking = async {
        loop {
            let events = node.more(3).await.unwrap();
            if events.len() == 3 {
                return events.iter().map(|event| event.id).collect::<Vec<_>>();
            }
            wait_a_little().await;
        }
    };
    let more = tokio::time::timeout(DEADLINE, looking).await.expect("the events should be settled");
    assert_eq!(more, ids);
    assert_eq!(node.done(ids[0], |_| Ok(())).await.unwrap(), Done::Written);
    assert_eq!(ahead(&mut node, 2).await, ids[1..]);
}

#[tokio::test]
async fn what_is_left_is_anybodys_at_once() {
    let db = TestDatabase::new();
    let (mut one, mut other) = (acting(&db).await, node(&db));
    one.release(at(1)).await.unwrap();
    assert_eq!(other.take(at(1)).await.unwrap(), Turn::Ours);
}

#[tokio::test]
async fn what_is_written_with_it_is_written_with_it() {
    let mut db = TestDatabase::new();
    let mut node = acting(&db).await;
    let event = db.write(|c| Ok::<_, StoreError>(happen(c, None))).unwrap();
    ahead(&mut node, 1).await;
    let before = written_cursor(&mut db);
    let failed = node.done(event, |_| Err(diesel::result::Error::NotFound)).await;
    assert!(failed.is_err());
    assert_eq!(written_cursor(&mut db), before);
    // What nobody knows is read anew.
    assert_eq!(node.take(at(1)).await.unwrap(), Turn::Ours);
    assert_eq!(ahead(&mut node, 1).await, [event]);
    let also = |c: &mut Connection| {
        crate::testing::add_row(c, "told").map_err(|_| diesel::result::Error::NotFound)
    };
    assert_eq!(node.done(event, also).await.unwrap(), Done::Written);
    assert_eq!((written_cursor(&mut db), db.count("sources")), (event, 1));
}

/// Two nodes that begin at once, and then take turns: nothing is dealt with twice or left out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_deal_with_every_event_once() {
    let mut db = TestDatabase::new();
    let (mut one, mut other) = (acting(&db).await, node(&db));
    let mut dealt = Vec::new();
    let mut happened = Vec::new();
    for round in 0..6_u64 {
        let ids = db.write(|c| Ok::<_, StoreError>([happen(c, None), happen(c, None)])).unwrap();
        happened.extend(ids);
        let node = if round % 2 == 0 { &mut one } else { &mut other };
        let now = at(round * 31);
        assert_eq!(node.take(now).await.unwrap(), Turn::Ours);
        // Each leaves one to the other.
        let next = ahead(node, 1).await[0];
        dealt.push(next);
        assert_eq!(node.done(next, |_| Ok(())).await.unwrap(), Done::Written);
    }
    assert_eq!(dealt, happened[..6]);
}
