//! An order's own page.

mod view;

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};

use super::{frame, order_path, query, state};
use crate::{
    clock::{self, UtcTime},
    db::Connection,
    delivery::{self, Code, HandOver},
    desk::money::{self, Refund, RefundOf},
    feed::{self, Event},
    money::Ar,
    orders::{self, CancelError, Held, Item, Order, OrderToken, Wish},
    payments::{
        self, Payment,
        claim::{self, Claim},
    },
    picking::{self, Remedy},
    web::{
        Error, Shop,
        pages::{Frame, OrderState},
        respond::{render, see_other},
    },
};

use view::page;
pub(super) use view::{arrived, shown_items};

/// What was typed on the page and could not be taken.
#[derive(Default)]
pub(super) struct Typed {
    pub claim: Option<String>,
    pub note: Option<String>,
}

/// How the page is looked at.
#[derive(Default)]
struct Asked {
    /// When the payer came back from Dromon's page, in seconds since 1970.
    back: Option<i64>,
    typed: Typed,
    /// It answers a form.
    is_answer: bool,
}

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
    /// What he said last of having paid; `None` also where that is no question.
    claim: Option<Claim>,
    refunds: Vec<Refund>,
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
    let back = query(&request, "back").and_then(|back| back.parse().ok());
    let asked = Asked { back, ..Asked::default() };
    render(StatusCode::OK, &page(told, now, asked, frame(&request, &shop), &shop))
}

/// The page once more, in answer to a form of it that was not carried out.
pub(super) async fn again(
    request: &HttpRequest,
    shop: &Shop,
    token: OrderToken,
    typed: Typed,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let now = clock::now();
    let hold = shop.config.stock_hold;
    let told = shop.store.read(move |connection| read(connection, &token, hold, now)).await?;
    // Where a form is sent to there is no page.
    let frame = Frame { here: order_path(&told.order), ..frame(request, shop) };
    let asked = Asked { typed, is_answer: true, back: None };
    render(status, &page(told, now, asked, frame, shop))
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
        claim: if claim::may_claim(&order) { claim::last_of(connection, order.id)? } else { None },
        refunds: if order.counted == Ar::ZERO {
            Vec::new()
        } else {
            money::refunds(connection, RefundOf::Order(order.id))?
        },
        order,
    })
}
