//! What staff decides about an order, with a reason.

use crate::i18n::Messages;

/// A decision that needs a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Override,
    Confirm,
    Refund,
    Cancel,
    Restore,
    /// The customer gets another code for the courier.
    NewCode,
    /// A courier's order is completed although nobody told its code.
    DeliverWithoutCode,
    /// That refund is further than it was.
    ChangeRefund(i64),
    /// It is doubted that the money of that payment came.
    Contest(i64),
}

/// What was typed into a form.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    pub decision: Option<Decision>,
    pub reason: String,
    pub sum: String,
    pub payee: String,
    /// A note, which is no decision.
    pub note: String,
    pub hand_over: TypedHandOver,
}

/// How an order was to be handed over, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct TypedHandOver {
    /// The form that it was typed into.
    pub by: String,
    pub cell: String,
    pub until: String,
    pub place: String,
    pub at: String,
}

impl Decision {
    /// For ids on the page.
    pub(super) fn word(self) -> String {
        match self {
            Self::Override => "override".to_owned(),
            Self::Confirm => "confirm".to_owned(),
            Self::Refund => "refund".to_owned(),
            Self::Cancel => "cancel".to_owned(),
            Self::Restore => "restore".to_owned(),
            Self::NewCode => "new-code".to_owned(),
            Self::DeliverWithoutCode => "without-code".to_owned(),
            Self::ChangeRefund(id) => format!("refund-{id}"),
            Self::Contest(id) => format!("contest-{id}"),
        }
    }

    /// Where its form goes, after the order's own address.
    pub(super) fn address(self) -> String {
        match self {
            Self::Override => "override".to_owned(),
            Self::Confirm => "confirm-payment".to_owned(),
            Self::Refund => "refunds".to_owned(),
            Self::Cancel | Self::Restore => "move".to_owned(),
            Self::NewCode => "code".to_owned(),
            Self::DeliverWithoutCode => "deliver-without-code".to_owned(),
            Self::ChangeRefund(id) => format!("refunds/{id}"),
            Self::Contest(id) => format!("payments/{id}/contest"),
        }
    }

    pub(super) fn summary(self, m: Messages) -> String {
        match self {
            Self::Override => m.text("desk-decide-override"),
            Self::Confirm => m.text("desk-decide-confirm"),
            Self::Refund => m.text("desk-decide-refund"),
            Self::Cancel => m.text("desk-decide-cancel"),
            Self::Restore => m.text("desk-decide-restore"),
            Self::NewCode => m.text("desk-decide-new-code"),
            Self::DeliverWithoutCode => m.text("desk-decide-without-code"),
            Self::ChangeRefund(_) => m.text("desk-decide-change-refund"),
            Self::Contest(_) => m.text("desk-decide-contest"),
        }
    }

    /// What follows from it.
    pub(super) fn meaning(self, m: Messages) -> String {
        match self {
            Self::Override => m.text("desk-meaning-override"),
            Self::Confirm => m.text("desk-meaning-confirm"),
            Self::Refund => m.text("desk-meaning-refund"),
            Self::Cancel => m.text("desk-meaning-cancel"),
            Self::Restore => m.text("desk-meaning-restore"),
            Self::NewCode => m.text("desk-meaning-new-code"),
            Self::DeliverWithoutCode => m.text("desk-meaning-without-code"),
            Self::ChangeRefund(_) => m.text("desk-meaning-change-refund"),
            Self::Contest(_) => m.text("desk-meaning-contest"),
        }
    }

    pub(super) fn button(self, m: Messages) -> String {
        match self {
            Self::Override => m.text("desk-button-override"),
            Self::Confirm => m.text("desk-button-confirm"),
            Self::Refund => m.text("desk-button-refund"),
            Self::Cancel => m.text("desk-button-cancel"),
            Self::Restore => m.text("desk-button-restore"),
            Self::NewCode => m.text("desk-button-new-code"),
            Self::DeliverWithoutCode => m.text("desk-button-without-code"),
            Self::ChangeRefund(_) => m.text("desk-button-change-refund"),
            Self::Contest(_) => m.text("desk-button-contest"),
        }
    }

    pub(super) fn asks_sum(self) -> bool {
        matches!(self, Self::Confirm | Self::Refund)
    }

    pub(super) fn is_refund(self) -> bool {
        self == Self::Refund
    }

    pub(super) fn is_confirm(self) -> bool {
        self == Self::Confirm
    }

    /// The move that the form names, where it goes to the moves.
    pub(super) fn step(self) -> Option<&'static str> {
        match self {
            Self::Cancel => Some("cancel"),
            Self::Restore => Some("restore"),
            _ => None,
        }
    }
}
