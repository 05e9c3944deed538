//! What this browser ordered, and nobody else's.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};

use super::{frame, moment, notice, order_path, query, state};
use crate::{
    clock::{self, UtcTime},
    db::Connection,
    money::Ar,
    orders::{self, BrowserId, Order, Uid},
    payments::{self, claim, silence::Sign},
    web::{
        Error, Shop, browser,
        pages::{MyOrder, MyOrders, OrderState},
        respond::{render, see_other},
    },
};

/// How many orders one page lists.
const PAGE: usize = 20;

/// Among how many of a browser's newest orders the one is sought that its payer comes back from.
const NEWEST: usize = 5;

/// How long somebody may be away at Dromon's page, its sign-in included.
const AWAY: Duration = Duration::from_mins(15);

/// `GET /my`, and `/my?before=<uid>` for older ones.
pub async fn show(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let before = query(&request, "before")
        .map(|uid| uid.parse::<Uid>().map_err(|_| Error::NotFound))
        .transpose()?;
    let now = clock::now();
    let mut listed: Vec<(Order, OrderState)> = Vec::new();
    let mut older = None;
    if let Some(browser) = browser::known(&request, &shop) {
        (listed, older) = shop
            .store
            .read(move |connection| {
                let page = orders::of_browser(connection, &browser, before.as_ref(), PAGE)?;
                let listed = page
                    .orders
                    .into_iter()
                    .map(|order| Ok((state(connection, &order, now)?, order)))
                    .map(|stated| stated.map(|(state, order)| (order, state)))
                    .collect::<diesel::QueryResult<_>>()?;
                Ok::<_, Error>((listed, page.older))
            })
            .await?;
    }
    let frame = frame(&request, &shop);
    let page = MyOrders {
        orders: listed
            .into_iter()
            .map(|(order, state)| MyOrder {
                uid: order.uid.to_string(),
                link: order_path(&order),
                state,
                total: order.total.get(),
                placed: moment(order.created_at, now, &frame, &shop),
            })
            .collect(),
        older: older.map(|uid| format!("/my?before={uid}")),
        frame,
    };
    render(StatusCode::OK, &page)
}

/// Which order somebody comes back from, as far as that is known: Dromon's button does not tell.
enum Return {
    /// Its payment has come.
    Paid(Order),
    /// The only one that he can have been away for, or else the latest.
    Waits(Order),
    /// One of several, this being the latest of them.
    OneOf(Order),
    /// This browser has ordered nothing.
    Nobody,
}

/// `GET /return`: where Dromon's button sends the payer, after a failed payment too. It leads to the order that he most
/// likely comes from and claims nothing: arriving here proves nothing.
pub async fn come_back(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let now = clock::now();
    let returns = match browser::known(&request, &shop) {
        None => Return::Nobody,
        Some(browser) => {
            shop.store.read(move |connection| comes_from(connection, &browser, now)).await?
        }
    };
    // Of many that come back without a callback, staff should hear.
    match returns {
        Return::Paid(order) => Ok(see_other(&order_path(&order))),
        Return::Waits(order) => {
            notice(&shop, order.id, Sign::CameBack, now);
            // Since when he waits is in the address, so that the page can say what is known by then.
            Ok(see_other(&format!("{}?back={}", order_path(&order), now.utc().timestamp())))
        }
        Return::OneOf(order) => {
            notice(&shop, order.id, Sign::CameBack, now);
            Ok(see_other("/my"))
        }
        Return::Nobody => Ok(see_other("/my")),
    }
}

fn comes_from(
    connection: &mut Connection,
    browser: &BrowserId,
    now: UtcTime,
) -> Result<Return, Error> {
    let newest = orders::of_browser(connection, browser, None, NEWEST)?.orders;
    let Some(latest) = newest.first().cloned() else { return Ok(Return::Nobody) };
    let left = now.minus(AWAY);
    // What was over before he left is none that he went to pay.
    let waiting: Vec<&Order> = newest
        .iter()
        .filter(|order| claim::may_claim(order, now))
        .filter(|order| order.counted > Ar::ZERO || order.expires_at > left)
        .collect();
    // A payment from before the newest of them was even placed was another errand.
    let since = waiting.first().map_or(left, |order| order.created_at.max(left));
    let mut paid: Option<(UtcTime, &Order)> = None;
    for order in newest.iter().filter(|order| order.counted > Ar::ZERO) {
        let payments = payments::of_order(connection, order)?;
        let counted = payments.iter().filter(|payment| payment.counted && payment.at >= since);
        let last = counted.map(|payment| payment.at).max();
        if last > paid.map(|(at, _)| at) {
            paid = last.map(|at| (at, order));
        }
    }
    Ok(match (paid, waiting.as_slice()) {
        (Some((_, order)), _) => Return::Paid(order.clone()),
        (None, [order]) => Return::Waits((*order).clone()),
        (None, [order, _, ..]) => Return::OneOf((*order).clone()),
        (None, []) => Return::Waits(latest),
    })
}
