//! Where an order stands, and the one table of moves.

use crate::db::columns::words;

words! {
    /// Where an order stands.
    pub enum Status {
        AwaitingPayment = "awaiting_payment",
        Paid = "paid",
        Assembling = "assembling",
        Ready = "ready",
        Completed = "completed",
        Cancelled = "cancelled",
        Expired = "expired",
        Refunded = "refunded",
    }
}

/// Who moves an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mover {
    /// A payment.
    Payment,
    Customer,
    Staff,
    Clock,
}

/// The moves that are allowed, and by whom. What an order's payments have to say (only an unpaid order
/// expires, a held one is not assembled) is not the table's business.
#[must_use]
pub fn may_move(from: Status, to: Status, mover: Mover) -> bool {
    use Mover::{Clock, Customer, Payment, Staff};
    use Status::{
        Assembling, AwaitingPayment, Cancelled, Completed, Expired, Paid, Ready, Refunded,
    };
    matches!(
        (from, to, mover),
        (AwaitingPayment, Paid, Payment)
            // A payment that comes late revives the order, wholly or in part.
            | (Expired, AwaitingPayment | Paid, Payment)
            | (AwaitingPayment, Expired, Clock)
            | (AwaitingPayment, Cancelled, Customer)
            // Staff: forwards, and back one step.
            | (Paid, Assembling, Staff)
            | (Assembling, Ready | Paid, Staff)
            | (Ready, Completed | Assembling, Staff)
            | (Completed, Ready, Staff)
            // Side exits, and the way back.
            | (AwaitingPayment | Paid | Assembling | Ready, Cancelled, Staff)
            | (Cancelled, AwaitingPayment | Paid, Staff)
            | (Paid | Assembling | Ready | Completed | Cancelled, Refunded, Staff)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_but_a_payment_makes_an_order_paid_that_is_not() {
        for from in [Status::AwaitingPayment, Status::Expired] {
            for mover in [Mover::Customer, Mover::Staff, Mover::Clock] {
                assert!(!may_move(from, Status::Paid, mover), "{from:?} by {mover:?}");
            }
            assert!(may_move(from, Status::Paid, Mover::Payment));
        }
    }

    #[test]
    fn a_customer_cancels_only_what_is_not_paid() {
        for from in Status::ALL {
            assert_eq!(
                may_move(*from, Status::Cancelled, Mover::Customer),
                *from == Status::AwaitingPayment
            );
        }
    }

    #[test]
    fn no_move_leads_where_the_order_already_is() {
        for status in Status::ALL {
            for mover in [Mover::Payment, Mover::Customer, Mover::Staff, Mover::Clock] {
                assert!(!may_move(*status, *status, mover), "{status:?} by {mover:?}");
            }
        }
    }
}
