//! Several nodes tell staff of the same orders, each once.

use std::sync::Arc;

use diesel::prelude::*;
use kassa::db::schema::consumers;
use serde_json::json;

use crate::{
    database::TestDatabase,
    it::{self, notify::channels::Services},
    support::{DiscordServer, Premises, Process, REAL, Reply, WEBHOOK_TOKEN, eventually, payment},
};

#[actix_web::test]
async fn two_nodes_tell_of_each_order_once_and_one_goes_on_alone() {
    let database = Arc::new(TestDatabase::new());
    let premises = [Premises::with(Arc::clone(&database)), Premises::with(database)];
    let key = premises[0].add_key();
    let server = DiscordServer::open();
    let webhook = server.webhook();
    let settings = [&REAL[..], &[("DISCORD_WEBHOOK", webhook.as_str())]].concat();
    let mut nodes = premises.each_ref().map(|premises| Some(premises.start(&settings)));
    for node in nodes.iter().flatten() {
        node.ready().await;
    }
    let holder = || -> Option<String> {
        let mut books = premises[0].books();
        let staff = consumers::table.filter(consumers::name.eq("staff-notices"));
        staff.select(consumers::holder).get_result(&mut books).optional().unwrap()
    };
    let acting = eventually("a node that tells", async || holder()).await;

    let mut paid = Vec::new();
    let mut pay = async |nodes: &[&Process], count: usize| {
        for nth in 0..count {
            let node = nodes[nth % nodes.len()];
            let new = json!({ "sum": 8, "customer": { "nickname": "Steve_01" } });
            let order = node.place(&key, &new).await;
            Reply::of(node.callback(&payment(&order, 8, 0))).await.expect(200);
            paid.push(order["uid"].as_str().unwrap().to_owned());
        }
        paid.clone()
    };
    let both: Vec<_> = nodes.iter().flatten().collect();
    pay(&both, 6).await;
    server.wait_for_messages(6);
    assert_eq!(holder().as_ref(), Some(&acting));

    // One of the two stops as it should, whichever it is; the other tells the rest.
    let mut stopped = nodes[0].take().unwrap();
    stopped.terminate();
    assert!(stopped.wait().success());
    let other: Vec<_> = nodes.iter().flatten().collect();
    let paid = pay(&other, 3).await;
    let messages = server.wait_for_messages(9);
    let titles: Vec<_> = messages.iter().map(|text| text.lines().next().unwrap()).collect();
    let expected: Vec<_> = paid.iter().map(|uid| format!("**Оплачен заказ {uid}**")).collect();
    assert_eq!(titles, expected);
    for premises in premises {
        assert!(!premises.log().contains(WEBHOOK_TOKEN));
    }
}

/// Every channel is one node's, whichever; and what it tells, it tells once.
#[actix_web::test]
async fn of_two_nodes_each_channel_is_told_by_one() {
    let database = Arc::new(TestDatabase::new());
    let premises = [Premises::with(Arc::clone(&database)), Premises::with(database)];
    let key = premises[0].add_key();
    let services = Services::open();
    let settings = [&REAL[..], &services.settings()].concat();
    let nodes = premises.each_ref().map(|premises| premises.start(&settings));
    for node in &nodes {
        node.ready().await;
    }
    let count = async || (it::notify::consumers(&mut premises[0].books()) == 3).then_some(());
    eventually("the consumers", count).await;
    let mut paid = Vec::new();
    for nth in 0..7 {
        let node = &nodes[nth % 2];
        let new = json!({ "sum": 8, "customer": { "nickname": "Steve_01" } });
        let order = node.place(&key, &new).await;
        let nth = u16::try_from(nth).unwrap();
        Reply::of(node.callback(&payment(&order, 8, nth))).await.expect(200);
        paid.push(order["uid"].as_str().unwrap().to_owned());
    }
    // In the feed's order: whatever comes twice has come before the last.
    let told = services.telegram.wait_for_messages(7);
    let letters = services.office.wait_for(7);
    let letters: Vec<_> = letters.iter().map(|letter| letter.text.clone()).collect();
    let customers = services.discord.wait_for_messages(7);
    let staff: Vec<_> = paid.iter().map(|uid| format!("Оплачен заказ {uid}")).collect();
    let theirs: Vec<_> = paid.iter().map(|uid| format!("**Ваш заказ {uid} оплачен**")).collect();
    for (messages, expected) in [(told, &staff), (letters, &staff), (customers, &theirs)] {
        let titles: Vec<_> = messages.iter().map(|text| text.lines().next().unwrap()).collect();
        assert_eq!(titles, *expected);
    }
}
