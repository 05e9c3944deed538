//! The pages for customers.

pub mod live;
pub mod mine;
pub mod order;
mod order_form;
pub mod window;

use actix_web::{HttpRequest, http::Method};

use super::{
    Shop, language,
    pages::{Frame, Moment, OrderState},
};
use crate::{
    clock::UtcTime,
    db::Connection,
    orders::{Order, Status},
    payments,
};

/// What surrounds a page that answers this request.
pub fn frame(request: &HttpRequest, shop: &Shop) -> Frame {
    let messages = language::messages(request);
    let answers_get = *request.method() == Method::GET || *request.method() == Method::HEAD;
    Frame {
        messages,
        shop: messages.text("shop-name"),
        here: if answers_get { request.path() } else { "/" }.to_owned(),
        sandbox: shop.config.is_sandbox().then(|| shop.config.page().base.to_string()),
        time_zone: shop.config.time_zone.name().to_owned(),
    }
}

fn order_path(order: &Order) -> String {
    format!("/o/{}", order.token.as_str())
}

pub fn moment(at: UtcTime, now: UtcTime, frame: &Frame, shop: &Shop) -> Moment {
    Moment::new(at.utc(), now.utc(), shop.config.time_zone, frame.messages)
}

/// How an order's state is told to its customer.
fn state(
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
