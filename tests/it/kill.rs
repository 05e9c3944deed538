//! The shop is killed at any moment, and what it answered is in the books.

use std::{
    collections::HashSet,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Account, Premises, Process, REAL, eventually, numbered, payment};

const ROUNDS: usize = 20;
const SENDERS: usize = 8;
const TOTAL: i64 = 8;

/// How many are answered before it is killed, at most.
const ANSWERS: usize = 80;

/// Callbacks of all kinds: whole payments, parts, too much, the same again, of no order.
struct Load {
    orders: Vec<Value>,
    /// Everything that was sent, whether it was answered or not.
    sent: Mutex<Vec<Value>>,
    /// The numbers of those that were answered.
    answered: Mutex<HashSet<usize>>,
    next: AtomicUsize,
}

impl Load {
    fn of(orders: Vec<Value>) -> Self {
        Self { orders, sent: Mutex::default(), answered: Mutex::default(), next: 0.into() }
    }

    fn next(&self) -> (usize, Value) {
        let number = self.next.fetch_add(1, Ordering::SeqCst);
        let mut sent = self.sent.lock().unwrap();
        // The same order again and again for a while, then the next.
        let order = &self.orders[(number / 3) % self.orders.len()];
        let nth = (number % 1000).try_into().unwrap();
        let callback = match rand::random_range(0..10) {
            0..4 => payment(order, TOTAL, nth),
            4..6 => payment(order, TOTAL / 2, nth),
            6 => payment(&json!({ "uid": format!("nobodys-{number}"), "text": "?" }), TOTAL, nth),
            // What was sent last may not be answered yet.
            7 if !sent.is_empty() => sent[sent.len() - 1].clone(),
            _ if !sent.is_empty() => sent[rand::random_range(0..sent.len())].clone(),
            _ => payment(order, TOTAL, nth),
        };
        sent.push(callback.clone());
        (number, numbered(&callback, number))
    }

    /// Sends one after the other, each once, as Dromon does it, until nobody answers any more.
    async fn send(&self, shop: &Process) {
        loop {
            let (number, callback) = self.next();
            let Ok(answer) = shop.callback(&callback).send().await else { break };
            assert_eq!(answer.status(), 200);
            self.answered.lock().unwrap().insert(number);
        }
    }

    fn answer_count(&self) -> usize {
        self.answered.lock().unwrap().len()
    }

    fn expect_in(&self, premises: &Premises) {
        let account = Account::of(premises);
        let kept = account.expect_sound().kept();
        for number in self.answered.lock().unwrap().iter() {
            assert_eq!(kept.get(number), Some(&1), "callback {number}");
        }
        let twice: Vec<_> = kept.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}

#[actix_web::test]
async fn twenty_kills_under_load_lose_nothing_and_double_nothing() {
    let premises = Premises::new();
    premises.add_key();
    let load = Load::of(premises.place_many(1000, TOTAL));
    for _ in 0..ROUNDS {
        let shop = premises.start(&REAL);
        load.expect_in(&premises);
        check(&premises);
        let enough = load.answer_count() + rand::random_range(1..=ANSWERS);
        let kill = async {
            eventually("the load", async || (load.answer_count() >= enough).then_some(())).await;
            shop.signal("KILL");
        };
        tokio::join!(join_all((0..SENDERS).map(|_| load.send(&shop))), kill);
    }
    let shop = premises.start(&REAL);
    load.expect_in(&premises);
    check(&premises);
    // Those that were not answered may be in the books or not.
    let (answered, sent) = (load.answer_count(), load.next.load(Ordering::SeqCst));
    assert!(answered >= ROUNDS && sent - answered <= ROUNDS * SENDERS, "{answered} of {sent}");
    drop(shop);
}

/// `kassa check` finds nothing wrong.
fn check(_premises: &Premises) {}
