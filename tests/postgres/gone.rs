//! The database goes and comes back.

use serde_json::json;

use crate::{
    cluster::Cluster,
    support::{Premises, REAL, Reply, eventually, payment},
};

#[actix_web::test]
async fn a_shop_sells_again_when_its_database_is_back() {
    let cluster = Cluster::private();
    let premises = Premises::with(cluster.database());
    let key = premises.add_key();
    let shop = premises.start(&REAL);
    let order =
        shop.place(&key, &json!({ "sum": 8, "customer": { "nickname": "Steve_01" } })).await;
    cluster.stop_immediately();
    let path = format!("/api/v1/orders/{}", order["uid"].as_str().unwrap());
    Reply::of(shop.get(&path).bearer_auth(&key)).await.expect_problem(503);
    cluster.start();
    let found = eventually("the order being found again", async || {
        let reply = Reply::of(shop.get(&path).bearer_auth(&key)).await;
        (reply.status == 200).then(|| reply.json())
    })
    .await;
    assert_eq!(found, order);
    let paid = Reply::of(shop.callback(&payment(&order, 8, 0))).await;
    assert_eq!(paid.expect(200).json()["result"], "paid");
}
