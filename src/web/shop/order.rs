//! An order's own page.

use std::{collections::HashMap, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};

use super::{frame, moment, order_path, state};
use crate::{
    clock::{self, UtcTime},
    db::Connection,
    delivery::{self, Code, HandOver},
    dromon::PaymentLink,
    feed::{self, Event},
    i18n::Messages,
    money::Ar,
    orders::{self, CancelError, Held, Item, Order, OrderToken, Status, Wish},
    payments::{self, Payment},
    picking::{self, Remedy, RemedyKind},
    web::{
        Error, Shop,
        pages::{
            self, Frame, HandOverView, HeldGoods, OrderPage, OrderState, TimelineEvent, WishView,
            remedy::{remedy_of_event, remedy_text},
            shorten,
        },
        qr,
        respond::{render, see_other},
    },
};

/// The most characters of what the shop says that it waits for.
const MOST_WORDS: usize = 200;

/// An order, and all that its page tells of it.
struct Told {
    order: Order,
    state: OrderState,
    items: Vec<Item>,
    payments: Vec<Payment>,
    events: Vec<Event>,
    /// What is done about goods that are missing.
    remedies: Vec<Remedy>,
    hand_over: Option<HandOver>,
    /// What is put aside for it while it can be paid.
    held: Option<Held>,
    /// What he is to tell the courier.
    code: Option<Code>,
    /// What he said beside it.
    wish: Wish,
}

/// `GET /o/{token}`
pub async fn show(
    request: HttpRequest,
    token: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let token = parse(&token)?;
    let now = clock::now();
    let hold = shop.config.stock_hold;
    let told = shop.store.read(move |connection| read(connection, &token, hold, now)).await?;
    render(StatusCode::OK, &page(told, now, frame(&request, &shop), &shop))
}

/// `POST /o/{token}/cancel`
pub async fn cancel(token: Path<String>, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let token = parse(&token)?;
    let cancelled = shop
        .store
        .write(move |connection| {
            let order = orders::find_by_token(connection, &token)?;
            let Some(order) = order else { return Ok(None) };
            orders::cancel(connection, &order, clock::now())?;
            Ok::<_, CancelError>(Some(order))
        })
        .await;
    match cancelled {
        Ok(Some(order)) => Ok(see_other(&order_path(&order))),
        Ok(None) => Err(Error::NotFound),
        Err(error @ CancelError::NotNow(_)) => Err(Error::NotNow(error.to_string())),
        Err(CancelError::Store(error)) => Err(error.into()),
    }
}

/// Whatever is no token opens nothing.
pub(super) fn parse(token: &str) -> Result<OrderToken, Error> {
    token.parse().map_err(|_| Error::NotFound)
}

fn read(
    connection: &mut Connection,
    token: &OrderToken,
    put_aside_for: Duration,
    now: UtcTime,
) -> Result<Told, Error> {
    let order = orders::find_by_token(connection, token)?.ok_or(Error::NotFound)?;
    let held = match order.payable_at(now) {
        Some(_) => orders::held(connection, &order, put_aside_for)?,
        None => None,
    };
    Ok(Told {
        state: state(connection, &order, now)?,
        items: orders::items(connection, order.id)?,
        payments: payments::of_order(connection, &order)?,
        events: feed::timeline(connection, order.last_event)?,
        remedies: picking::remedies(connection, order.id)?,
        hand_over: delivery::of_order(connection, order.id)?,
        held,
        code: delivery::code_of(connection, order.id)?,
        wish: orders::wish_of(connection, order.id)?,
        order,
    })
}

fn page(told: Told, now: UtcTime, frame: Frame, shop: &Shop) -> OrderPage {
    let Told { order, state, items, payments, events, remedies, hand_over, held, code, wish } =
        told;
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
                    .map(|remedy| told_to_customer(frame.messages, remedy, &items)),
                told: delivery::Told::read(event).map(|told| {
                    let due = told.due_at().map(|at| moment(at, now, &frame, shop));
                    pages::hand_over::told(frame.messages, &told, due)
                }),
            })
            .collect(),
        hand_over: hand_over.filter(|_| state == OrderState::Ready).map(|hand_over| {
            let due = moment(hand_over.due_at, now, &frame, shop);
            HandOverView::new(&hand_over, due, hand_over.is_missed(now))
        }),
        code: code.filter(|_| state == OrderState::Ready).map(|code| code.as_str().to_owned()),
        wish: WishView::of(frame.messages, &wish),
        token: order.token.as_str().to_owned(),
        uid: order.uid.to_string(),
        short_code: order.token.short_code().shown(),
        nickname: order.nickname.to_string(),
        state,
        items: items
            .into_iter()
            .map(|item| pages::Item {
                sum: item.total(),
                name: item.name.to_string(),
                quantity: item.quantity,
                count: item.count(),
                price: item.price.get(),
            })
            .collect(),
        total: order.total.get(),
        paid: order.counted.get(),
        refunded: 0,
        payment,
        can_cancel: order.status_at(now) == Status::AwaitingPayment && order.counted == Ar::ZERO,
        version: order.last_event,
        frame,
    }
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
        // For the phone beside the game.
        qr_svg: qr::svg(link.url.as_str()).unwrap_or_default(),
        // A part-paid order never runs out.
        until: (order.counted == Ar::ZERO).then(|| moment(order.expires_at, now, frame, shop)),
        held: held.map(|held| match held {
            Held::Until(until) => HeldGoods::Until(moment(until, now, frame, shop)),
            Held::NoMore => HeldGoods::NoMore,
        }),
    }
}
