//! Orders.

pub mod list;
pub mod moves;
pub mod named;
pub mod place;
mod request;
pub mod show;

pub use request::OrderBody;

use crate::{
    clock::UtcTime,
    db::{Connection, StoreError},
    orders::Order,
    views::{OrderView, Signing},
    web::{Shop, api::answer::Changed},
};

/// What a change made of an order.
fn changed(view: OrderView) -> Changed<OrderView> {
    let version = view.version;
    Changed::ok(view).at(version)
}

/// The order as it is told, with the link that pays it.
///
/// # Errors
/// The store's.
fn view(
    connection: &mut Connection,
    order: &Order,
    now: UtcTime,
    shop: &Shop,
) -> Result<OrderView, StoreError> {
    OrderView::read(connection, order, now, &shop.config, Signing::Possible)
}
