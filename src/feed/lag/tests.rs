use super::*;
use crate::testing::{TestDatabase, happen};

fn consumer(db: &mut TestDatabase, name: &str, cursor: i64) {
    db.run(&format!(
        "INSERT INTO consumers (name, cursor, holder, held_until) VALUES ('{name}', {cursor}, 'x', 0)"
    ));
}

#[test]
fn a_consumer_is_behind_by_what_lies_before_it() {
    let mut db = TestDatabase::new();
    let [one, two, three] = [(); 3].map(|()| happen(&mut db.connection, None));
    consumer(&mut db, "at_the_end", three);
    consumer(&mut db, "behind", one);
    let behind_since = db.number(&format!("SELECT at AS number FROM events WHERE id = {two}"));
    let lags = lags(&mut db.connection).unwrap();
    let told: Vec<_> = lags
        .iter()
        .map(|lag| (lag.consumer.as_str(), lag.events, lag.since.map(UtcTime::micros)))
        .collect();
    assert_eq!(told, [("at_the_end", 0, None), ("behind", three - one, Some(behind_since))]);
}

#[test]
fn where_there_is_no_consumer_none_is_behind() {
    let mut db = TestDatabase::new();
    happen(&mut db.connection, None);
    assert_eq!(lags(&mut db.connection).unwrap(), []);
}
