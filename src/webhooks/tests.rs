//! However much was sent: whoever sends, and whoever looks, reads what is asked for and no more.

use std::{collections::HashMap, time::Duration};

use diesel::connection::SimpleConnection;

use super::*;
use crate::{
    clock::UtcTime,
    db::Connection,
    staff::By,
    testing::{
        TestDatabase, moment,
        plans::{
            ON_POSTGRES, ON_SQLITE, asked, assert_reads_by_index, assert_sorts_no_list, seeded,
        },
    },
};

fn now() -> UtcTime {
    moment(0)
}

/// Two endpoints that were told of everything: one in fifty waits, one in seventy was given up, the rest was taken.
fn with_deliveries(mut db: TestDatabase) -> (TestDatabase, [i64; 2]) {
    let endpoints = ["https://bot.example/", "https://site.example/"].map(|url| {
        let new = NewEndpoint {
            url: url.parse().unwrap(),
            description: "бот".parse().unwrap(),
            subscription: Subscription::all(),
            order_id: None,
        };
        let added = db.write(|c| add(c, &new, 0, &By::command_line(), now())).unwrap();
        added.endpoint.id
    });
    for endpoint in endpoints {
        db.run(&format!(
            "INSERT INTO webhook_deliveries (endpoint_id, event_id, order_id, type, message_id, payload, at, status, attempts, tries,
                next_at, ends_at, ended_at)
            SELECT {endpoint}, id, order_id, 'order.paid', 'evt_' || id, '{{}}', at,
                CASE WHEN id % 50 = 0 THEN 'waiting' WHEN id % 70 = 0 THEN 'given_up' ELSE 'delivered' END, 1, 1, at, at + 259200000000,
                CASE WHEN id % 50 = 0 THEN NULL ELSE at + 1000000 END
            FROM events;
            INSERT INTO webhook_attempts (delivery_id, nth, at, took_ms, headers, status, answer)
            SELECT id, 1, at, 20, '', 200, '' FROM webhook_deliveries WHERE endpoint_id = {endpoint}"
        ));
    }
    (db, endpoints)
}

/// What whoever sends asks of the database, and what the pages and the API do.
fn everything(connection: &mut Connection, [one, other]: [i64; 2]) -> Vec<String> {
    let by = By::command_line();
    endpoint::hurry(connection, one, now().minus(Duration::from_secs(1))).unwrap();
    let chores = chores::due(connection).unwrap();
    assert!(!chores.is_empty());
    asked(connection, |connection| {
        assert!(!ledger::due(connection, &HashMap::new(), now()).unwrap().is_empty());
        redeliver(connection, other, &Again::Events(vec![1, 2, 100]), &by, now()).unwrap();
        for chore in chores {
            chore.work(connection, None, now()).unwrap();
        }
        in_trouble(connection, now()).unwrap();
        forget(connection, now(), 10).unwrap();
        let narrow = [
            Wanted::default(),
            Wanted { status: Some(DeliveryStatus::GivenUp), ..Wanted::default() },
            Wanted { order: Some(7), before: Some(5_000), ..Wanted::default() },
        ];
        for wanted in narrow {
            let found = deliveries(connection, other, wanted, 50).unwrap();
            last_attempts(connection, &found).unwrap();
        }
    })
}

#[track_caller]
fn reads_by_index(connection: &mut Connection, endpoints: [i64; 2]) -> Vec<String> {
    let asked = everything(connection, endpoints);
    assert!(asked.len() > 15, "{asked:#?}");
    assert_reads_by_index(connection, &asked);
    asked
}

#[test]
fn on_sqlite_whoever_sends_reads_by_an_index() {
    let (mut db, endpoints) = with_deliveries(seeded(TestDatabase::sqlite(), ON_SQLITE, now()));
    // A shop's file has no statistics; but nothing may depend on that.
    for analyze in ["SELECT 1", "ANALYZE"] {
        db.connection.batch_execute(analyze).unwrap();
        let asked = reads_by_index(&mut db.connection, endpoints);
        assert_sorts_no_list(&mut db.connection, &asked);
    }
}

#[test]
fn on_postgres_whoever_sends_reads_by_an_index() {
    let (mut db, endpoints) =
        with_deliveries(seeded(TestDatabase::postgres_apart(), ON_POSTGRES, now()));
    db.connection.batch_execute("VACUUM ANALYZE").unwrap();
    reads_by_index(&mut db.connection, endpoints);
}
