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
    orders::{self, BrowserId, NewOrder, PlaceError, TextSource},
    web::{
        Error, Shop, browser,
        pages::ShopWindow,
        respond::{render, see_other},
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
    let browser = browser::known(&request, &shop).unwrap_or_else(BrowserId::random);
    let new = NewOrder {
        nickname: wanted.nickname,
        browser: Some(browser.clone()),
        attempt: Some(form.attempt.clone()),
        uid: None,
        text: TextSource::Made(shop.config.order_text.clone()),
        items: wanted.items,
        lifetime: shop.config.order_ttl,
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
        Err(PlaceError::ProductGone(_)) => {
            window(&request, &shop, &goods, form, &FormErrors::gone())
        }
        Err(error) => Err(error.into()),
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
