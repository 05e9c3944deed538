//! What a customer tells the shop on his order's page.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::order::{Typed, again, parse};
use crate::{
    clock,
    orders::{Note, OrderToken, WordsError, customer_note},
    payments::claim::{self, ClaimError, ClaimLine},
    web::{Error, Shop, respond::see_other},
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
            let typed = Typed { claim: Some(form.into_inner().line), note: None };
            return again(&request, &shop, token, typed, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
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
            again(&request, &shop, token, Typed::default(), StatusCode::CONFLICT).await
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
        let typed = Typed { claim: None, note: Some(form.into_inner().note) };
        return again(&request, &shop, token, typed, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let to = token.clone();
    let written = shop
        .store
        .write(move |connection| customer_note::write(connection, &to, &note, clock::now()))
        .await;
    match written {
        Ok(()) => Ok(back(&token, "timeline")),
        Err(customer_note::NoteError::NotFound) => Err(Error::NotFound),
        Err(customer_note::NoteError::TooMany) => {
            let typed = Typed { claim: None, note: Some(form.into_inner().note) };
            again(&request, &shop, token, typed, StatusCode::CONFLICT).await
        }
        Err(customer_note::NoteError::Store(error)) => Err(error.into()),
    }
}

fn back(token: &OrderToken, part: &str) -> HttpResponse {
    see_other(&format!("/o/{}#{part}", token.as_str()))
}
