//! The database is away, and Dromon calls: no callback is lost, and each is in the books once.

mod disk_full;
mod locked;
mod opening;
mod retired;

use std::{collections::HashMap, path::Path};

use diesel::{connection::SimpleConnection, prelude::*};
use kassa::db::{Connection, Database, Purpose, schema::callbacks};
use serde_json::{Value, json};

use crate::support::{Process, Reply};

/// A callback of an order that there is not: money that is kept all the same.
fn of_nobody(uid: &str) -> Value {
    json!({ "uid": uid, "sum": 8 })
}

fn books(data: &Path) -> Connection {
    Database::Sqlite(data.join("kassa.sqlite")).connect(Purpose::Read).unwrap()
}

/// Holds the database's lock until it is dropped.
fn lock(data: &Path) -> Connection {
    let mut connection =
        Database::Sqlite(data.join("kassa.sqlite")).connect(Purpose::Write).unwrap();
    connection.batch_execute("BEGIN EXCLUSIVE").unwrap();
    connection
}

/// How often each uid is in the books.
fn kept(data: &Path) -> HashMap<String, usize> {
    let bodies: Vec<Vec<u8>> =
        callbacks::table.select(callbacks::body).load(&mut books(data)).unwrap();
    let mut kept = HashMap::new();
    for body in bodies {
        let body: Value = serde_json::from_slice(&body).unwrap();
        *kept.entry(body["uid"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    kept
}

async fn result(shop: &Process, callback: &Value) -> String {
    let reply = Reply::of(shop.callback(callback)).await;
    reply.expect(200).json()["result"].as_str().unwrap().to_owned()
}
