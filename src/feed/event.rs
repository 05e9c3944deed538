//! One line of the feed.

use std::borrow::Cow;

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
        /// Staff moved the order on.
        Assembling = "assembling",
        Ready = "ready",
        Completed = "completed",
        /// All of its money went back.
        Refunded = "refunded",
        /// Staff changed how a ready order is handed over.
        HandOver = "hand_over",
        /// The customer has another code for the courier.
        NewCode = "new_code",
        /// A courier came, and the customer was not there.
        FoundNobody = "found_nobody",
        /// Nobody came for a ready order in time.
        Missed = "missed",
        /// Staff took the last step back.
        BackToPaid = "back_to_paid",
        BackToAssembling = "back_to_assembling",
        BackToReady = "back_to_ready",
        /// A cancelled order is an order again.
        Restored = "restored",
        /// Staff took the money of an expired order after all.
        Accepted = "accepted",
        /// A payment that did not count counts from now on.
        Counted = "counted",
        /// A payment that counted does not count any more: the money never came.
        Uncounted = "uncounted",
        /// It is doubted that the money of a payment came.
        Contested = "contested",
        /// A refund was written down, or its state changed.
        Refund = "refund",
        /// A discrepancy was resolved.
        Resolved = "resolved",
        /// The order may be assembled although its discrepancy is open.
        Overridden = "overridden",
        /// The customer says that he has paid, though nothing has come.
        Claimed = "claimed",
        /// Staff found no such payment.
        ClaimRefused = "claim_refused",
        /// The customer wrote to the shop.
        CustomerNote = "customer_note",
        /// Staff wrote something down for colleagues.
        Note = "note",
        /// A good is missing, and the customer gets another instead.
        Substituted = "substituted",
        /// A good is missing, and its money goes back.
        MissingRefund = "missing_refund",
        /// A good is missing, and somebody is asked to send its money back.
        NeedsRefund = "needs_refund",
        /// A good is missing, and the order waits for it.
        WaitsForGoods = "waits_for_goods",
        /// What was decided about a missing good holds no longer: it is picked.
        TakenUp = "taken_up",
        /// Callbacks may come from that address from now on.
        SourceTrusted = "source_trusted",
        /// Money that was taken out on Dromon's site was written down.
        Withdrawal = "withdrawal",
        /// The app's balance was compared with the books.
        Balance = "balance",
    }
}

impl EventKind {
    /// Whether the order's customer is told of it; the rest is the shop's own business.
    #[must_use]
    pub fn is_for_customer(self) -> bool {
        match self {
            Self::Placed
            | Self::Paid
            | Self::PartPaid
            | Self::Payment
            | Self::Repeated
            | Self::Cancelled
            | Self::Expired
            | Self::Assembling
            | Self::Ready
            | Self::Completed
            | Self::Refunded
            | Self::HandOver
            | Self::NewCode
            | Self::FoundNobody
            | Self::Missed
            | Self::BackToPaid
            | Self::BackToAssembling
            | Self::BackToReady
            | Self::Restored
            | Self::Accepted
            | Self::Counted
            | Self::Substituted
            | Self::MissingRefund
            | Self::WaitsForGoods
            | Self::TakenUp
            | Self::Claimed
            | Self::ClaimRefused
            | Self::CustomerNote => true,
            Self::ForeignSource
            | Self::UnknownOrder
            | Self::Unreadable
            | Self::Uncounted
            | Self::Contested
            | Self::Refund
            | Self::Resolved
            | Self::Overridden
            | Self::Note
            | Self::NeedsRefund
            | Self::SourceTrusted
            | Self::Withdrawal
            | Self::Balance => false,
        }
    }
}

impl EventKind {
    /// Whether everybody who works on the order is told of it: what its customer is told, and what colleagues say of it. The
    /// rest is about money.
    #[must_use]
    pub fn is_about_goods(self) -> bool {
        self.is_for_customer() || matches!(self, Self::Note | Self::Overridden | Self::NeedsRefund)
    }

    /// Whether its note is about the order, and tells no sum.
    #[must_use]
    pub fn tells_no_sum(self) -> bool {
        match self {
            Self::Note
            | Self::Overridden
            | Self::Cancelled
            | Self::Restored
            | Self::Assembling
            | Self::Ready
            | Self::Completed
            | Self::HandOver
            | Self::NewCode
            | Self::FoundNobody
            | Self::Missed
            | Self::BackToPaid
            | Self::BackToAssembling
            | Self::BackToReady
            | Self::Substituted
            | Self::MissingRefund
            | Self::NeedsRefund
            | Self::WaitsForGoods
            | Self::TakenUp
            | Self::ClaimRefused
            | Self::CustomerNote => true,
            Self::Placed
            | Self::Paid
            | Self::PartPaid
            | Self::Payment
            | Self::Repeated
            | Self::ForeignSource
            | Self::UnknownOrder
            | Self::Unreadable
            | Self::Expired
            | Self::Refunded
            | Self::Accepted
            | Self::Counted
            | Self::Uncounted
            | Self::Contested
            | Self::Refund
            | Self::Resolved
            | Self::Claimed
            | Self::SourceTrusted
            | Self::Withdrawal
            | Self::Balance => false,
        }
    }
}

impl EventKind {
    /// Whether it is about goods of the order that were missing.
    #[must_use]
    pub fn is_of_missing_goods(self) -> bool {
        matches!(
            self,
            Self::Substituted
                | Self::MissingRefund
                | Self::NeedsRefund
                | Self::WaitsForGoods
                | Self::TakenUp
        )
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
    /// The payment that made it happen, or that it is about.
    pub payment_id: Option<i64>,
    /// What a person gave as the reason, or wrote down.
    pub note: Option<String>,
    /// The discrepancy that it is about.
    pub discrepancy_id: Option<i64>,
}

/// The events of a chain, by its last: what `Event` reads, and one statement that stays prepared.
///
/// The chain carries all that is read: joined to the events once more, SQLite would go through every event there is, since they
/// lie in the order that is asked for.
pub(super) struct TimelineOf {
    pub last: i64,
}

statement!(TimelineOf -> (
    BigInt, Nullable<BigInt>, Text, Text, BigInt, Nullable<BigInt>, Nullable<Text>, Nullable<BigInt>,
):
    "WITH RECURSIVE chain (id, previous, order_id, kind, actor, at, payment_id, note, discrepancy_id) AS (
        SELECT id, previous, order_id, kind, actor, at, payment_id, note, discrepancy_id
        FROM events WHERE id = " last as BigInt;
    "   UNION ALL
        SELECT earlier.id, earlier.previous, earlier.order_id, earlier.kind, earlier.actor, earlier.at,
            earlier.payment_id, earlier.note, earlier.discrepancy_id
        FROM events earlier JOIN chain ON earlier.id = chain.previous
    )
    SELECT id, order_id, kind, actor, at, payment_id, note, discrepancy_id FROM chain ORDER BY id"
);

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
    pub note: Option<Cow<'static, str>>,
    pub discrepancy_id: Option<i64>,
}

statement!(NewEvent -> ():
    "INSERT INTO events (order_id, previous, kind, actor, at, payment_id, note, discrepancy_id) VALUES ("
        order_id as Nullable<BigInt>,
    ", " previous as Nullable<BigInt>,
    ", " kind as Text,
    ", " actor as Text,
    ", " at as BigInt,
    ", " payment_id as Nullable<BigInt>,
    ", " note as Nullable<Text>,
    ", " discrepancy_id as Nullable<BigInt>;
    ")"
);
