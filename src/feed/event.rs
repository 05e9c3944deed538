//! One line of the feed.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};

use super::Actor;
use crate::{
    clock::UtcTime,
    db::{columns::words, schema::events, statement::statement},
};

words! {
    /// What happened.
    pub enum EventKind {
        Placed = "placed",
        /// A payment came, and the order is paid.
        Paid = "paid",
        /// A payment came, and the order waits for the rest.
        PartPaid = "part_paid",
        /// A payment came that did not change the order's status.
        Payment = "payment",
        /// A callback came that had come before.
        Repeated = "repeated",
        /// A callback came from outside the sources that are allowed; it was not settled.
        ForeignSource = "foreign_source",
        /// A payment came that fits no order.
        UnknownOrder = "unknown_order",
        /// A callback came that tells of no payment.
        Unreadable = "unreadable",
        Cancelled = "cancelled",
        Expired = "expired",
    }
}

/// An event as it is read.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = events)]
pub struct Event {
    pub id: i64,
    pub order_id: Option<i64>,
    pub kind: EventKind,
    pub actor: Actor,
    pub at: UtcTime,
    /// The payment that made it happen.
    pub payment_id: Option<i64>,
    pub note: Option<String>,
}

/// An event to be recorded.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// `None`: it concerns the shop, not one order.
    pub order_id: Option<i64>,
    /// The order's last event until now.
    pub previous: Option<i64>,
    pub kind: EventKind,
    pub actor: Actor,
    pub at: UtcTime,
    pub payment_id: Option<i64>,
    pub note: Option<&'static str>,
}

statement!(NewEvent -> ():
    "INSERT INTO events (order_id, previous, kind, actor, at, payment_id, note) VALUES ("
        order_id as Nullable<BigInt>,
    ", " previous as Nullable<BigInt>,
    ", " kind as Text,
    ", " actor as Text,
    ", " at as BigInt,
    ", " payment_id as Nullable<BigInt>,
    ", " note as Nullable<Text>;
    ")"
);
