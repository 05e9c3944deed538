//! Courier runs.

pub mod deeds;
mod view;

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};

use super::{frame, orders::Outcome};
use crate::{
    delivery::HandOver,
    orders::Order,
    runs::{self, OnTheWay, Run, Sheet},
    staff::SignedIn,
    web::{
        Error, Shop,
        respond::{render, see_other},
    },
};

const PATH: &str = "/admin/runs";

/// How many runs that have ended a page shows.
const ENDED: i64 = 20;

/// How many orders that wait for a courier a page shows.
const WAITING: i64 = 100;

/// What there is of runs, and for them.
struct Runs {
    open: Vec<OnTheWay>,
    /// There may be one more than a page shows; so of those that ended.
    waiting: Vec<(Order, HandOver)>,
    ended: Vec<Run>,
    /// Whether `ended` does not begin with the newest.
    is_further: bool,
}

/// `GET /admin/runs?before=<number>`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let runs = look_at_all(&request, &shop).await?;
    let outcome = Outcome::parse(request.query_string());
    let page = view::Viewer::new(&request, &signed_in, &shop).runs(runs, &outcome, None);
    render(StatusCode::OK, &page)
}

async fn look_at_all(request: &HttpRequest, shop: &Shop) -> Result<Runs, Error> {
    let before = url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(name, _)| name == "before")
        .and_then(|(_, value)| value.parse().ok());
    shop.store
        .read(move |connection| {
            Ok::<_, Error>(Runs {
                open: runs::open(connection)?,
                waiting: runs::waiting(connection, WAITING + 1)?,
                ended: runs::ended(connection, before, ENDED + 1)?,
                is_further: before.is_some(),
            })
        })
        .await
}

/// `GET /admin/runs/{id}`
pub async fn show_one(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let sheet = look(&shop, parse(&id)?).await?;
    let outcome = Outcome::parse(request.query_string());
    let viewer = view::Viewer::new(&request, &signed_in, &shop);
    render(StatusCode::OK, &viewer.run(&sheet, &outcome, view::Answer::default()))
}

/// `GET` where a form goes to, as after a reload: the run.
pub async fn back(id: Path<String>) -> Result<HttpResponse, Error> {
    Ok(see_other(&path(parse(&id)?)))
}

/// A run's address.
fn path(run: i64) -> String {
    format!("{PATH}/{run}")
}

fn parse(id: &str) -> Result<i64, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

async fn look(shop: &Shop, id: i64) -> Result<Sheet, Error> {
    shop.store.read(move |connection| runs::read(connection, id)?.ok_or(Error::NotFound)).await
}
