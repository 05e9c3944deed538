//! An order as its customer is shown it.

use std::{collections::HashMap, time::Duration};

use super::{super::moment, Asked, Told};
use crate::{
    clock::UtcTime,
    delivery,
    desk::money::{Refund, RefundState},
    dromon::PaymentLink,
    feed::{Event, EventKind},
    i18n::Messages,
    money::Ar,
    orders::{
        Held, Item, Order, Status,
        customer_note::{self, MOST_NOTES},
    },
    payments::{
        self, Payment,
        claim::{self, Answer, MOST_CLAIMS},
    },
    picking::{Remedy, RemedyKind},
    web::{
        Shop,
        pages::{
            self, Back, ClaimView, Frame, HandOverView, HeldGoods, NoteView, OrderPage,
            TimelineEvent, Unsent, WishView,
            remedy::{remedy_of_event, remedy_text},
            shorten,
        },
        qr,
    },
};

/// The most characters of what the shop says that it waits for.
const MOST_WORDS: usize = 200;

/// The most characters of what the customer said himself.
const MOST_OWN: usize = 500;

/// The most characters of who paid.
const MOST_NAME: usize = 40;

/// A callback may have come that long before its payer was back.
const BEFORE_BACK: Duration = Duration::from_mins(2);

pub(super) fn page(told: Told, now: UtcTime, asked: Asked, frame: Frame, shop: &Shop) -> OrderPage {
    let paid_by = paid_by(&told.order, &told.payments);
    let back = asked.back.and_then(|back| come_back(back, &told, now));
    let (unsent_claim, unsent_note) = asked.unsent.apart();
    let claim = claim_view(&told, unsent_claim, now, &frame, shop);
    let refunded = arrived(&told.refunds);
    let Told { order, state, items, payments, events, remedies, hand_over, held, code, .. } = told;
    let wish = told.wish;
    let note =
        NoteView { is_enough: customer_note::count(&events) >= MOST_NOTES, unsent: unsent_note };
    let payment = order
        .payable_at(now)
        .and_then(|left| shop.payment_link(&order, left))
        .map(|link| payment(&link, &order, held, now, &frame, shop));
    let sums: HashMap<i64, i64> =
        payments.iter().map(|payment| (payment.id, payment.sum.get())).collect();
    OrderPage {
        timeline: events
            .iter()
            .filter(|event| event.kind.is_for_customer())
            .map(|event| TimelineEvent {
                kind: event.kind.as_str().to_owned(),
                actor: event.actor.role().to_owned(),
                at: moment(event.at, now, &frame, shop),
                sum: event.payment_id.and_then(|id| sums.get(&id).copied()),
                detail: remedy_of_event(&remedies, event.id)
                    .map(|remedy| told_to_customer(frame.messages, remedy, &items))
                    .or_else(|| own_words(event)),
                told: delivery::Told::read(event).map(|told| {
                    let due = told.due_at().map(|at| moment(at, now, &frame, shop));
                    pages::hand_over::told(frame.messages, &told, due)
                }),
            })
            .collect(),
        hand_over: hand_over.map(|hand_over| {
            let due = moment(hand_over.due_at, now, &frame, shop);
            HandOverView::new(&hand_over, due, hand_over.is_missed(now))
        }),
        code: code.map(|code| code.as_str().to_owned()),
        wish: WishView::of(frame.messages, &wish),
        token: order.token.as_str().to_owned(),
        uid: order.uid.to_string(),
        short_code: order.token.short_code().shown(),
        nickname: order.nickname.to_string(),
        state,
        items: shown_items(items),
        total: order.total.get(),
        paid: order.counted.get(),
        refunded,
        paid_by,
        back,
        claim,
        note,
        is_answer: asked.is_answer,
        payment,
        can_cancel: order.status_at(now) == Status::AwaitingPayment && order.counted == Ar::ZERO,
        version: order.last_event,
        frame,
    }
}

/// What the customer himself said.
fn own_words(event: &Event) -> Option<String> {
    let is_own = matches!(event.kind, EventKind::Claimed | EventKind::CustomerNote);
    event.note.as_deref().filter(|_| is_own).map(|words| shorten(words, MOST_OWN))
}

