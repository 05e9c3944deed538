//! One payment link: a new one, or one that is changed.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Form, Path, Payload},
};
use serde::Deserialize;

use super::{HERE, by, form, frame, list, record};
use crate::{
    catalog::{self, Product},
    clock,
    db::Connection,
    offers::{self, Numbers, Offer, OfferError},
    orders::Order,
    staff::SignedIn,
    web::{
        Error, Shop,
        admin::moment,
        pages::admin::{
            GoodField, OfferFormPage, OfferRefused, OrderLine, TypedOffer, orders::status_label,
        },
        respond::{render, see_other},
    },
};

/// How many orders of an offer its page lists.
const LATEST: i64 = 20;

/// For what needs no more than that.
#[derive(Deserialize)]
pub struct VersionForm {
    #[serde(default)]
    pub(super) version: i64,
}

#[derive(Deserialize)]
pub struct ClosedForm {
    #[serde(default)]
    closed: String,
}

/// An offer, and what came of it.
struct Known {
    offer: Offer,
    numbers: Numbers,
    latest: Vec<Order>,
}

/// `GET /admin/links/new`
pub async fn new(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (typed, refused) = (TypedOffer::default(), OfferRefused::Not);
    page(&request, &signed_in, &shop, None, 0, typed, refused).await
}

/// `POST /admin/links/new`
pub async fn add(
    request: HttpRequest,
    signed_in: SignedIn,
    body: Payload,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (_, typed) = form::from_fields(form::fields(&request, body).await?);
    let goods = goods(&shop, None).await?;
    let slug = form::slug(&typed);
    let (slug, fields) = match (slug, form::read(&typed, &goods, shop.config.time_zone)) {
        (Ok(slug), Ok(fields)) => (slug, fields),
        (slug, fields) => {
            let faults = slug.err().into_iter().chain(fields.err().unwrap_or_default()).collect();
            let refused = OfferRefused::Faults(faults);
            return page(&request, &signed_in, &shop, None, 0, typed, refused).await;
        }
    };
    let by = by(&request, &signed_in, &shop);
    let added = shop
        .store
        .write(move |connection| {
            let at = clock::now();
            let id = offers::add(connection, &slug, &fields, at)?;
            record(connection, &by, &fields.name, "added", at)?;
            Ok::<_, OfferError>(id)
        })
        .await;
    let refused = match added {
        Ok(id) => return Ok(see_other(&format!("{HERE}/{id}?added"))),
        Err(error) => refused(error)?,
    };
    page(&request, &signed_in, &shop, None, 0, typed, refused).await
}

/// `GET /admin/links/{id}`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    again(&request, &signed_in, &shop, id.into_inner(), OfferRefused::Not).await
}

/// The page of an offer as it is, with what could not be done.
pub(super) async fn again(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    id: i64,
    refused: OfferRefused,
) -> Result<HttpResponse, Error> {
    let find = move |connection: &mut Connection| Ok::<_, Error>(offers::find(connection, id)?);
    let offer = shop.store.read(find).await?.ok_or(Error::NotFound)?;
    let typed = form::of_offer(&offer, shop.config.time_zone);
    page(request, signed_in, shop, Some(id), offer.version, typed, refused).await
}

/// `POST /admin/links/{id}`
pub async fn change(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    body: Payload,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = id.into_inner();
    let (version, typed) = form::from_fields(form::fields(&request, body).await?);
    let goods = goods(&shop, Some(id)).await?;
    let fields = match form::read(&typed, &goods, shop.config.time_zone) {
        Ok(fields) => fields,
        Err(faults) => {
            let refused = OfferRefused::Faults(faults);
            return page(&request, &signed_in, &shop, Some(id), version, typed, refused).await;
        }
    };
    let by = by(&request, &signed_in, &shop);
    let changed = shop
        .store
        .write(move |connection| {
            offers::change(connection, id, version, &fields)?;
            record(connection, &by, &fields.name, "changed", clock::now())
        })
        .await;
    match changed {
        Ok(()) => Ok(see_other(&format!("{HERE}/{id}?saved"))),
        Err(OfferError::Changed(now)) => {
            let (version, refused) = (now.version, OfferRefused::Changed);
            page(&request, &signed_in, &shop, Some(id), version, typed, refused).await
        }
        Err(error) => {
            let refused = refused(error)?;
            page(&request, &signed_in, &shop, Some(id), version, typed, refused).await
        }
    }
}

