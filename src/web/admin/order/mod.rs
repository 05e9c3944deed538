//! An order's page for staff, and what is done on it.

pub mod callback;
pub mod deeds;
mod desk;
pub mod missing;
mod refusal;
mod view;

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};

use super::frame;
use crate::{
    catalog::GoodName,
    desk::dossier::{self, Dossier},
    offers, orders,
    picking::{self, Remedy},
    staff::SignedIn,
    web::{
        Error, Shop, live,
        respond::{render, see_other},
    },
};
pub(super) use refusal::Refusal;

/// `GET /admin/orders/{uid}`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    uid: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    match look(&shop, &uid).await? {
        Some(look) => {
            let viewer = view::Viewer::new(&request, &signed_in, &shop);
            render(StatusCode::OK, &viewer.page(&look))
        }
        None => find_typed(&shop, &uid).await,
    }
}

/// `GET /admin/orders/{uid}/slip`
pub async fn slip(
    request: HttpRequest,
    signed_in: SignedIn,
    uid: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let look = look(&shop, &uid).await?.ok_or(Error::NotFound)?;
    let viewer = view::Viewer::new(&request, &signed_in, &shop);
    render(StatusCode::OK, &viewer.slip(&look))
}

/// `GET /admin/orders/{uid}/events?after=<version>`
pub async fn follow(
    request: HttpRequest,
    uid: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let shown = live::shown(&request)?;
    let uid = uid.into_inner();
    let order = shop
        .store
        .read(move |connection| orders::find_by_uid(connection, &uid)?.ok_or(Error::NotFound))
        .await?;
    live::follow(&shop, order.id, shown, None).await
}

/// `GET /admin/orders/{uid}/customer`: the page as its customer sees it. The address that opens it stands in no page for
/// staff and in no log; whoever follows this is led there.
pub async fn as_customer(uid: Path<String>, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let uid = uid.into_inner();
    let order = shop
        .store
        .read(move |connection| orders::find_by_uid(connection, &uid)?.ok_or(Error::NotFound))
        .await?;
    Ok(see_other(&format!("/o/{}", order.token.as_str())))
}

/// `GET` where a form goes to, as after a reload: the page that the form stands on.
pub async fn back(uid: Path<String>) -> HttpResponse {
    see_other(&path(&uid))
}

/// The order's address.
fn path(uid: &str) -> String {
    let mut path = "/admin/orders/".to_owned();
    path.extend(url::form_urlencoded::byte_serialize(uid.as_bytes()));
    path
}

/// All that staff is told of an order, and how far it is picked.
struct Look {
    dossier: Dossier,
    /// What is done about goods of it that are missing.
    remedies: Vec<Remedy>,
    /// The open pick list that it stands on.
    list: Option<i64>,
    /// The open run that it is on.
    run: Option<i64>,
    /// The payment link that it came by: its id and its name.
    offer: Option<(i64, GoodName)>,
}

async fn look(shop: &Shop, uid: &str) -> Result<Option<Look>, Error> {
    let uid = uid.to_owned();
    shop.store
        .read(move |connection| {
            let Some(dossier) = dossier::read(connection, &uid)? else { return Ok(None) };
            let id = dossier.order.id;
            Ok::<_, Error>(Some(Look {
                remedies: picking::remedies(connection, id)?,
                list: picking::list_of(connection, id)?,
                run: orders::run_of(connection, id)?,
                offer: offers::of_order(connection, id)?,
                dossier,
            }))
        })
        .await
}

/// Whoever typed the number himself is led to the order.
async fn find_typed(shop: &Shop, typed: &str) -> Result<HttpResponse, Error> {
    let typed = typed.to_owned();
    let order = shop
        .store
        .read(move |connection| orders::find_typed(connection, &typed)?.ok_or(Error::NotFound))
        .await?;
    Ok(see_other(&path(order.uid.as_str())))
}