/// Who paid, where it was not the customer himself: as Dromon told it.
fn paid_by(order: &Order, payments: &[Payment]) -> Vec<String> {
    let mut folded = vec![order.nickname.folded()];
    let mut names = Vec::new();
    let by_callback = payments.iter().filter(|each| each.counted && each.callback_id.is_some());
    for name in by_callback.filter_map(|payment| payment.payer.as_deref()) {
        let same = payments::fold_payer(name);
        if !name.trim().is_empty() && !folded.contains(&same) {
            folded.push(same);
            names.push(shorten(name, MOST_NAME));
        }
    }
    names
}

/// What is said to a payer who came back. Once something has come, or he has told the shop, the page tells that.
fn come_back(back: i64, told: &Told, now: UtcTime) -> Option<Back> {
    // It may be any number, until it is known to be a time of the last day.
    let shown = Back::of(back, now.utc().timestamp())?;
    let before = UtcTime::from_micros(back.checked_mul(1_000_000)?).minus(BEFORE_BACK);
    let has_come = told.payments.iter().any(|payment| payment.at > before);
    let is_claimed = told.claim.as_ref().is_some_and(|claim| claim.answered_at.is_none());
    (claim::may_claim(&told.order, now) && !has_come && !is_claimed).then_some(shown)
}

fn claim_view(
    told: &Told,
    unsent: Option<Unsent>,
    now: UtcTime,
    frame: &Frame,
    shop: &Shop,
) -> Option<ClaimView> {
    let is_over = !claim::may_claim(&told.order, now);
    let Some(last) = &told.claim else {
        return (!is_over).then(|| ClaimView { unsent, ..ClaimView::default() });
    };
    let is_refused = last.answer == Some(Answer::NoPayment);
    if is_over && last.answered_at.is_some() && !is_refused {
        return None;
    }
    Some(ClaimView {
        waits: last.answered_at.is_none().then(|| moment(last.at, now, frame, shop)),
        line: last.line.as_ref().map(ToString::to_string),
        is_refused,
        is_enough: last.nth >= MOST_CLAIMS,
        is_over,
        unsent,
    })
}

pub(in crate::web::shop) fn shown_items(items: Vec<Item>) -> Vec<pages::Item> {
    items
        .into_iter()
        .map(|item| pages::Item {
            sum: item.total(),
            name: item.name.to_string(),
            quantity: item.quantity,
            count: item.count(),
            price: item.price.get(),
        })
        .collect()
}

/// The refunds that were seen to have arrived.
pub(in crate::web::shop) fn arrived(refunds: &[Refund]) -> i64 {
    let confirmed = refunds.iter().filter(|refund| refund.state == RefundState::Confirmed);
    confirmed.fold(0, |sum: i64, refund| sum.saturating_add(refund.sum.get()))
}

/// Until when, or for what, it waits is for its customer; the other words are the shop's own.
fn told_to_customer(m: Messages, remedy: &Remedy, items: &[Item]) -> String {
    let text = remedy_text(m, remedy, items, true);
    match remedy.kind {
        RemedyKind::Wait => format!("{text}. {}", shorten(&remedy.words, MOST_WORDS)),
        RemedyKind::Substitute | RemedyKind::Refund | RemedyKind::NeedsRefund => text,
    }
}

fn payment(
    link: &PaymentLink,
    order: &Order,
    held: Option<Held>,
    now: UtcTime,
    frame: &Frame,
    shop: &Shop,
) -> pages::Payment {
    pages::Payment {
        link: link.url.to_string(),
        qr_pixels: qr::pixels(link.url.as_str()),
        // A part-paid order never runs out.
        until: (order.counted == Ar::ZERO).then(|| moment(order.expires_at, now, frame, shop)),
        held: held.map(|held| match held {
            Held::Until(until) => HeldGoods::Until(moment(until, now, frame, shop)),
            Held::NoMore => HeldGoods::NoMore,
        }),
    }
}
