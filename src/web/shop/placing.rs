//! What every way to order in a browser shares: who it is, how often he may, and where he is led.

use actix_web::{HttpRequest, HttpResponse};

use super::{guest::Guest, order_form::Wanted, order_path};
use crate::{
    db::Connection,
    feed::Actor,
    limiter::Wait,
    network::Network,
    orders::{self, BrowserId, NewOrder, Order, Origin, PlaceError, TextSource, TooMuch},
    web::{Error, Shop, browser, client, pages::FormError, respond::see_other},
};

/// A browser that orders, and the network that it is in.
pub struct Placing {
    browser: BrowserId,
    network: Option<Network>,
}

impl Placing {
    /// # Errors
    /// `Wait` where too many orders come from that network.
    pub fn of(request: &HttpRequest, shop: &Shop) -> Result<Self, Wait> {
        let network = client::address(request, &shop.config.trusted_proxies).map(Network::of);
        if let Some(network) = &network {
            shop.placing.take(network)?;
        }
        let browser = browser::known(request, shop).unwrap_or_else(BrowserId::random);
        Ok(Self { browser, network })
    }

    /// The order that it wants; `attempt` names the form that was sent.
    pub fn order(&self, wanted: Wanted, attempt: &str, shop: &Shop) -> NewOrder {
        let Wanted { nickname, items, wish } = wanted;
        let origin = self.network.clone().map(|network| Origin {
            browser: self.browser.clone(),
            network,
            limits: shop.config.unpaid,
        });
        NewOrder {
            nickname,
            browser: Some(self.browser.clone()),
            origin,
            attempt: Some(attempt.to_owned()),
            uid: None,
            text: TextSource::Made(shop.config.order_text.clone()),
            items,
            wish,
            lifetime: shop.config.order_ttl,
            hold: shop.config.stock_hold,
            actor: Actor::CUSTOMER,
        }
    }

    /// Leads to the order, which this browser remembers from now on, as it does whoever ordered.
    pub fn placed(&self, order: &Order, guest: &Guest, shop: &Shop) -> HttpResponse {
        let mut answer = see_other(&order_path(order));
        browser::remember(&mut answer, &self.browser, shop);
        guest.remember(&mut answer, shop);
        answer
    }
}

/// The order that this very form has placed already.
pub async fn sent_before(
    request: &HttpRequest,
    shop: &Shop,
    attempt: &str,
) -> Result<Option<Order>, Error> {
    let Some(browser) = browser::known(request, shop) else { return Ok(None) };
    let attempt = attempt.to_owned();
    let find = move |connection: &mut Connection| {
        Ok::<_, Error>(orders::find_of_attempt(connection, &browser, &attempt)?)
    };
    shop.store.read(find).await
}

/// What the customer can do something about.
pub fn refused(error: &PlaceError) -> Option<FormError> {
    match error {
        PlaceError::ProductGone(_) => Some(FormError::Gone),
        PlaceError::OutOfStock { .. } => Some(FormError::SoldMeanwhile),
        PlaceError::Blocked(_) => Some(FormError::Blocked),
        PlaceError::TooMuch(TooMuch::Orders(most)) => Some(FormError::UnpaidOrders { most: *most }),
        PlaceError::TooMuch(TooMuch::Pieces(most)) => Some(FormError::UnpaidPieces { most: *most }),
        PlaceError::UidTaken(_) | PlaceError::Store(_) => None,
    }
}
