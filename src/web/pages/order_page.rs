//! An order's page at `/o/{token}`: pay, watch, cancel.

mod back;
mod say;

use askama::Template;

pub use back::Back;
pub use say::{ClaimView, NoteView, Unsent, WhyUnsent};

use super::{Frame, HandOverView, Moment, OrderState, TimelineEvent, WishView, shorten};
use crate::{catalog::Count, i18n::Messages};

/// Dromon's fee, which the payer pays on top of the sum.
const FEE: i64 = 1;
const NAME: usize = 80;
const NICKNAME: usize = 40;

#[derive(Debug, Template)]
#[template(path = "shop/order.html")]
pub struct OrderPage {
    pub frame: Frame,
    /// Opens this page; it is in no link that leaves the shop.
    pub token: String,
    pub uid: String,
    /// What opens it on another device, with number and nickname.
    pub short_code: String,
    pub nickname: String,
    pub state: OrderState,
    pub items: Vec<Item>,
    pub total: i64,
    /// The money counted so far.
    pub paid: i64,
    /// The money that the shop says it has sent back.
    pub refunded: i64,
    /// How to pay what is left, while it can be paid.
    pub payment: Option<Payment>,
    pub can_cancel: bool,
    /// Who paid for it, where that was somebody else.
    pub paid_by: Vec<String>,
    /// The payer has come back from Dromon's page, and nothing has come since.
    pub back: Option<Back>,
    /// That he has paid; `None` where the order lacks no payment.
    pub claim: Option<ClaimView>,
    pub note: NoteView,
    /// The page answers a form, whose address shows nothing by itself.
    pub is_answer: bool,
    /// Where the customer gets it, once it is ready; `None` also where that is as agreed.
    pub hand_over: Option<HandOverView>,
    /// What to tell the courier, while one brings it.
    pub code: Option<String>,
    /// What he said beside the order.
    pub wish: Option<WishView>,
    pub timeline: Vec<TimelineEvent>,
    /// The number of the last event that this page knows; the live page asks for what comes after it.
    pub version: i64,
}

#[derive(Clone, Debug)]
pub struct Item {
    pub name: String,
    pub quantity: i64,
    /// The same, as players count.
    pub count: Count,
    pub price: i64,
    /// What the line costs.
    pub sum: i64,
}

/// How to pay what is left.
#[derive(Clone, Debug)]
pub struct Payment {
    /// The signed link to Dromon.
    pub link: String,
    /// How wide and high its QR code is; `None`: the link is too long for one.
    pub qr_pixels: Option<usize>,
    /// Until when the order waits. A part-paid order waits for ever.
    pub until: Option<Moment>,
    /// Whether goods that are counted are put aside for it.
    pub held: Option<HeldGoods>,
}

/// Goods of an unpaid order.
#[derive(Clone, Debug)]
pub enum HeldGoods {
    Until(Moment),
    NoMore,
}

impl HeldGoods {
    fn text(&self, m: Messages) -> String {
        match self {
            Self::Until(until) => {
                m.with("pay-held-until", &[("until", until.shown.as_str().into())])
            }
            Self::NoMore => m.text("pay-held-no-more"),
        }
    }
}

impl Item {
    pub(super) fn shown_name(&self) -> String {
        shorten(&self.name, NAME)
    }

    /// Where stacks and boxes say more than the number does.
    pub(super) fn shown_count(&self, m: Messages) -> Option<String> {
        match self.count {
            Count::Stacked { boxes: 0, stacks: 0, .. } | Count::Loose(_) => None,
            count @ Count::Stacked { .. } => Some(count.text(m)),
        }
    }
}

impl OrderPage {
    fn shown_nickname(&self) -> String {
        shorten(&self.nickname, NICKNAME)
    }

    fn left_to_pay(&self) -> i64 {
        self.total.saturating_sub(self.paid).max(0)
    }

    fn with_fee(&self) -> i64 {
        self.left_to_pay().saturating_add(FEE)
    }

    fn line_count(&self) -> i64 {
        count(&self.items)
    }

