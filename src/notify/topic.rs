//! What a channel can be told of.

use super::channel::{Audience, ChannelKind};
use crate::db::columns::words;

words! {
    /// What a message is about.
    pub enum Topic {
        Paid = "paid",
        /// After its time had run out.
        PaidLate = "paid-late",
        /// A part of the sum came.
        PartPaid = "part-paid",
        Assembling = "assembling",
        Ready = "ready",
        /// It is handed over otherwise than was said.
        HandOver = "hand-over",
        /// Nobody came for it in time.
        Missed = "missed",
        /// A courier found nobody.
        FoundNobody = "found-nobody",
        Completed = "completed",
        Cancelled = "cancelled",
        Refunded = "refunded",
        /// The customer says that he has paid.
        Claimed = "claimed",
        /// Staff found no such payment.
        ClaimRefused = "claim-refused",
        /// The customer wrote to the shop.
        CustomerNote = "customer-note",
        /// Nobody takes a paid order.
        Untaken = "untaken",
        /// Something does not add up.
        Discrepancy = "discrepancy",
    }
}

impl Topic {
    /// What there is to tell them.
    #[must_use]
    pub fn of(audience: Audience) -> &'static [Self] {
        match audience {
            Audience::Staff => &[
                Self::Paid,
                Self::PaidLate,
                Self::Discrepancy,
                Self::Untaken,
                Self::Claimed,
                Self::CustomerNote,
                Self::Ready,
                Self::Missed,
                Self::FoundNobody,
            ],
            Audience::Customers => &[
                Self::Paid,
                Self::PartPaid,
                Self::ClaimRefused,
                Self::Assembling,
                Self::Ready,
                Self::HandOver,
                Self::Missed,
                Self::FoundNobody,
                Self::Completed,
                Self::Cancelled,
                Self::Refunded,
            ],
        }
    }

    /// Whether a channel is told of it where nobody chose. A customer is not disturbed with what asks nothing of him and is no
    /// news to him.
    #[must_use]
    pub fn is_usual(self, channel: ChannelKind) -> bool {
        match channel.audience() {
            Audience::Staff => true,
            Audience::Customers => !matches!(self, Self::Assembling | Self::Completed),
        }
    }
}
