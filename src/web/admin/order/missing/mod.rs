//! A line of an order of which something is missing, and what is done about it: one form, one verb.

mod sent;
mod view;

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};

use sent::Sent;

use super::{Look, frame, look, path};
use crate::{
    catalog::GoodName,
    picking::{self, LineLeft},
    staff::SignedIn,
    web::{
        Error, Shop,
        pages::admin::missing::{Problem, Way},
        respond::{render, see_other},
    },
};

/// A line, its order, and what the shop sells.
struct Told {
    look: Look,
    position: i64,
    line: LineLeft,
    goods: Vec<String>,
}

/// `GET /admin/orders/{uid}/lines/{position}?list=<number>`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    place: Path<(String, String)>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (uid, position) = place.into_inner();
    let told = read(&shop, &uid, parse(&position)?).await?;
    let list = url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(name, _)| name == "list")
        .and_then(|(_, value)| value.parse().ok());
    let page = view::Viewer::new(&request, &signed_in, &shop).page(&told, list, None);
    render(StatusCode::OK, &page)
}

/// `POST /admin/orders/{uid}/lines/{position}/substitute`
pub async fn substitute(sent: Sent) -> Result<HttpResponse, Error> {
    let name = sent.field("instead").trim().parse::<GoodName>();
    let quantity = sent.number("instead_quantity");
    let (name, quantity) = match (name, quantity) {
        (Ok(name), Some(quantity)) => (name, quantity),
        (Err(_), _) => return sent.refuse(Way::Substitute, Problem::Instead).await,
        (_, None) => return sent.refuse(Way::Substitute, Problem::InsteadQuantity).await,
    };
    sent.carry_out(Way::Substitute, move |connection, missing, by, now| {
        picking::substitute(connection, missing, name.clone(), quantity, by, now)
    })
    .await
}

/// `POST /admin/orders/{uid}/lines/{position}/refund`
pub async fn refund(sent: Sent) -> Result<HttpResponse, Error> {
    let Some(sum) = sent.sum() else { return sent.refuse(Way::Refund, Problem::Sum).await };
    sent.carry_out(Way::Refund, move |connection, missing, by, now| {
        picking::refund(connection, missing, sum, by, now)
    })
    .await
}

/// `POST /admin/orders/{uid}/lines/{position}/needs-refund`
pub async fn ask_for_refund(sent: Sent) -> Result<HttpResponse, Error> {
    sent.carry_out(Way::NeedsRefund, |connection, missing, by, now| {
        picking::ask_for_refund(connection, missing, by, now)
    })
    .await
}

/// `POST /admin/orders/{uid}/lines/{position}/wait`
pub async fn wait(sent: Sent) -> Result<HttpResponse, Error> {
    sent.carry_out(Way::Wait, |connection, missing, by, now| {
        picking::wait(connection, missing, by, now)
    })
    .await
}

/// `POST /admin/orders/{uid}/lines/{position}/remedies/{nth}/take-up`
pub async fn take_up(sent: Sent) -> Result<HttpResponse, Error> {
    sent.carry_out_asked(Way::TakeUp, |connection, asked, by, now| {
        picking::take_up(connection, asked, by, now)
    })
    .await
}

/// `POST /admin/orders/{uid}/lines/{position}/remedies/{nth}/refund`
pub async fn refund_as_asked(sent: Sent) -> Result<HttpResponse, Error> {
    let Some(sum) = sent.sum() else { return sent.refuse(Way::Asked, Problem::Sum).await };
    sent.carry_out_asked(Way::Asked, move |connection, asked, by, now| {
        picking::refund_as_asked(connection, asked, sum, by, now)
    })
    .await
}

/// `GET` where a form goes to, as after a reload: the page that the form stands on.
pub async fn back(place: Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (uid, position) = place.into_inner();
    Ok(see_other(&format!("{}/lines/{}", path(&uid), parse(&position)?)))
}

fn parse(number: &str) -> Result<i64, Error> {
    number.parse().map_err(|_| Error::NotFound)
}

async fn read(shop: &Shop, uid: &str, position: i64) -> Result<Told, Error> {
    let look = look(shop, uid).await?.ok_or(Error::NotFound)?;
    let id = look.dossier.order.id;
    let (line, goods) = shop
        .store
        .read(move |connection| {
            let line = picking::line(connection, id, position)?.ok_or(Error::NotFound)?;
            Ok::<_, Error>((line, crate::catalog::window(connection)?))
        })
        .await?;
    let goods = goods.into_iter().map(|product| product.name.to_string()).collect();
    Ok(Told { look, position, line, goods })
}
