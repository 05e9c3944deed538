//! The pages for customers.

mod cart;
pub mod checkout;
pub mod find;
mod guest;
mod kept;
pub mod live;
pub mod mine;
pub mod offer;
pub mod order;
mod order_form;
mod placing;
pub mod receipt;
pub mod say;
mod who;
pub mod window;

use actix_web::{HttpRequest, http::Method, web::Data};

use cart::Cart;
pub use kept::{KeptPages, KeptWindows};
pub use order_form::MOST_BODY as MOST_ORDER_BODY;

use super::{
    Shop, language,
    pages::{Frame, Moment, OrderState},
};
use crate::{
    clock::{self, UtcTime},
    db::{Connection, StoreError},
    orders::{self, Order, Status},
    payments::{
        self,
        silence::{self, Sign},
    },
    web::request_id,
};

/// What surrounds a page that answers this request.
pub fn frame(request: &HttpRequest, shop: &Shop) -> Frame {
    let messages = language::messages(request);
    let answers_get = *request.method() == Method::GET || *request.method() == Method::HEAD;
    let shown = shop.looks.get();
    let name = shown.looks.fields.name.as_ref().map(ToString::to_string);
    Frame {
        messages,
        shop: name.unwrap_or_else(|| messages.text("shop-name")),
        shown,
        here: if answers_get { request.path() } else { "/" }.to_owned(),
        in_cart: i64::try_from(Cart::of(request, shop).len()).unwrap_or(i64::MAX),
        sandbox: shop.config.is_sandbox().then(|| shop.config.page().base.to_string()),
        time_zone: shop.config.time_zone.name().to_owned(),
    }
}

/// What an address says beside its path.
fn query(request: &HttpRequest, wanted: &str) -> Option<String> {
    url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(name, _)| name == wanted)
        .map(|(_, value)| value.into_owned())
}

fn order_path(order: &Order) -> String {
    format!("/o/{}", order.token.as_str())
}

pub(in crate::web) fn moment(at: UtcTime, now: UtcTime, frame: &Frame, shop: &Shop) -> Moment {
    Moment::new(at.utc(), now.utc(), shop.config.time_zone, frame.messages)
}

/// Remembers, beside the answer, that a customer seems to wait for a callback. It is a sign for staff, and no more.
fn notice(shop: &Data<Shop>, order_id: i64, sign: Sign, since: UtcTime) {
    let shop = Data::clone(shop);
    request_id::spawn(async move {
        let noted = async {
            let news = shop.store.read(move |connection| {
                let order = orders::find(connection, order_id)?;
                let news =
                    order.map(|order| silence::is_news(connection, &order, sign, clock::now()));
                Ok::<_, StoreError>(news.transpose()?.unwrap_or(false))
            });
            if news.await? {
                let write = move |connection: &mut Connection| {
                    Ok::<_, StoreError>(silence::note(connection, order_id, sign, since)?)
                };
                shop.store.write(write).await?;
            }
            Ok::<_, StoreError>(())
        };
        if let Err(error) = noted.await {
            tracing::debug!(%error, "a sign of silence was not noted");
        }
    });
}

/// How an order's state is told to its customer.
pub(in crate::web) fn state(
    connection: &mut Connection,
    order: &Order,
    now: UtcTime,
) -> diesel::QueryResult<OrderState> {
    let status = order.status_at(now);
    if status == Status::Paid {
        let discrepancies = payments::discrepancies_of_order(connection, order.id)?;
        if payments::holds(status, &discrepancies) {
            return Ok(OrderState::Held);
        }
    }
    Ok(OrderState::of(status, order.counted))
}
