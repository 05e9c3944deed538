//! The ways out of a discrepancy.

use crate::{db::columns::words, orders::Uid, payments::DiscrepancyKind};

words! {
    /// A way out of a discrepancy, without its particulars.
    pub enum WayOutKind {
        /// It is all right as it is: the money stays where it was counted, and the order goes on.
        Accept = "accept",
        /// The payment belongs to that order.
        Attach = "attach",
        /// It is money of its own: a second payment, or one that was not settled.
        Count = "count",
        /// It is the payment that staff had confirmed.
        Merge = "merge",
        /// Callbacks may come from that address from now on.
        TrustSource = "trust_source",
        /// It is doubted that the money came.
        Contest = "contest",
        /// The money never came.
        Reject = "reject",
        /// The money goes back.
        Refund = "refund",
        /// The order is cancelled, and what was paid of it goes back.
        Cancel = "cancel",
        /// Put aside until the balance has been compared.
        Wait = "wait",
        /// Nothing is to be done, for a reason that is written down.
        Dismiss = "dismiss",
    }
}

impl WayOutKind {
    /// Whether a person has to write down why: where nothing but his word says so.
    #[must_use]
    pub fn needs_reason(self) -> bool {
        match self {
            Self::Attach | Self::Merge | Self::TrustSource | Self::Wait => false,
            Self::Accept
            | Self::Count
            | Self::Contest
            | Self::Reject
            | Self::Refund
            | Self::Cancel
            | Self::Dismiss => true,
        }
    }
}

impl WayOutKind {
    /// The way out with its particulars; `None` where it leads to an order, and there is none.
    #[must_use]
    pub fn with(self, order: Option<Uid>) -> Option<WayOut> {
        Some(match self {
            Self::Accept => WayOut::Accept,
            Self::Attach => WayOut::Attach { order: order? },
            Self::Count => WayOut::Count,
            Self::Merge => WayOut::Merge,
            Self::TrustSource => WayOut::TrustSource,
            Self::Contest => WayOut::Contest,
            Self::Reject => WayOut::Reject,
            Self::Refund => WayOut::Refund,
            Self::Cancel => WayOut::Cancel,
            Self::Wait => WayOut::Wait,
            Self::Dismiss => WayOut::Dismiss,
        })
    }
}

/// A way out, with its particulars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WayOut {
    Accept,
    Attach {
        order: Uid,
    },
    Count,
    Merge,
    TrustSource,
    Contest,
    Reject,
    /// All that this discrepancy is about is written down as an intended refund.
    Refund,
    Cancel,
    Wait,
    Dismiss,
}

impl WayOut {
    #[must_use]
    pub fn kind(&self) -> WayOutKind {
        match self {
            Self::Accept => WayOutKind::Accept,
            Self::Attach { .. } => WayOutKind::Attach,
            Self::Count => WayOutKind::Count,
            Self::Merge => WayOutKind::Merge,
            Self::TrustSource => WayOutKind::TrustSource,
            Self::Contest => WayOutKind::Contest,
            Self::Reject => WayOutKind::Reject,
            Self::Refund => WayOutKind::Refund,
            Self::Cancel => WayOutKind::Cancel,
            Self::Wait => WayOutKind::Wait,
            Self::Dismiss => WayOutKind::Dismiss,
        }
    }
}

/// Whether that decision is about money that no callback told of, or takes the word of a person for it: what could not be
/// undone asks for the password again.
#[must_use]
pub fn is_manual_money(kind: DiscrepancyKind, way: WayOutKind) -> bool {
    match way {
        WayOutKind::Refund | WayOutKind::Count | WayOutKind::Reject => true,
        WayOutKind::Accept => {
            matches!(kind, DiscrepancyKind::PaidLate | DiscrepancyKind::PaidAfterCancel)
        }
        WayOutKind::Attach
        | WayOutKind::Merge
        | WayOutKind::TrustSource
        | WayOutKind::Contest
        | WayOutKind::Cancel
        | WayOutKind::Wait
        | WayOutKind::Dismiss => false,
    }
}

/// The sensible ways out of a discrepancy of that kind, the first suggestion first.
#[must_use]
pub fn ways_out(kind: DiscrepancyKind) -> &'static [WayOutKind] {
    use WayOutKind::{
        Accept, Attach, Cancel, Contest, Count, Dismiss, Merge, Refund, Reject, TrustSource, Wait,
    };
    match kind {
        DiscrepancyKind::UnknownOrder => &[Attach, Refund, Accept, Contest, Dismiss],
        DiscrepancyKind::Unreadable => &[Wait, Dismiss],
        DiscrepancyKind::Altered => &[Wait, Accept, Contest],
        DiscrepancyKind::NewSource => &[TrustSource, Wait, Contest],
        DiscrepancyKind::ForeignSource => &[Wait, Count, Dismiss],
        DiscrepancyKind::Repeated => &[Wait, Dismiss, Count],
        DiscrepancyKind::ConfirmedTwice => &[Merge, Count, Contest],
        DiscrepancyKind::Underpaid => &[Wait, Cancel, Dismiss],
        DiscrepancyKind::PaidLate => &[Accept, Refund, Contest],
        DiscrepancyKind::Overpaid
        | DiscrepancyKind::PaidAgain
        | DiscrepancyKind::PaidAfterCancel
        | DiscrepancyKind::PaidAfterRefund => &[Refund, Accept, Contest],
        DiscrepancyKind::RefundDue => &[Refund, Dismiss],
        DiscrepancyKind::Contested => &[Wait, Accept, Reject],
        DiscrepancyKind::OutOfStock => &[Accept, Cancel],
    }
}
