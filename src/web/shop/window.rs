//! The shop window, and the cart that is filled in it.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form},
};

use super::{
    cart::{self, Cart},
    checkout, frame,
    guest::Guest,
    order_form::{FormErrors, OrderForm},
};
use crate::{
    catalog::{self, Product},
    web::{
        Error, Shop,
        pages::{FormError, ShopWindow},
        respond::{render, see_other},
    },
};

/// `GET /`
pub async fn show(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let goods = goods(&shop).await?;
    let form = OrderForm::of_cart(&Cart::of(&request, &shop), &Guest::default());
    window(&request, &shop, &goods, &form, &FormErrors::default())
}

/// `POST /cart`: what is in the cart from now on. It leads to the checkout; from there, with `to` set, back to it.
pub async fn choose(
    request: HttpRequest,
    fields: Form<Vec<(String, String)>>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let goods = goods(&shop).await?;
    let fields = fields.into_inner();
    let is_checkout = fields.iter().any(|(name, value)| name == "to" && value == "checkout");
    let form = OrderForm::from_fields(fields);
    let chosen = if is_checkout && form.is_empty() {
        Cart::default()
    } else {
        match form.read_items(&goods) {
            Ok(items) => Cart::with(items.lines()),
            Err(errors) if is_checkout => {
                return checkout::page(&request, &shop, &goods, form, &errors).await;
            }
            Err(errors) => return window(&request, &shop, &goods, &form, &errors),
        }
    };
    let mut answer = see_other(checkout::PATH);
    chosen.keep(&mut answer, &shop);
    Ok(answer)
}

pub(super) async fn goods(shop: &Shop) -> Result<Vec<Product>, Error> {
    shop.store.read(|connection| Ok(catalog::window(connection)?)).await
}

/// The window when an order was sent in which nothing was chosen.
pub(super) fn nothing_chosen(
    request: &HttpRequest,
    shop: &Shop,
    goods: &[Product],
    form: &OrderForm,
) -> Result<HttpResponse, Error> {
    window(request, shop, goods, form, &FormErrors::of_whole(FormError::NothingChosen))
}

/// The window with what was chosen, and what is wrong with it.
fn window(
    request: &HttpRequest,
    shop: &Shop,
    goods: &[Product],
    form: &OrderForm,
    errors: &FormErrors,
) -> Result<HttpResponse, Error> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ShopWindow {
        frame: frame(request, shop),
        goods: form.goods(goods, errors),
        error: errors.whole,
        cart_cookie: cart::cookie_name(shop),
    };
    render(status, &page)
}
