//! All payment links at a glance, and the poster of one.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};

use super::{address, frame};
use crate::{
    clock::{self, UtcTime},
    db::Connection,
    offers::{self, Asks, Numbers, Offer, Offered},
    staff::SignedIn,
    web::{
        Error, Shop,
        admin::moment,
        pages::admin::{AdminFrame, OfferRow, OffersPage, PosterPage},
        qr,
        respond::render,
    },
};

/// `GET /admin/links`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let now = clock::now();
    let read = move |connection: &mut Connection| {
        Ok::<_, Error>((offers::all(connection)?, offers::numbers(connection, now)?))
    };
    let (found, numbers) = shop.store.read_long(read).await?;
    let admin = frame(&request, &signed_in, &shop);
    let rows = found
        .iter()
        .map(|offer| {
            let numbers = numbers.get(&offer.id).copied().unwrap_or_default();
            row(offer, numbers, now, &admin, &shop)
        })
        .collect();
    let is_deleted = request.query_string() == "deleted";
    render(StatusCode::OK, &OffersPage { admin, rows, is_deleted })
}

/// `GET /admin/links/{id}/poster`
pub async fn poster(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = id.into_inner();
    let read =
        move |connection: &mut Connection| offers::find(connection, id)?.ok_or(Error::NotFound);
    let offer = shop.store.read(read).await?;
    let admin = frame(&request, &signed_in, &shop);
    let address = address(&offer.slug, &shop);
    let page = PosterPage {
        id,
        name: offer.name.to_string(),
        description: offer.description.as_str().to_owned(),
        price: asks(&offer.asks, &admin),
        qr_svg: qr::svg(&address).unwrap_or_default(),
        ends: offer.limits.ends_at.map(|at| moment(at, clock::now(), &admin, &shop)),
        address,
        admin,
    };
    render(StatusCode::OK, &page)
}

/// An offer in the list, and above its form.
pub(super) fn row(
    offer: &Offer,
    numbers: Numbers,
    now: UtcTime,
    admin: &AdminFrame,
    shop: &Shop,
) -> OfferRow {
    OfferRow {
        id: offer.id,
        name: offer.name.to_string(),
        address: address(&offer.slug, shop),
        path: format!("/l/{}", offer.slug),
        asks: asks(&offer.asks, admin),
        standing: offer.standing(numbers.uses(), now),
        numbers,
        most_uses: offer.limits.most_uses,
        ends: offer.limits.ends_at.map(|at| moment(at, now, admin, shop)),
        once_each: offer.limits.once_each,
    }
}

/// What it costs, in a few words.
fn asks(asks: &Asks, admin: &AdminFrame) -> String {
    let m = admin.messages();
    match asks {
        Asks::Goods(goods) => {
            let price = |each: &Offered| each.product.price.get().saturating_mul(each.quantity);
            m.ar(goods.iter().map(price).fold(0, i64::saturating_add))
        }
        Asks::Sum(sum) => m.ar(sum.get()),
        Asks::Free { least: Some(least), .. } => {
            m.with("links-free-least", &[("least", m.ar(least.get()).into())])
        }
        Asks::Free { least: None, .. } => m.text("links-free"),
    }
}
