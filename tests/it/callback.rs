//! `POST /callback`: every body and every head that may come.

mod body;
mod head;
mod source;

use serde_json::Value;

use crate::support::Reply;

/// A callback sent on a connection that is just being closed is lost, so each answer closes its own.
#[track_caller]
fn expect_closed(reply: &Reply) {
    assert_eq!(reply.header("connection").to_ascii_lowercase(), "close", "{:?}", reply.headers);
}

#[track_caller]
fn expect_result(reply: &Reply, result: &str) {
    expect_closed(reply);
    assert_eq!(reply.expect(200).json(), serde_json::json!({ "result": result }));
}

fn open_kinds(order: &Value) -> Vec<&str> {
    let all = order["discrepancies"].as_array().unwrap();
    all.iter()
        .filter(|each| each["open"] == true)
        .map(|each| each["kind"].as_str().unwrap())
        .collect()
}
