//! A load of all kinds of callbacks.

use std::{
    collections::HashSet,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde_json::{Value, json};

use super::{Account, Premises, numbered, payment};

/// Callbacks of all kinds: whole payments, parts, too much, the same again, of no order.
pub struct Mixed {
    orders: Vec<Value>,
    total: i64,
    /// Everything that was sent, whether it was answered or not.
    sent: Mutex<Vec<Value>>,
    /// The numbers of those that were answered.
    answered: Mutex<HashSet<usize>>,
    next: AtomicUsize,
}

impl Mixed {
    /// Of those orders, each of that total.
    pub fn on(orders: Vec<Value>, total: i64) -> Self {
        Self { orders, total, sent: Mutex::default(), answered: Mutex::default(), next: 0.into() }
    }

    /// A callback to be sent, and its number.
    pub fn next(&self) -> (usize, Value) {
        let number = self.next.fetch_add(1, Ordering::SeqCst);
        let mut sent = self.sent.lock().unwrap();
        // The same order again and again for a while, then the next.
        let order = &self.orders[(number / 3) % self.orders.len()];
        let nth = (number % 1000).try_into().unwrap();
        let callback = match rand::random_range(0..10) {
            0..4 => payment(order, self.total, nth),
            4..6 => payment(order, self.total / 2, nth),
            6 => payment(
                &json!({ "uid": format!("nobodys-{number}"), "text": "?" }),
                self.total,
                nth,
            ),
            // What was sent last may not be answered yet.
            7 if !sent.is_empty() => sent[sent.len() - 1].clone(),
            _ if !sent.is_empty() => sent[rand::random_range(0..sent.len())].clone(),
            _ => payment(order, self.total, nth),
        };
        sent.push(callback.clone());
        (number, numbered(&callback, number))
    }

    pub fn was_answered(&self, number: usize) {
        assert!(self.answered.lock().unwrap().insert(number), "{number} was sent once");
    }

    pub fn sent_count(&self) -> usize {
        self.next.load(Ordering::SeqCst)
    }

    pub fn answer_count(&self) -> usize {
        self.answered.lock().unwrap().len()
    }

    /// Each that was answered is in the books once, and what the books say follows from those that are in them.
    pub fn expect_in(&self, premises: &Premises) {
        let account = Account::of(premises);
        let kept = account.expect_sound().kept();
        for number in self.answered.lock().unwrap().iter() {
            assert_eq!(kept.get(number), Some(&1), "callback {number}");
        }
        let twice: Vec<_> = kept.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "{twice:?}");
        premises.check();
    }
}
