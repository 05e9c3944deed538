//! An order's own page.

pub mod qr_code;
mod view;

use std::{sync::Arc, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use askama::Template;

use super::{
    frame,
    kept::{self, Gzipped, Kept, Key},
    order_path, query, state,
};
use crate::{
    clock::{self, UtcTime},
    db::Connection,
    delivery::{self, Code, HandOver},
    desk::money::{self, Refund, RefundOf},
    feed::{self, Event},
    looks::Shown,
    money::Ar,
    orders::{self, CancelError, Held, Item, Order, OrderToken, Wish},
    payments::{
        self, Payment,
        claim::{self, Claim},
    },
    picking::{self, Remedy},
    web::{
        Error, Shop, encoding,
        pages::{Frame, OrderState, Unsent},
        respond::{html_page, render, see_other},
    },
};

use view::page;
pub(super) use view::{arrived, shown_items};

/// What was typed on the page and was not taken.
#[derive(Default)]
pub(super) enum Said {
    #[default]
    Nothing,
    Claim(Unsent),
    Note(Unsent),
}

impl Said {
    /// The one or the other.
    fn apart(self) -> (Option<Unsent>, Option<Unsent>) {
        match self {
            Self::Nothing => (None, None),
            Self::Claim(claim) => (Some(claim), None),
            Self::Note(note) => (None, Some(note)),
        }
    }
}

/// How the page is looked at.
#[derive(Default)]
struct Asked {
    /// When the payer came back from Dromon's page, in seconds since 1970.
    back: Option<i64>,
    unsent: Said,
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
    let frame = frame(&request, &shop);
    let key = Key { token: token.clone(), lang: frame.messages.lang(), in_cart: frame.in_cart };
    // Whoever comes back from Dromon is told what is known by the second.
    let back = query(&request, "back").and_then(|back| back.parse().ok());
    let takes_gzip = encoding::takes_gzip(&request);
    let may_be_kept = takes_gzip && back.is_none();
    if may_be_kept && let Some(page) = kept(&key, &frame.shown, now, &shop).await? {
        return Ok(page.answer());
    }
    let told = shop.store.read(move |connection| read(connection, &token, hold, now)).await?;
    let asked = Asked { back, ..Asked::default() };
    let (version, until, shown) =
        (told.order.last_event, same_until(&told, now), Arc::clone(&frame.shown));
    let html = page(told, now, asked, frame, &shop).render();
    let html = html.map_err(|error| Error::Internal(error.into()))?;
    if !takes_gzip {
        return Ok(html_page(html.into()));
    }
    let page = Gzipped::quickly(&html);
    if may_be_kept {
        shop.kept_pages.keep(key, Kept { version, shown, until, page: page.clone() });
    }
    Ok(page.answer())
}

/// The page as it was made a moment ago, if it would be the same now.
async fn kept(
    key: &Key,
    shown: &Arc<Shown>,
    now: UtcTime,
    shop: &Shop,
) -> Result<Option<Gzipped>, Error> {
    let token = key.token.clone();
    let version = shop
        .store
        .read_one(move |connection| Ok::<_, Error>(orders::version_of(connection, &token)?))
        .await?
        .ok_or(Error::NotFound)?;
    Ok(shop.kept_pages.find(key, version, shown, now))
}

/// Until when the page would say the same if nothing happened to the order.
fn same_until(told: &Told, now: UtcTime) -> UtcTime {
    let expires = told.order.payable_at(now).map(|_| told.order.expires_at);
    let held = told.held.and_then(|held| match held {
        Held::Until(until) => Some(until),
        Held::NoMore => None,
    });
    let due = told.hand_over.as_ref().map(|hand_over| hand_over.due_at);
    let claims_end = Some(claim::ends(&told.order));
    let turns = [expires, held, due, claims_end].into_iter().flatten().filter(|turn| *turn > now);
    turns.fold(now.plus(kept::LONGEST), UtcTime::min)
}

/// The page once more, in answer to a form of it that was not carried out.
pub(super) async fn again(
    request: &HttpRequest,
    shop: &Shop,
    token: OrderToken,
    unsent: Said,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let now = clock::now();
    let hold = shop.config.stock_hold;
    let told = shop.store.read(move |connection| read(connection, &token, hold, now)).await?;
    // Where a form is sent to there is no page.
    let frame = Frame { here: order_path(&told.order), ..frame(request, shop) };
    let asked = Asked { unsent, is_answer: true, back: None };
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
    let state = state(connection, &order, now)?;
    let events = feed::timeline(connection, order.last_event)?;
    // What most orders do not have is not asked for.
    let remedies = if events.iter().any(|event| event.kind.is_of_missing_goods()) {
        picking::remedies(connection, order.id)?
    } else {
        Vec::new()
    };
    let (hand_over, code) = match state {
        OrderState::Ready => {
            (delivery::of_order(connection, order.id)?, delivery::code_of(connection, order.id)?)
        }
        _ => (None, None),
    };
    Ok(Told {
        state,
        items: orders::items(connection, order.id)?,
        payments: payments::of_order(connection, &order)?,
        events,
        remedies,
        hand_over,
        held,
        code,
        wish: orders::wish_of(connection, order.id)?,
        claim: if claim::lacks_payment(&order) {
            claim::last_of(connection, order.id)?
        } else {
            None
        },
        refunds: if order.counted == Ar::ZERO {
            Vec::new()
        } else {
            money::refunds(connection, RefundOf::Order(order.id))?
        },
        order,
    })
}

#[cfg(test)]
mod tests;
