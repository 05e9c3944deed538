//! The books follow from the callbacks that are in them, and from nothing else.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use kassa::db::{
    Connection, StoreError,
    schema::{callbacks, discrepancies, orders, payments},
};
use serde_json::Value;

use super::Premises;

/// The books, in one snapshot, of a shop whose callbacks are all [`numbered`].
pub struct Account {
    /// By id.
    callbacks: BTreeMap<i64, Value>,
    payments: Vec<Payment>,
    orders: Vec<Order>,
    discrepancies: Vec<Discrepancy>,
}

#[derive(Queryable)]
struct Payment {
    id: i64,
    order_id: Option<i64>,
    callback_id: Option<i64>,
    sum: i64,
    counted: bool,
}

#[derive(Queryable)]
struct Order {
    id: i64,
    uid: String,
    total: i64,
    counted: i64,
    status: String,
}

#[derive(Queryable)]
struct Discrepancy {
    kind: String,
    payment_id: Option<i64>,
    times: i64,
}

/// The same callback with a number of its own, which Kassa does not look at: a repeat is the same payment, and can be
/// told from the first all the same.
pub fn numbered(callback: &Value, number: usize) -> Value {
    let mut callback = callback.clone();
    callback["number"] = number.into();
    callback
}

/// What makes callbacks the same to Kassa, as far as these tests vary it.
fn sameness(callback: &Value) -> [String; 3] {
    ["uid", "sum", "time"].map(|member| callback[member].to_string())
}

impl Account {
    pub fn of(premises: &Premises) -> Self {
        premises.books().reading(Self::read).unwrap()
    }

    fn read(connection: &mut Connection) -> Result<Self, StoreError> {
        let bodies: Vec<(i64, Vec<u8>)> =
            callbacks::table.select((callbacks::id, callbacks::body)).load(connection)?;
        let parse = |(id, body): (i64, Vec<u8>)| (id, serde_json::from_slice(&body).unwrap());
        Ok(Self {
            callbacks: bodies.into_iter().map(parse).collect(),
            payments: payments::table
                .select((
                    payments::id,
                    payments::order_id,
                    payments::callback_id,
                    payments::sum,
                    payments::counted,
                ))
                .load(connection)?,
            orders: orders::table
                .select((orders::id, orders::uid, orders::total, orders::counted, orders::status))
                .load(connection)?,
            discrepancies: discrepancies::table
                .select((discrepancies::kind, discrepancies::payment_id, discrepancies::times))
                .load(connection)?,
        })
    }

    /// How often each callback is in the books, by its number.
    pub fn kept(&self) -> HashMap<usize, usize> {
        let mut kept = HashMap::new();
        for callback in self.callbacks.values() {
            let number = callback["number"].as_u64().unwrap().try_into().unwrap();
            *kept.entry(number).or_default() += 1;
        }
        kept
    }

    /// However often a callback came, it is one payment, and its repeats are counted; each order has what was paid for it.
    pub fn expect_sound(&self) -> &Self {
        let mut times: HashMap<_, i64> = HashMap::new();
        for callback in self.callbacks.values() {
            *times.entry(sameness(callback)).or_default() += 1;
        }
        let mut doubts: HashMap<_, Vec<i64>> = HashMap::new();
        for discrepancy in &self.discrepancies {
            let doubt = (discrepancy.payment_id.unwrap(), discrepancy.kind.as_str());
            doubts.entry(doubt).or_default().push(discrepancy.times);
        }
        let doubts = |payment: &Payment, kind| doubts.get(&(payment.id, kind)).cloned();
        let orders: HashMap<&str, &Order> =
            self.orders.iter().map(|order| (order.uid.as_str(), order)).collect();

        let mut paid: HashMap<i64, i64> = HashMap::new();
        for payment in &self.payments {
            let callback = &self.callbacks[&payment.callback_id.unwrap()];
            let times = times.remove(&sameness(callback));
            let times = times.unwrap_or_else(|| panic!("paid twice: {callback}"));
            let repeats = (times > 1).then(|| vec![times - 1]);
            assert_eq!(doubts(payment, "repeated"), repeats, "{callback}, {times} times");
            let order = orders.get(callback["uid"].as_str().unwrap());
            assert_eq!(payment.order_id, order.map(|order| order.id), "{callback}");
            assert_eq!(payment.counted, order.is_some(), "{callback}");
            let unknown = order.is_none().then(|| vec![1]);
            assert_eq!(doubts(payment, "unknown_order"), unknown, "{callback}");
            assert_eq!(payment.sum, callback["sum"], "{callback}");
            *paid.entry(payment.order_id.unwrap_or(0)).or_default() += payment.sum;
        }
        assert!(times.is_empty(), "in the books, but no payment: {times:?}");
        for order in &self.orders {
            let paid = paid.get(&order.id).copied().unwrap_or(0);
            let status = if paid < order.total { "awaiting_payment" } else { "paid" };
            assert_eq!((order.counted, order.status.as_str()), (paid, status), "{}", order.uid);
        }
        self
    }
}
