//! What this browser ordered, and nobody else's.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};

use super::{frame, moment, notice, order_path, query, state};
use crate::{
    clock,
    orders::{self, Order, Uid},
    payments::silence::Sign,
    web::{
        Error, Shop, browser,
        pages::{MyOrder, MyOrders, OrderState},
        respond::{render, see_other},
    },
};

/// How many orders one page lists.
const PAGE: usize = 20;

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

/// `GET /return`: where Dromon's button sends the payer, after a failed payment too. It leads to this browser's latest
/// order and claims nothing: arriving here proves nothing.
pub async fn come_back(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let latest = match browser::known(&request, &shop) {
        None => None,
        Some(browser) => {
            shop.store
                .read(move |connection| {
                    Ok::<_, Error>(orders::latest_of_browser(connection, &browser)?)
                })
                .await?
        }
    };
    let Some(order) = latest else { return Ok(see_other("/my")) };
    let now = clock::now();
    // Of many that come back without a callback, staff should hear.
    notice(&shop, order.id, Sign::CameBack, now);
    // Since when he waits is in the address, so that the page can say what is known by then.
    Ok(see_other(&format!("{}?back={}", order_path(&order), now.utc().timestamp())))
}
