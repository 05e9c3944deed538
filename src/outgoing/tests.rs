use super::*;
use crate::testing::{TestDatabase, happen, moment};

fn endpoint(db: &mut TestDatabase, id: i64, paused: bool) {
    let paused_at = if paused { "1" } else { "NULL" };
    db.run(&format!(
        "INSERT INTO webhook_endpoints (id, url, description, secret, kinds, after_event, created_at, paused_at, failures, rests_until, left_until, anew_at)
        VALUES ({id}, 'https://bot.example/', '', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', '', 0, 0, {paused_at}, 0, 0, 0, 0)"
    ));
}

/// A delivery that was queued at that second, of something that happened long before.
fn delivery(db: &mut TestDatabase, id: i64, endpoint: i64, status: &str, queued: u64) {
    let ends_at = at(queued).plus(LASTING).micros();
    db.run(&format!(
        "INSERT INTO webhook_deliveries (id, endpoint_id, type, message_id, payload, at, status, attempts, tries, next_at, ends_at, ended_at)
        VALUES ({id}, {endpoint}, 'test', 'm{id}', '{{}}', 0, '{status}', 0, 0, 0, {ends_at}, {})",
        if status == "waiting" { "NULL".to_owned() } else { ends_at.to_string() },
    ));
}

fn at(second: u64) -> UtcTime {
    moment(second * 1_000_000)
}

#[test]
fn what_waits_for_an_endpoint_is_told_unless_it_rests() {
    let mut db = TestDatabase::new();
    let look = |db: &mut TestDatabase| Outgoing::look(&mut db.connection).unwrap().webhooks;
    assert_eq!(look(&mut db), Webhooks::default());
    for (id, paused) in [(1, false), (2, true), (3, false)] {
        endpoint(&mut db, id, paused);
    }
    assert_eq!(look(&mut db), Webhooks::default());
    for (id, to, status, queued) in [
        (1, 1, "delivered", 10),
        (2, 2, "waiting", 20),
        (3, 1, "waiting", 40),
        (4, 3, "waiting", 30),
        (5, 3, "waiting", 50),
        (6, 3, "given_up", 5),
        (7, 2, "given_up", 5),
    ] {
        delivery(&mut db, id, to, status, queued);
    }
    // A test that is given up is nobody's loss.
    assert_eq!(look(&mut db).given_up, 0);
    let event = happen(&mut db.connection, None);
    db.run(&format!("UPDATE webhook_deliveries SET event_id = {event} WHERE status = 'given_up'"));
    assert_eq!(look(&mut db), Webhooks { waiting: 3, since: Some(at(30)), given_up: 1 });
    // What waits for one that was removed is nobody's, until it is forgotten.
    db.run("UPDATE webhook_endpoints SET removed_at = 1 WHERE id = 3");
    assert_eq!(look(&mut db), Webhooks { waiting: 1, since: Some(at(40)), given_up: 0 });
}

#[test]
fn notices_that_wait_for_a_person_are_counted() {
    let mut db = TestDatabase::new();
    assert_eq!(Outgoing::look(&mut db.connection).unwrap().notices, 0);
    for (id, resolved_at) in [(1, "NULL"), (2, "5"), (3, "NULL")] {
        db.run(&format!(
            "INSERT INTO undelivered_notices (id, channel, topic, why, at, resolved_at)
            VALUES ({id}, 'discord', 'paid', 'refused', 0, {resolved_at})"
        ));
    }
    assert_eq!(Outgoing::look(&mut db.connection).unwrap().notices, 2);
}

#[test]
fn a_channel_that_was_switched_off_is_left_out() {
    let webhook = ("KASSA_DISCORD_WEBHOOK", "http://127.0.0.1:1/api/webhooks/1/x");
    let env = [webhook].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let config = Config::from_sources(None, env).unwrap();
    let lag = |consumer: &str| Lag { consumer: consumer.to_owned(), events: 1, since: Some(at(0)) };
    let lags = ["staff-notices", "staff-notices-telegram", "webhooks"].map(lag).to_vec();
    let outgoing = Outgoing { lags, webhooks: Webhooks::default(), notices: 0 };
    let left = outgoing.without_switched_off(&config).lags;
    let names: Vec<_> = left.iter().map(|lag| lag.consumer.as_str()).collect();
    assert_eq!(names, ["staff-notices", "webhooks"]);
}
