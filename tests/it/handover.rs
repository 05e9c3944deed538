//! One process replaces another: nothing is refused, lost or doubled.

use std::{net::TcpListener, os::unix::fs::PermissionsExt};

use crate::support::{APP_ID, Load, Premises, REAL, Reply};

const ROUNDS: usize = 10;

/// systemd holds the socket. It starts the next process when the last has ended; meanwhile connections wait.
#[test]
fn ten_restarts_on_an_inherited_socket_lose_nothing() {
    let premises = Premises::new();
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let start = || premises.inherit(&REAL, &[("shop", &socket)]);
    let mut shop = start();
    let mut load = Load::on(shop.address);
    load.goes_on();
    for round in 0..ROUNDS {
        shop.terminate();
        // Both ways round: one after the other, and the next before the last has ended.
        let next = (round % 2 == 0).then(start);
        assert!(shop.wait().success());
        shop = next.unwrap_or_else(start);
        load.goes_on();
    }
    assert!(load.finish() > ROUNDS);
    shop.terminate();
    assert!(shop.wait().success());
    load.expect_in(premises.books());
}

/// Nobody holds the socket but the processes themselves.
#[test]
fn ten_take_overs_lose_nothing() {
    let premises = Premises::new();
    let mut shop = premises.start(&REAL);
    let mut load = Load::on(shop.address);
    load.goes_on();
    for _ in 0..ROUNDS {
        let next = premises.take_over(&REAL);
        assert_eq!(next.address, shop.address);
        // By itself.
        assert!(shop.wait().success());
        shop = next;
        load.goes_on();
    }
    assert!(load.finish() > ROUNDS);
    shop.terminate();
    assert!(shop.wait().success());
    load.expect_in(premises.books());
}

#[test]
fn a_process_that_dies_before_it_serves_leaves_the_old_one_serving() {
    let premises = Premises::new();
    let mut shop = premises.start(&REAL);
    let mut load = Load::on(shop.address);
    load.goes_on();
    // It has the socket by the time at which it finds that the books are another app's.
    let settings = [&REAL[..], &[("DROMON_APP_ID", "ffffffffffffffffffffffff")]].concat();
    let dead = premises.run(&["serve", "--take-over"], &settings);
    let errors = String::from_utf8(dead.stderr).unwrap();
    assert_eq!(dead.status.code(), Some(1), "{errors}");
    assert!(errors.contains("taking over") && errors.contains(APP_ID), "{errors}");
    load.goes_on();
    assert!(premises.log().contains("this one goes on"), "{}", premises.log());

    // And it hands over to one that lives.
    let mut next = premises.take_over(&REAL);
    assert!(shop.wait().success());
    load.goes_on();
    load.finish();
    next.terminate();
    assert!(next.wait().success());
    load.expect_in(premises.books());
}

#[actix_web::test]
async fn a_sandbox_hands_over_both_its_sockets() {
    let premises = Premises::new();
    let (shop, dromon) =
        (TcpListener::bind("127.0.0.1:0").unwrap(), TcpListener::bind("127.0.0.1:0").unwrap());
    // In any order, since they have names.
    let sockets = [("sandbox", &dromon), ("shop", &shop)];
    let mut first = premises.inherit(&[], &sockets);
    assert_eq!(first.address, shop.local_addr().unwrap());
    let stand_in = format!("Dromon    http://{}", dromon.local_addr().unwrap());
    assert!(first.greeting.contains(&stand_in), "{}", first.greeting);

    let second = premises.take_over(&[]);
    assert!(first.wait().success());
    assert_eq!(second.address, first.address);
    assert!(second.greeting.contains(&stand_in), "{}", second.greeting);
    Reply::of(second.get("/healthz")).await.expect(200);
}

#[test]
fn an_inherited_socket_counts_more_than_the_setting() {
    let premises = Premises::new();
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = [&REAL[..], &[("LISTEN", "127.0.0.1:1")]].concat();
    let mut first = premises.inherit(&settings, &[("kassa.socket", &socket)]);
    assert_eq!(first.address, socket.local_addr().unwrap());
    let log = premises.log();
    let words = format!(
        "KASSA_LISTEN is `127.0.0.1:1`, but the inherited socket counts: {}",
        first.address
    );
    assert!(log.contains(&words), "{log}");

    // Whoever takes over has the same setting, so that nobody means to change anything.
    let second = premises.take_over(&settings);
    assert_eq!(second.address, first.address);
    assert!(first.wait().success());
}

#[actix_web::test]
async fn a_take_over_to_another_address_is_refused() {
    let premises = Premises::new();
    let shop = premises.start(&REAL);
    let settings = [&REAL[..], &[("LISTEN", "127.0.0.1:1")]].concat();
    let refused = premises.run(&["serve", "--take-over"], &settings);
    let errors = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{errors}");
    for words in
        ["KASSA_LISTEN is `127.0.0.1:1`", &shop.address.to_string(), "set KASSA_LISTEN back"]
    {
        assert!(errors.contains(words), "{words:?} in {errors}");
    }
    Reply::of(shop.get("/healthz")).await.expect(200);
}

#[test]
fn an_inherited_socket_that_others_can_reach_is_no_sandbox() {
    let premises = Premises::new();
    let socket = TcpListener::bind("0.0.0.0:0").unwrap();
    let status = premises.inherit_in_vain(&[], &[("shop", &socket)]);
    let errors = premises.log();
    assert_eq!(status.code(), Some(1), "{errors}");
    assert!(errors.contains("play money") && errors.contains("127.0.0.1"), "{errors}");
}

#[test]
fn a_port_that_the_running_shop_has_suggests_a_take_over() {
    let premises = Premises::new();
    let shop = premises.start(&REAL);
    let address = shop.address.to_string();
    let settings = [&REAL[..], &[("LISTEN", &address)]].concat();
    let refused = premises.run(&["serve"], &settings);
    let errors = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{errors}");
    for words in [&format!("KASSA_LISTEN is `{address}`"), "kassa serve --take-over"] {
        assert!(errors.contains(words), "{words:?} in {errors}");
    }
}

#[actix_web::test]
async fn with_nobody_to_take_over_from_it_starts_as_usual() {
    let premises = Premises::new();
    let socket = premises.path().join("data/kassa.sock");
    let first = premises.take_over(&REAL);
    assert!(premises.log().contains("nobody is there to take over from"));
    assert_eq!(std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o600);
    // Killed, it leaves its socket's file behind.
    first.kill();
    assert!(socket.exists());
    let mut second = premises.start(&REAL);
    let mut third = premises.take_over(&REAL);
    assert_eq!(third.address, second.address);
    assert!(second.wait().success());
    Reply::of(third.get("/healthz")).await.expect(200);
    third.terminate();
    assert!(third.wait().success());
    assert!(!socket.exists());
}
