//! The shop window, and the cart that is filled in it.

use std::collections::HashMap;

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form},
};

use url::form_urlencoded;

use super::{
    cart::{self, Cart},
    checkout, frame,
    guest::Guest,
    order_form::{FormErrors, OrderForm},
};
use crate::{
    catalog::{self, Product, Search},
    web::{
        Error, Shop,
        pages::{FormError, ShopWindow},
        respond::{render, see_other},
    },
};

/// A shop with fewer goods is seen at a glance.
const SEARCHED_FROM: usize = 6;

/// `GET /?q=<words>`
pub async fn show(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let mut goods = goods(&shop).await?;
    let query = form_urlencoded::parse(request.query_string().as_bytes());
    let typed =
        query.into_iter().find(|(name, _)| name == "q").map(|(_, typed)| typed.into_owned());
    let prices: HashMap<i64, i64> = goods.iter().map(|good| (good.id, good.price.get())).collect();
    if let Some(search) = typed.as_deref().and_then(Search::of) {
        goods.retain(|good| search.finds(good));
    }
    let cart = Cart::of(&request, &shop);
    let form = OrderForm::of_cart(&cart, &Guest::default());
    let is_shown = |product: i64| goods.iter().any(|good| good.id == product);
    let others = cart.lines().filter(|(product, _)| !is_shown(*product));
    let others_sum = others.fold(0_i64, |sum, (product, quantity)| {
        let price = prices.get(&product).copied().unwrap_or(0);
        sum.saturating_add(price.saturating_mul(quantity))
    });
    let page = ShopWindow {
        others_sum,
        search: typed.unwrap_or_default(),
        can_search: prices.len() >= SEARCHED_FROM,
        others: cart.others(is_shown),
        ..view(&request, &shop, &goods, &form, &FormErrors::default())
    };
    render(StatusCode::OK, &page)
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
    let is_part = fields.iter().any(|(name, _)| name == "others");
    let form = OrderForm::from_fields(fields);
    let chosen = if (is_checkout || is_part) && form.is_empty() {
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
    // Of a window in which something was searched for the rest of the cart stays as it is.
    let before = Cart::of(&request, &shop);
    let chosen =
        if is_part { chosen.beside(&before, |product| form.shows(product)) } else { chosen };
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
    render(status, &view(request, shop, goods, form, errors))
}

/// All goods.
fn view(
    request: &HttpRequest,
    shop: &Shop,
    goods: &[Product],
    form: &OrderForm,
    errors: &FormErrors,
) -> ShopWindow {
    ShopWindow {
        frame: frame(request, shop),
        goods: form.goods(goods, errors),
        error: errors.whole,
        cart_cookie: cart::cookie_name(shop),
        search: String::new(),
        can_search: goods.len() >= SEARCHED_FROM,
        others: String::new(),
        others_sum: 0,
    }
}
