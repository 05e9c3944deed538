//! What a customer is told about an order's state.

use crate::{i18n::Messages, money::Ar, orders::Status};

/// An order's state as pages tell it: the status, and what the payments and discrepancies add to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderState {
    AwaitingPayment,
    /// Still awaiting, but some money has come.
    PartPaid,
    Expired,
    Paid,
    /// Paid, and not to be assembled before staff has looked at it.
    Held,
    Assembling,
    Ready,
    Completed,
    Cancelled,
    Refunded,
}

/// One step of an order's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Placed,
    Paid,
    Assembling,
    Ready,
    Completed,
}

/// Where a step stands, seen from the order's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepPlace {
    Done,
    Current,
    Ahead,
}

impl OrderState {
    /// All of them, for lists to choose from and for tests.
    pub const ALL: [Self; 10] = [
        Self::AwaitingPayment,
        Self::PartPaid,
        Self::Expired,
        Self::Paid,
        Self::Held,
        Self::Assembling,
        Self::Ready,
        Self::Completed,
        Self::Cancelled,
        Self::Refunded,
    ];

    /// What status and money say; whether the order is held is known from its discrepancies alone.
    #[must_use]
    pub fn of(status: Status, counted: Ar) -> Self {
        match status {
            Status::AwaitingPayment if counted > Ar::ZERO => Self::PartPaid,
            Status::AwaitingPayment => Self::AwaitingPayment,
            Status::Paid => Self::Paid,
            Status::Assembling => Self::Assembling,
            Status::Ready => Self::Ready,
            Status::Completed => Self::Completed,
            Status::Cancelled => Self::Cancelled,
            Status::Expired => Self::Expired,
            Status::Refunded => Self::Refunded,
        }
    }

    /// The state in a word or two.
    #[must_use]
    pub fn label(self, messages: Messages) -> String {
        match self {
            Self::AwaitingPayment => messages.text("state-awaiting-payment"),
            Self::PartPaid => messages.text("state-part-paid"),
            Self::Expired => messages.text("state-expired"),
            Self::Paid => messages.text("state-paid"),
            Self::Held => messages.text("state-held"),
            Self::Assembling => messages.text("state-assembling"),
            Self::Ready => messages.text("state-ready"),
            Self::Completed => messages.text("state-completed"),
            Self::Cancelled => messages.text("state-cancelled"),
            Self::Refunded => messages.text("state-refunded"),
        }
    }

    /// The stylesheet's word for how the state feels.
    #[must_use]
    pub const fn tone(self) -> &'static str {
        match self {
            Self::AwaitingPayment | Self::PartPaid | Self::Held => "tint-waiting",
            Self::Paid | Self::Assembling | Self::Ready => "tint-good",
            Self::Completed => "tint-done",
            Self::Expired | Self::Cancelled | Self::Refunded => "tint-off",
        }
    }

    /// Nothing more will happen to the order as a rule; the customer may want a new one.
    pub(super) fn is_over(self) -> bool {
        matches!(self, Self::Expired | Self::Completed | Self::Cancelled | Self::Refunded)
    }

    /// The order's way with its place on it. Empty once the order has left the way.
    #[must_use]
    pub fn steps(self) -> Vec<(Step, StepPlace)> {
        let Some(current) = self.step() else {
            return Vec::new();
        };
        let place = |step: &Step| match (*step as u8).cmp(&(current as u8)) {
            std::cmp::Ordering::Less => StepPlace::Done,
            std::cmp::Ordering::Equal => StepPlace::Current,
            std::cmp::Ordering::Greater => StepPlace::Ahead,
        };
        Step::ALL.iter().map(|step| (*step, place(step))).collect()
    }

    const fn step(self) -> Option<Step> {
        match self {
            Self::AwaitingPayment | Self::PartPaid => Some(Step::Placed),
            Self::Paid | Self::Held => Some(Step::Paid),
            Self::Assembling => Some(Step::Assembling),
            Self::Ready => Some(Step::Ready),
            Self::Completed => Some(Step::Completed),
            Self::Expired | Self::Cancelled | Self::Refunded => None,
        }
    }
}

impl Step {
    pub const ALL: [Self; 5] =
        [Self::Placed, Self::Paid, Self::Assembling, Self::Ready, Self::Completed];

    #[must_use]
    pub fn label(self, messages: Messages) -> String {
        match self {
            Self::Placed => messages.text("step-placed"),
            Self::Paid => messages.text("step-paid"),
            Self::Assembling => messages.text("step-assembling"),
            Self::Ready => messages.text("step-ready"),
            Self::Completed => messages.text("step-completed"),
        }
    }
}

impl StepPlace {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Current => "current",
            Self::Ahead => "ahead",
        }
    }

    pub(super) fn is_done(self) -> bool {
        self == Self::Done
    }

    pub(super) fn is_current(self) -> bool {
        self == Self::Current
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_on_its_way_has_one_current_step() {
        for state in OrderState::ALL {
            let steps = state.steps();
            let current = steps.iter().filter(|(_, p)| *p == StepPlace::Current);
            assert_eq!(current.count(), usize::from(!steps.is_empty()), "{state:?}");
        }
    }

    #[test]
    fn what_lies_behind_is_done() {
        use StepPlace::{Ahead, Current, Done};
        let places: Vec<_> = OrderState::Held.steps().iter().map(|(_, p)| *p).collect();
        assert_eq!(places, [Done, Current, Ahead, Ahead, Ahead]);
        assert!(OrderState::Cancelled.steps().is_empty());
    }
}
