//! What a customer tells the shop on his order's page.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::order::{Said, again, parse};
use crate::{
    clock,
    limiter::Wait,
    network::Network,
    orders::{Note, OrderToken, WordsError, customer_note},
    payments::claim::{self, ClaimError, ClaimLine},
    web::{
        Error, Shop, client,
        pages::{Unsent, WhyUnsent},
        respond::{self, see_other},
    },
};

/// What was typed as a line of Dromon's history.
#[derive(Debug, Deserialize)]
pub struct ClaimForm {
    #[serde(default)]
    line: String,
}

/// What was typed as a note.
#[derive(Debug, Deserialize)]
pub struct NoteForm {
    #[serde(default)]
    note: String,
}

/// `POST /o/{token}/claim`
pub async fn claim(
    request: HttpRequest,
    token: Path<String>,
    form: Form<ClaimForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let token = parse(&token)?;
    let line: Option<ClaimLine> = match form.line.parse() {
        Ok(line) => Some(line),
        Err(WordsError::Empty) => None,
        Err(WordsError::Unfit { .. }) => {
            let said = Said::Claim(mistyped(form.into_inner().line));
            return again(&request, &shop, token, said, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    if let Err(wait) = attempt(&request, &shop) {
        let said = Said::Claim(too_fast(form.into_inner().line));
        return later(&request, &shop, token, said, wait).await;
    }
    let (claimed_token, told) = (token.clone(), line.clone());
    let claimed = shop
        .store
        .write(move |connection| {
            claim::claim(connection, &claimed_token, told.as_ref(), clock::now())
        })
        .await;
    match claimed {
        Ok(_) => Ok(back(&token, "claim")),
        Err(ClaimError::NotFound) => Err(Error::NotFound),
        // The page says why, and what he can do now.
        Err(ClaimError::NotNow(_) | ClaimError::TooOften) => {
            again(&request, &shop, token, Said::Nothing, StatusCode::CONFLICT).await
        }
        Err(ClaimError::Store(error)) => Err(error.into()),
    }
}

/// `POST /o/{token}/note`
pub async fn note(
    request: HttpRequest,
    token: Path<String>,
    form: Form<NoteForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let token = parse(&token)?;
    let Ok(note) = form.note.parse::<Note>() else {
        let said = Said::Note(mistyped(form.into_inner().note));
        return again(&request, &shop, token, said, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    if let Err(wait) = attempt(&request, &shop) {
        let said = Said::Note(too_fast(form.into_inner().note));
        return later(&request, &shop, token, said, wait).await;
    }
    let to = token.clone();
    let written = shop
        .store
        .write(move |connection| customer_note::write(connection, &to, &note, clock::now()))
        .await;
    match written {
        Ok(()) => Ok(back(&token, "timeline")),
        Err(customer_note::NoteError::NotFound) => Err(Error::NotFound),
        Err(customer_note::NoteError::TooMany) => {
            let said = Said::Note(mistyped(form.into_inner().note));
            again(&request, &shop, token, said, StatusCode::CONFLICT).await
        }
        Err(customer_note::NoteError::Store(error)) => Err(error.into()),
    }
}

/// Each of them is told to staff: whoever has an order could flood them.
fn attempt(request: &HttpRequest, shop: &Shop) -> Result<(), Wait> {
    let address = client::address(request, &shop.config.trusted_proxies);
    address.map_or(Ok(()), |address| shop.saying.take(&Network::of(address)))
}

/// The page with what was typed, to be sent again later.
async fn later(
    request: &HttpRequest,
    shop: &Shop,
    token: OrderToken,
    said: Said,
    wait: Wait,
) -> Result<HttpResponse, Error> {
    let mut answer = again(request, shop, token, said, StatusCode::TOO_MANY_REQUESTS).await?;
    respond::retry_after(&mut answer, wait);
    Ok(answer)
}

fn mistyped(text: String) -> Unsent {
    Unsent { text, why: WhyUnsent::Mistyped }
}

fn too_fast(text: String) -> Unsent {
    Unsent { text, why: WhyUnsent::TooFast }
}

fn back(token: &OrderToken, part: &str) -> HttpResponse {
    see_other(&format!("/o/{}#{part}", token.as_str()))
}
