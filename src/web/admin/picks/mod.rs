//! Pick lists.

pub mod deeds;
mod view;

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};

use super::{frame, orders::Outcome};
use crate::{
    picking::{self, Sheet},
    staff::SignedIn,
    web::{
        Error, Shop,
        respond::{render, see_other},
    },
};

const PATH: &str = "/admin/picks";

/// How many lists that have ended a page shows.
const ENDED: i64 = 20;

/// `GET /admin/picks?before=<number>`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let before = url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(name, _)| name == "before")
        .and_then(|(_, value)| value.parse().ok());
    let (open, ended) = shop
        .store
        .read(move |connection| {
            let mut open = Vec::new();
            for list in picking::open(connection)? {
                open.extend(picking::read(connection, list.id)?);
            }
            Ok::<_, Error>((open, picking::ended(connection, before, ENDED + 1)?))
        })
        .await?;
    let page = view::Viewer::new(&request, &signed_in, &shop).lists(&open, ended, before.is_some());
    render(StatusCode::OK, &page)
}

/// `GET /admin/picks/{id}`
pub async fn show_one(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = parse(&id)?;
    let sheet = look(&shop, id).await?;
    let outcome = Outcome::parse(request.query_string());
    let viewer = view::Viewer::new(&request, &signed_in, &shop);
    render(StatusCode::OK, &viewer.sheet(&sheet, &outcome, None))
}

/// `GET` where a form goes to, as after a reload: the list.
pub async fn back(id: Path<String>) -> Result<HttpResponse, Error> {
    Ok(see_other(&path(parse(&id)?)))
}

/// A list's address.
#[must_use]
pub(super) fn path(list: i64) -> String {
    format!("{PATH}/{list}")
}

/// The same, with why some orders are not on it.
#[must_use]
pub(super) fn path_telling(list: i64, outcome: &Outcome) -> String {
    let (path, query) = (path(list), outcome.added_to(""));
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

fn parse(id: &str) -> Result<i64, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

async fn look(shop: &Shop, id: i64) -> Result<Sheet, Error> {
    shop.store.read(move |connection| picking::read(connection, id)?.ok_or(Error::NotFound)).await
}
