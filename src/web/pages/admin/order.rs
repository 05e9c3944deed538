//! An order's page for staff at `/admin/orders/{uid}`.

use askama::Template;

use super::{
    AdminFrame, CourierForms,
    decision::{Decision, Filled},
    desk_event::{self, DeskEvent},
    hand_over::HandOverForms,
    payment::{DiscrepancyView, Fate, PaymentView, RefundView, refund_label},
};
use crate::{
    desk::{money::RefundState, moves::Move},
    i18n::Messages,
    payments::DiscrepancyKind,
    picking::RemedyKind,
    staff::Right,
    web::pages::{HandOverView, Item, Moment, OrderState, WishView},
};

#[derive(Debug, Template)]
#[template(path = "admin/order.html")]
pub struct AdminOrderPage {
    pub admin: AdminFrame,
    pub uid: String,
    /// The newest event that this page knows; its forms say so.
    pub version: i64,
    pub state: OrderState,
    /// Why the order is held, if it is.
    pub holds: Vec<DiscrepancyKind>,
    pub nickname: String,
    pub placed: Moment,
    pub age: Age,
    pub lines: Vec<LineView>,
    /// The open pick list that it stands on, for whom that is something to look at.
    pub list: Option<i64>,
    /// The open run that it is on, for whom that is something to look at.
    pub run: Option<i64>,
    /// What the payment link that it came by is called, and its id, for whom that is something to look at.
    pub offer: Option<(String, Option<i64>)>,
    /// What it waits for although it is paid: goods, or a refund.
    pub waits: Vec<RemedyKind>,
    /// `None` for whom the shop's sums are no business of.
    pub money: Option<MoneyView>,
    /// How it is handed over, while it is ready and not just as agreed.
    pub hand_over: Option<HandOverView>,
    /// How to say that it is handed over, for whoever may.
    pub hand_over_forms: Option<HandOverForms>,
    /// What a courier does with it, for whoever can complete it by its code.
    pub courier: Option<CourierForms>,
    /// The moves that are one click.
    pub moves: Vec<Move>,
    /// What needs a reason.
    pub decisions: Vec<Decision>,
    /// Whether the password comes first, before what is not in `decisions` for that reason.
    pub password_first: bool,
    /// How many callbacks wait in the inbox.
    pub inbox: i64,
    pub customer: CustomerView,
    pub timeline: Vec<DeskEvent>,
    /// Why what was sent was not done.
    pub trouble: Option<Trouble>,
    /// What was typed into the form that was not carried out.
    pub filled: Filled,
}

/// What the order cost, and what was paid for it.
#[derive(Clone, Debug)]
pub struct MoneyView {
    pub total: i64,
    pub paid: i64,
    /// What is left, while the order waits for it.
    pub left: Option<i64>,
    /// What could still be paid for it, whatever became of it.
    pub confirmable: i64,
    /// How much can be refunded.
    pub refundable: i64,
    /// Whom a refund would go to.
    pub payee: String,
    pub payments: Vec<PaymentView>,
    /// The open ones first.
    pub discrepancies: Vec<DiscrepancyView>,
    pub refunds: Vec<RefundView>,
}

/// A line of the order.
#[derive(Clone, Debug)]
pub struct LineView {
    pub position: i64,
    pub item: Item,
    /// What is done about what is missing of it.
    pub missing: Vec<String>,
    /// Whether something can be done about that now.
    pub can_be_missing: bool,
}

/// The customer, and what else he ordered.
#[derive(Clone, Debug)]
pub struct CustomerView {
    pub orders: i64,
    /// Whether there are more than were counted.
    pub is_more: bool,
    pub spent: Option<i64>,
    pub others: Vec<OtherOrder>,
    /// What he said beside this one.
    pub wish: Option<WishView>,
}

#[derive(Clone, Debug)]
pub struct OtherOrder {
    pub uid: String,
    pub state: OrderState,
    pub placed: Moment,
    pub total: Option<i64>,
}

/// Why what was sent was not done, and what happened since the page was opened.
#[derive(Clone, Debug)]
pub struct Trouble {
    pub text: String,
    pub meanwhile: Vec<DeskEvent>,
}

/// How long ago it was, in minutes.
#[derive(Clone, Copy, Debug)]
pub struct Age(pub i64);

