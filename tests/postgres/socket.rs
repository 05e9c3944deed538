//! A server on the same machine, by its socket.

use diesel::{RunQueryDsl, dsl::sql, sql_types::BigInt};
use serde_json::json;

use crate::{
    database::TestDatabase,
    support::{Premises, REAL, Reply, payment},
};

#[actix_web::test]
async fn a_shop_sells_by_a_servers_socket() {
    let mut database = TestDatabase::new();
    database.url.clone_from(&database.socket_url);
    let premises = Premises::with(database);
    let key = premises.add_key();
    let shop = premises.start(&REAL);
    let order =
        shop.place(&key, &json!({ "sum": 8, "customer": { "nickname": "Steve_01" } })).await;
    let paid = Reply::of(shop.callback(&payment(&order, 8, 0))).await;
    assert_eq!(paid.expect(200).json()["result"], "paid");
    // Who connects by it has no address.
    let by_address = "(SELECT COUNT(*) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'kassa' AND client_addr IS NOT NULL)";
    let by_address: i64 =
        diesel::select(sql::<BigInt>(by_address)).get_result(&mut premises.books()).unwrap();
    assert_eq!(by_address, 0);
}