/// `POST /admin/links/{id}/closed`
pub async fn set_closed(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    form: Form<ClosedForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (id, closed) = (id.into_inner(), form.closed == "yes");
    let by = by(&request, &signed_in, &shop);
    shop.store
        .write(move |connection| {
            let at = clock::now();
            let name = offers::set_closed(connection, id, closed, at)?;
            record(connection, &by, &name, if closed { "off" } else { "on" }, at)
        })
        .await?;
    Ok(see_other(&format!("{HERE}/{id}")))
}

/// `POST /admin/links/{id}/delete`
pub async fn delete(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    form: Form<VersionForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (id, version) = (id.into_inner(), form.version);
    let by = by(&request, &signed_in, &shop);
    let deleted = shop
        .store
        .write(move |connection| {
            let name = offers::delete(connection, id, version)?;
            record(connection, &by, &name, "deleted", clock::now())
        })
        .await;
    let refused = match deleted {
        Ok(()) => return Ok(see_other(&format!("{HERE}?deleted"))),
        Err(OfferError::Changed(_)) => OfferRefused::Late,
        Err(error) => refused(error)?,
    };
    again(&request, &signed_in, &shop, id, refused).await
}

/// What whoever sent the form can do something about.
pub(super) fn refused(error: OfferError) -> Result<OfferRefused, Error> {
    match error {
        OfferError::Changed(_) => Ok(OfferRefused::Changed),
        OfferError::SlugTaken(_) => Ok(OfferRefused::SlugTaken),
        OfferError::TooMany => Ok(OfferRefused::TooMany),
        OfferError::GoodGone => Ok(OfferRefused::GoodGone),
        OfferError::Taken => Ok(OfferRefused::Taken),
        error @ (OfferError::NotFound
        | OfferError::GoodTwice
        | OfferError::NoOrder(_)
        | OfferError::Store(_)) => Err(error.into()),
    }
}

/// The goods that can be offered: those that are sold, and those that the offer has. One of these may be hidden meanwhile; it
/// stays in the offer until somebody takes it out.
async fn goods(shop: &Shop, id: Option<i64>) -> Result<Vec<Product>, Error> {
    let read = move |connection: &mut Connection| {
        let offer = id.map(|id| offers::find(connection, id)).transpose()?.flatten();
        let mut goods = catalog::all(connection)?;
        goods.retain(|good| !good.hidden || offer.as_ref().is_some_and(|offer| offer.has(good.id)));
        Ok::<_, Error>(goods)
    };
    shop.store.read(read).await
}

async fn page(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    id: Option<i64>,
    version: i64,
    typed: TypedOffer,
    refused: OfferRefused,
) -> Result<HttpResponse, Error> {
    let now = clock::now();
    let read = move |connection: &mut Connection| {
        let goods = catalog::all(connection)?;
        let Some(id) = id else { return Ok::<_, Error>((goods, None)) };
        let known = Known {
            offer: offers::find(connection, id)?.ok_or(Error::NotFound)?,
            numbers: offers::numbers_of(connection, id, now)?,
            latest: offers::latest(connection, id, LATEST)?,
        };
        Ok((goods, Some(known)))
    };
    let (goods, known) = shop.store.read_long(read).await?;
    let mut admin = frame(request, signed_in, shop);
    admin.frame.here = id.map_or_else(|| format!("{HERE}/new"), |id| format!("{HERE}/{id}"));
    let offer = known.as_ref().map(|known| &known.offer);
    let m = admin.messages();
    let page = OfferFormPage {
        id,
        version,
        goods: goods
            .into_iter()
            // One that is hidden is not sold; where the offer has it, it can still be taken out.
            .filter(|good| !good.hidden || offer.is_some_and(|offer| offer.has(good.id)))
            .map(|good| GoodField {
                id: good.id,
                name: good.name.to_string(),
                price: good.price.get(),
                is_hidden: good.hidden,
            })
            .collect(),
        row: known.as_ref().map(|known| list::row(&known.offer, known.numbers, now, &admin, shop)),
        picture: known.as_ref().and_then(|known| known.offer.picture.clone()),
        is_closed: known.as_ref().is_some_and(|known| known.offer.closed_at.is_some()),
        latest: known
            .iter()
            .flat_map(|known| &known.latest)
            .map(|order| OrderLine {
                uid: order.uid.to_string(),
                nickname: order.nickname.to_string(),
                status: status_label(m, order.status_at(now)),
                total: order.total.get(),
                placed: moment(order.created_at, now, &admin, shop),
            })
            .collect(),
        said: request.query_string().to_owned(),
        typed,
        refused,
        admin,
    };
    render(page.refused.status(), &page)
}
