//! Where an order is paid, and where it is looked at.

use crate::{
    config::Config,
    dromon::{PaymentLink, Sum},
    orders::Order,
};

/// The signed link that pays that sum of the order. `None` where Dromon's page could not verify it, which an order's own types
/// rule out.
#[must_use]
pub fn payment(config: &Config, order: &Order, sum: Sum) -> Option<PaymentLink> {
    PaymentLink::new(config.app(), config.page(), order.uid.as_str(), order.text.as_str(), sum)
        .inspect_err(|error| tracing::error!(uid = %order.uid, %error, "an order without a link"))
        .ok()
}

/// The address of an order's own page, for whoever may have it.
#[must_use]
pub fn order_page(config: &Config, order: &Order) -> String {
    config.url(&format!("/o/{}", order.token.as_str()))
}
