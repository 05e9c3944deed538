//! Several Kassa nodes, one database.

use std::sync::Arc;

use serde_json::json;

use crate::{
    database::TestDatabase,
    support::{Premises, REAL, Reply, payment},
};

#[actix_web::test]
async fn what_one_node_was_told_the_other_knows() {
    let database = Arc::new(TestDatabase::new());
    let (here, there) = (Premises::with(Arc::clone(&database)), Premises::with(database));
    let key = here.add_key();
    let (one, other) = (here.start(&REAL), there.start(&REAL));
    let order = one.place(&key, &json!({ "sum": 8, "customer": { "nickname": "Steve_01" } })).await;
    let paid = Reply::of(other.callback(&payment(&order, 8, 0))).await;
    assert_eq!(paid.expect(200).json()["result"], "paid");
    let repeated = Reply::of(one.callback(&payment(&order, 8, 0))).await;
    assert_eq!(repeated.expect(200).json()["result"], "repeated");
    let seen = one.order(&key, &order["uid"]).await;
    assert_eq!((&seen["status"], &seen["paid"]), (&"paid".into(), &8.into()));
    assert_eq!(other.order(&key, &order["uid"]).await, seen);
}
