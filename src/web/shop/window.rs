//! The shop window, and its form.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form},
};

use super::{
    frame,
    order_form::{FormErrors, OrderForm},
    order_path,
};
use crate::{
    catalog::{self, Product},
    clock,
    feed::Actor,
    network::Network,
    orders::{self, BrowserId, NewOrder, Origin, PlaceError, TextSource, TooMuch},
    web::{
        Error, Shop, browser, client,
        pages::{FormError, ShopWindow},
        respond::{self, render, see_other},
    },
};

/// `GET /`
pub async fn show(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let goods = goods(&shop).await?;
    let mut answer = window(&request, &shop, &goods, OrderForm::empty(), &FormErrors::default())?;
    // Before the first order, or a double click on it would come from two strangers.
    let browser = browser::known(&request, &shop).unwrap_or_else(BrowserId::random);
    browser::remember(&mut answer, &browser, &shop);
    Ok(answer)
}

/// `POST /orders`
pub async fn place(
    request: HttpRequest,
    fields: Form<Vec<(String, String)>>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let goods = goods(&shop).await?;
    let form = OrderForm::from_fields(fields.into_inner());
    let wanted = match form.read(&goods) {
        Ok(wanted) => wanted,
        Err(errors) => return window(&request, &shop, &goods, form, &errors),
    };
    let network = client::address(&request, &shop.config.trusted_proxies).map(Network::of);
    if let Some(Err(wait)) = network.as_ref().map(|network| shop.placing.take(network)) {
        let errors = FormErrors::of_whole(FormError::TooOften);
        let mut answer = window(&request, &shop, &goods, form, &errors)?;
        *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        respond::retry_after(&mut answer, wait);
        return Ok(answer);
    }
    let browser = browser::known(&request, &shop).unwrap_or_else(BrowserId::random);
    let limits = shop.config.unpaid;
    let new = NewOrder {
        nickname: wanted.nickname,
        browser: Some(browser.clone()),
        origin: network.map(|network| Origin { browser: browser.clone(), network, limits }),
        attempt: Some(form.attempt.clone()),
        uid: None,
        text: TextSource::Made(shop.config.order_text.clone()),
        items: wanted.items,
        lifetime: shop.config.order_ttl,
        hold: shop.config.stock_hold,
        actor: Actor::CUSTOMER,
    };
    let placed =
        shop.store.write(move |connection| orders::place(connection, &new, clock::now())).await;
    match placed {
        Ok(order) => {
            let mut answer = see_other(&order_path(&order));
            browser::remember(&mut answer, &browser, &shop);
            Ok(answer)
        }
        Err(error) => {
            let refused = refused(&error).ok_or(error)?;
            // As they are now: whoever was faster has taken some.
            let goods = self::goods(&shop).await?;
            window(&request, &shop, &goods, form, &FormErrors::of_whole(refused))
        }
    }
}

/// What the customer can do something about.
fn refused(error: &PlaceError) -> Option<FormError> {
    match error {
        PlaceError::ProductGone(_) => Some(FormError::Gone),
        PlaceError::OutOfStock { .. } => Some(FormError::SoldMeanwhile),
        PlaceError::Blocked(_) => Some(FormError::Blocked),
        PlaceError::TooMuch(TooMuch::Orders(most)) => Some(FormError::UnpaidOrders { most: *most }),
        PlaceError::TooMuch(TooMuch::Pieces(most)) => Some(FormError::UnpaidPieces { most: *most }),
        PlaceError::UidTaken(_) | PlaceError::Store(_) => None,
    }
}

async fn goods(shop: &Shop) -> Result<Vec<Product>, Error> {
    shop.store.read(|connection| Ok(catalog::window(connection)?)).await
}

/// The window with what was typed, and what is wrong with it.
fn window(
    request: &HttpRequest,
    shop: &Shop,
    goods: &[Product],
    form: OrderForm,
    errors: &FormErrors,
) -> Result<HttpResponse, Error> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ShopWindow {
        frame: frame(request, shop),
        goods: form.goods(goods, errors),
        nickname: form.nickname,
        nickname_error: errors.nickname,
        error: errors.whole,
        attempt: form.attempt,
    };
    render(status, &page)
}
