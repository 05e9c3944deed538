//! An order found again, on a device that never saw it: by number, nickname and short code.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form},
};
use serde::Deserialize;

use super::{frame, order_path};
use crate::{
    customers::Nickname,
    limiter::Wait,
    network::Network,
    orders::{self, ShortCode},
    web::{
        Error, Shop, client,
        pages::{FieldError, FindError, FindPage, Frame},
        respond::{self, render, see_other},
    },
};

const PATH: &str = "/find";

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct FindForm {
    #[serde(default)]
    number: String,
    #[serde(default)]
    nickname: String,
    #[serde(default)]
    code: String,
}

/// `GET /find`
pub async fn show(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    render(StatusCode::OK, &page(&request, &shop, FindForm::default()))
}

/// `POST /find`. Nothing is remembered in this browser: the order stays whose it is.
pub async fn seek(
    request: HttpRequest,
    form: Form<FindForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let form = form.into_inner();
    let (nickname, code) = match (form.nickname.trim().parse(), form.code.parse()) {
        (Ok(nickname), Ok(code)) => (nickname, code),
        (nickname, code) => return unreadable(&request, &shop, form, &nickname, &code),
    };
    if let Err(wait) = attempt(&request, &shop, &form.number) {
        let page = FindPage { error: Some(FindError::TooOften), ..page(&request, &shop, form) };
        let mut answer = render(StatusCode::TOO_MANY_REQUESTS, &page)?;
        respond::retry_after(&mut answer, wait);
        return Ok(answer);
    }
    let number = form.number.clone();
    let found = shop
        .store
        .read(move |connection| {
            Ok::<_, Error>(orders::find_again(connection, &number, &nickname, &code)?)
        })
        .await?;
    if let Some(order) = found {
        return Ok(see_other(&order_path(&order)));
    }
    let page = FindPage { error: Some(FindError::NotFound), ..page(&request, &shop, form) };
    render(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Before anything is looked for, and whether it will be found or not: who is refused must not learn whether he was right.
fn attempt(request: &HttpRequest, shop: &Shop, number: &str) -> Result<(), Wait> {
    let address = client::address(request, &shop.config.trusted_proxies);
    let network = address.map(Network::of);
    // First, since it bounds how many numbers a network can have remembered below.
    if let Some(network) = &network {
        shop.seeking.take(network)?;
    }
    // What can be no number has no code to be guessed.
    let Some(typed) = orders::fold_typed(number) else { return Ok(()) };
    // However an order's number is spelled, this is one word: each spelling that finds the order has it.
    let number = typed.canonical().to_owned();
    // Before the number's own allowance, which a single network must not use up: anybody may know a number.
    if let Some(network) = network {
        shop.guessing.take(&(network, number.clone()))?;
    }
    shop.trying.take(&number)
}

/// What is no nickname or no code is told beside its field: that says nothing of any order.
fn unreadable<N, C>(
    request: &HttpRequest,
    shop: &Shop,
    form: FindForm,
    nickname: &Result<Nickname, N>,
    code: &Result<ShortCode, C>,
) -> Result<HttpResponse, Error> {
    let missing = form.nickname.trim().is_empty();
    let wrong = if missing { FieldError::NicknameMissing } else { FieldError::NicknameInvalid };
    let page = FindPage {
        nickname_error: nickname.is_err().then_some(wrong),
        is_code_wrong: code.is_err(),
        ..page(request, shop, form)
    };
    render(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn page(request: &HttpRequest, shop: &Shop, form: FindForm) -> FindPage {
    FindPage {
        frame: Frame { here: PATH.to_owned(), ..frame(request, shop) },
        number: form.number,
        nickname: form.nickname,
        code: form.code,
        error: None,
        nickname_error: None,
        is_code_wrong: false,
    }
}