    /// What the state means for the customer, in a sentence or two.
    fn meaning(&self) -> String {
        let m = self.frame.messages;
        let until = self.payment.as_ref().and_then(|p| p.until.as_ref());
        match (self.state, until) {
            (OrderState::AwaitingPayment, Some(until)) => {
                m.with("meaning-awaiting-payment-until", &[("until", until.shown.as_str().into())])
            }
            (OrderState::AwaitingPayment, None) => m.text("meaning-awaiting-payment"),
            (OrderState::PartPaid, _) => m.with(
                "meaning-part-paid",
                &[
                    ("paid", self.paid.into()),
                    ("total", self.total.into()),
                    ("left", self.left_to_pay().into()),
                ],
            ),
            (OrderState::Expired, _) => m.text("meaning-expired"),
            (OrderState::Paid, _) => m.text("meaning-paid"),
            (OrderState::Held, _) => m.text("meaning-held"),
            (OrderState::Assembling, _) => m.text("meaning-assembling"),
            (OrderState::Ready, _) => match &self.hand_over {
                None => m.text("meaning-ready"),
                Some(HandOverView { is_missed: true, cell: Some(_), .. }) => {
                    m.text("meaning-ready-missed")
                }
                Some(HandOverView { is_missed: true, cell: None, .. }) => {
                    m.text("meaning-ready-courier-missed")
                }
                Some(HandOverView { cell: Some(_), .. }) => m.text("meaning-ready-cell"),
                Some(HandOverView { cell: None, .. }) => m.text("meaning-ready-courier"),
            },
            (OrderState::Completed, _) => m.text("meaning-completed"),
            (OrderState::Cancelled, _) => m.text("meaning-cancelled"),
            (OrderState::Refunded, _) => m.text("meaning-refunded"),
        }
    }

    /// Money that does not fit the state: the customer must see that it was noticed.
    fn money_note(&self) -> Option<String> {
        let kept = self.paid.saturating_sub(self.refunded);
        money_note(self.frame.messages, self.state, kept, self.total)
    }

    /// What is known of a payer who has come back.
    fn back_text(&self) -> String {
        let text = |back: Back| back.text(self.frame.messages, self.payment.is_some());
        self.back.map(text).unwrap_or_default()
    }

    /// Its form is open where it is what he should do now, and where what was typed needs another look.
    fn opens_claim(&self) -> bool {
        let asked = self.back.is_some_and(Back::asks_to_claim);
        asked || self.claim.as_ref().is_some_and(ClaimView::is_unsent)
    }

    fn path(&self) -> String {
        format!("/o/{}", self.token)
    }

    /// The payment link as a picture.
    fn qr_address(&self) -> String {
        format!("{}/qr/{}.svg", self.path(), self.left_to_pay())
    }

    /// This page once more, as it is looked at now.
    fn reload_address(&self) -> String {
        let back = self.back.map(Back::query).unwrap_or_default();
        format!("{}{back}", self.path())
    }

    fn live_address(&self) -> String {
        format!("/o/{}/events?after={}", self.token, self.version)
    }

    /// The current step and its number, for where there is no room for all their names.
    fn step_count(&self) -> String {
        let steps = self.state.steps();
        let mut numbered = (1_i64..).zip(&steps);
        let Some((number, (step, _))) = numbered.find(|(_, (_, place))| place.is_current()) else {
            return String::new();
        };
        let messages = self.frame.messages;
        messages.with(
            "step-of",
            &[
                ("step", number.into()),
                ("steps", count(&steps).into()),
                ("name", step.label(messages).into()),
            ],
        )
    }
}

/// Money that does not fit an order's state, as its customer reads it. `kept` is what was paid and not sent back.
#[must_use]
pub fn money_note(m: Messages, state: OrderState, kept: i64, total: i64) -> Option<String> {
    match state {
        OrderState::Expired | OrderState::Cancelled if kept > 0 => {
            Some(m.with("money-undecided", &[("sum", kept.into())]))
        }
        OrderState::Expired | OrderState::Cancelled | OrderState::Refunded => None,
        _ if kept > total => {
            let excess = kept.saturating_sub(total);
            Some(m.with("money-excess", &[("sum", excess.into())]))
        }
        _ => None,
    }
}

fn count<T>(list: &[T]) -> i64 {
    i64::try_from(list.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
