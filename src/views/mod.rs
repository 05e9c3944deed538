//! The JSON that programs are told, where more than one way leads there: the API and webhooks say the same of an event.

mod event;
pub mod links;
mod order;
mod webhook;

pub use event::{EventView, FeedEventView, feed_views};
pub use order::{
    ListedOrderView, OrderCustomerView, OrderDiscrepancyView, OrderItemView, OrderPaymentView,
    OrderView, Signing,
};
pub use webhook::{AttemptView, DeliveryView, EndpointView};
