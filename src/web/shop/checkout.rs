//! The checkout: what is in the cart, for whom, and how he would like to get it.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form},
};

use super::{
    cart::{self, Cart},
    frame,
    guest::Guest,
    order_form::{FormErrors, OrderForm},
    order_path,
    placing::{self, Placing},
    window::{self, goods},
};
use crate::{
    catalog::Product,
    clock, delivery,
    orders::{self, BrowserId},
    web::{
        Error, Shop, browser,
        pages::{CheckoutPage, FormError, Frame},
        respond::{self, render, see_other},
    },
};

pub(super) const PATH: &str = "/checkout";

/// `GET /checkout`
pub async fn show(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let goods = goods(&shop).await?;
    let cart = Cart::of(&request, &shop);
    let form = OrderForm::of_cart(&cart, &Guest::of(&request));
    // What the shop has less of by now is said at once, and not only when the order is sent.
    let errors = match form.read_items(&goods) {
        Err(errors) if cart.len() > 0 => *errors,
        _ => FormErrors::default(),
    };
    let mut answer = page(&request, &shop, &goods, form, &errors).await?;
    *answer.status_mut() = StatusCode::OK;
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
    if form.is_empty() {
        return window::nothing_chosen(&request, &shop, &goods, &form);
    }
    // By what this node has seen of the switch: an order that is placed in the second in which it is turned is one all the same.
    if shop.looks.get().looks.is_closed() {
        if let Some(order) = placing::sent_before(&request, &shop, &form.attempt).await? {
            return Ok(see_other(&order_path(&order)));
        }
        let errors = FormErrors::of_whole(FormError::Closed);
        let mut answer = page(&request, &shop, &goods, form, &errors).await?;
        *answer.status_mut() = StatusCode::CONFLICT;
        return Ok(answer);
    }
    let wanted = match form.read(&goods) {
        Ok(wanted) => wanted,
        Err(errors) => return page(&request, &shop, &goods, form, &errors).await,
    };
    let placing = match Placing::of(&request, &shop) {
        Ok(placing) => placing,
        Err(wait) => {
            let errors = FormErrors::of_whole(FormError::TooOften);
            let mut answer = page(&request, &shop, &goods, form, &errors).await?;
            *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            respond::retry_after(&mut answer, wait);
            return Ok(answer);
        }
    };
    let guest = Guest::who_wants(&wanted);
    let new = placing.order(wanted, &form.attempt, &shop);
    let placed =
        shop.store.write(move |connection| orders::place(connection, &new, clock::now())).await;
    match placed {
        Ok(order) => {
            let mut answer = placing.placed(&order, &guest, &shop);
            Cart::default().keep(&mut answer, &shop);
            Ok(answer)
        }
        Err(error) => {
            let refused = placing::refused(&error).ok_or(error)?;
            // As they are now: whoever was faster has taken some.
            let goods = window::goods(&shop).await?;
            page(&request, &shop, &goods, form, &FormErrors::of_whole(refused)).await
        }
    }
}

/// The checkout with what was typed, and what is wrong with it.
pub(super) async fn page(
    request: &HttpRequest,
    shop: &Shop,
    goods: &[Product],
    form: OrderForm,
    errors: &FormErrors,
) -> Result<HttpResponse, Error> {
    let keeps_cells =
        shop.store.read(|connection| Ok::<_, Error>(delivery::are_there_any(connection)?)).await?;
    let mut lines = form.goods(goods, errors);
    lines.retain(|good| !good.quantity.trim().is_empty());
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = CheckoutPage {
        frame: Frame { here: PATH.to_owned(), ..frame(request, shop) },
        lines,
        keeps_cells,
        typed: form.typed,
        errors: errors.checkout,
        error: errors.whole,
        attempt: form.attempt,
        cart_cookie: cart::cookie_name(shop),
    };
    render(status, &page)
}