impl Age {
    #[must_use]
    pub fn label(self, m: Messages) -> String {
        match self.0 {
            ..1 => m.text("desk-age-now"),
            minutes @ ..60 => m.with("desk-age-minutes", &[("n", minutes.into())]),
            minutes @ ..2880 => m.with("desk-age-hours", &[("n", (minutes / 60).into())]),
            minutes => m.with("desk-age-days", &[("n", (minutes / 1440).into())]),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]
impl AdminOrderPage {
    fn path(&self) -> String {
        format!("/admin/orders/{}", self.uid)
    }

    fn live_address(&self) -> String {
        format!("{}/events?after={}", self.path(), self.version)
    }

    fn confirm_address(&self) -> String {
        let next = url::form_urlencoded::byte_serialize(self.path().as_bytes()).collect::<String>();
        format!("/admin/confirm?next={next}")
    }

    fn m(&self) -> Messages {
        self.admin.messages()
    }

    /// A held order is nothing to be glad about yet.
    fn tone(&self) -> &'static str {
        if self.holds.is_empty() { self.state.tone() } else { OrderState::Held.tone() }
    }

    fn ar(&self, sum: &i64) -> String {
        self.m().ar(*sum)
    }

    fn inbox_count(&self) -> i64 {
        self.inbox
    }

    fn line_count(&self) -> i64 {
        i64::try_from(self.lines.len()).unwrap_or(i64::MAX)
    }

    fn may_decide(&self) -> bool {
        self.admin.may(Right::Decide)
    }

    fn waits_for_goods(&self) -> bool {
        self.waits.contains(&RemedyKind::Wait)
    }

    fn needs_refund(&self) -> bool {
        self.waits.contains(&RemedyKind::NeedsRefund)
    }

    /// What the page tells of a hold, of which some may look at the cause.
    fn hold_label(&self, kind: &DiscrepancyKind) -> String {
        discrepancy_label(self.m(), *kind)
    }

    fn move_label(&self, step: &Move) -> String {
        move_label(self.m(), *step, self.state)
    }

    fn is_ready(step: &Move) -> bool {
        *step == Move::Ready
    }

    fn is_undo(step: &Move) -> bool {
        *step == Move::Undo
    }

    fn is_filled(&self, decision: &Decision) -> bool {
        self.filled.decision == Some(*decision)
    }

    /// The reason that was typed, in the form in which it was.
    fn typed_reason(&self, decision: &Decision) -> &str {
        if self.is_filled(decision) { &self.filled.reason } else { "" }
    }

    /// The sum that stands in a form at first, or that was typed.
    fn typed_sum(&self, decision: &Decision) -> String {
        if self.is_filled(decision) {
            return self.filled.sum.clone();
        }
        let Some(money) = &self.money else { return String::new() };
        match decision {
            Decision::Confirm => money.confirmable.to_string(),
            Decision::Refund => money.refundable.to_string(),
            _ => String::new(),
        }
    }

    fn typed_payee(&self) -> &str {
        if self.is_filled(&Decision::Refund) {
            return &self.filled.payee;
        }
        self.money.as_ref().map_or("", |money| &money.payee)
    }

    /// Whether that decision is about what stands in the list of payments and refunds.
    fn refund_decision(refund: &RefundView) -> Decision {
        Decision::ChangeRefund(refund.id)
    }

    fn contest_decision(payment: &PaymentView) -> Decision {
        Decision::Contest(payment.id)
    }

    fn may_refund(&self) -> bool {
        self.admin.may(Right::ManualMoney) && !self.password_first
    }

    /// How far a refund may be when it is written down.
    fn first_states() -> &'static [RefundState] {
        &[RefundState::Intended, RefundState::Sent, RefundState::Confirmed, RefundState::Unknown]
    }

    fn refund_label(&self, state: &RefundState) -> String {
        refund_label(self.m(), *state)
    }

    fn event_label(&self, event: &DeskEvent) -> String {
        desk_event::label(self.m(), event.kind)
    }
}

/// What a discrepancy says in a few words.
#[must_use]
pub fn discrepancy_label(m: Messages, kind: DiscrepancyKind) -> String {
    m.text(&format!("desk-why-{}", kind.as_str().replace('_', "-")))
}

/// What a move's button says; an undo names the step that it takes back.
#[must_use]
pub fn move_label(m: Messages, step: Move, state: OrderState) -> String {
    match step {
        Move::Assemble => m.text("desk-move-assemble"),
        Move::Ready => m.text("desk-move-ready"),
        Move::Complete => m.text("desk-move-complete"),
        Move::Cancel => m.text("desk-decide-cancel"),
        Move::Restore => m.text("desk-decide-restore"),
        Move::Undo => m.with("desk-move-undo", &[("state", state.label(m).into())]),
    }
}

#[cfg(test)]
mod tests;
