//! Payment links of the shop's own: what `/l/{slug}` offers.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Bytes, Data, Path},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api_keys::Program,
    catalog::{Description, GoodName},
    clock::{self, UtcTime},
    db::Connection,
    dromon::Sum,
    offers::{self, Asks, AsksFields, AsksKind, Limits, Offer, OfferFields, Slug, Standing},
    orders::MOST_TOTAL,
    staff::audit::What,
    web::{
        Error, Shop,
        api::{
            answer::{self, Changed},
            body::{self, wrong},
            change::{Change, write},
            deed::record,
            list::ListView,
            openapi::Refusal,
            version::{Told, Wanted},
        },
    },
};

/// How many goods one link offers at most.
const MOST_GOODS: usize = 200;

/// A payment link of the shop's own: each use of it is an order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentLink)]
pub struct PaymentLinkView {
    slug: String,
    /// The link itself, to be handed on.
    url: String,
    /// Its `ETag`, too.
    version: i64,
    name: String,
    description: String,
    /// What it asks for: chosen goods, one sum, or whatever sum its customer likes.
    asks: AsksKind,
    goods: Vec<OfferedView>,
    /// Of `sum` what it costs, of `free` what is suggested; whole АР.
    sum: Option<i64>,
    /// The least that `free` takes.
    least: Option<i64>,
    /// How often it can be taken; `null`: any number of times.
    most_uses: Option<i64>,
    ends_at: Option<UtcTime>,
    /// Whether a nickname can take it once only.
    once_each: bool,
    /// Whether it is switched off.
    closed: bool,
    /// Whether it can be taken now, and if not, why.
    standing: StandingView,
}

/// So many pieces of a good.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OfferedGood)]
struct OfferedView {
    good: i64,
    name: String,
    quantity: i64,
}

/// Whether a link can be taken.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Standing)]
enum StandingView {
    Open,
    Closed,
    Ended,
    UsedUp,
    GoodsGone,
}

impl From<Standing> for StandingView {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Open => Self::Open,
            Standing::Closed => Self::Closed,
            Standing::Ended => Self::Ended,
            Standing::UsedUp => Self::UsedUp,
            Standing::GoodsGone => Self::GoodsGone,
        }
    }
}

impl PaymentLinkView {
    fn read(
        connection: &mut Connection,
        slug: &Slug,
        now: UtcTime,
        shop: &Shop,
    ) -> Result<Self, Error> {
        let (offer, uses) = offers::read(connection, slug, now)?.ok_or(Error::NotFound)?;
        Ok(Self::of(&offer, uses, now, shop))
    }

    fn of(offer: &Offer, uses: i64, now: UtcTime, shop: &Shop) -> Self {
        let standing = offer.standing(uses, now).into();
        let (goods, sum, least) = match &offer.asks {
            Asks::Goods(goods) => (goods.as_slice(), None, None),
            Asks::Sum(sum) => (&[][..], Some(*sum), None),
            Asks::Free { suggested, least } => (&[][..], *suggested, *least),
        };
        let Limits { most_uses, ends_at, once_each } = offer.limits;
        Self {
            url: shop.url(&format!("/l/{}", offer.slug)),
            version: offer.version,
            asks: offer.asks.kind(),
            goods: goods
                .iter()
                .map(|offered| OfferedView {
                    good: offered.product.id,
                    name: offered.product.name.to_string(),
                    quantity: offered.quantity,
                })
                .collect(),
            sum: sum.map(Sum::get),
            least: least.map(Sum::get),
            most_uses,
            ends_at,
            once_each,
            closed: offer.closed_at.is_some(),
            standing,
            slug: offer.slug.to_string(),
            name: offer.name.to_string(),
            description: offer.description.as_str().to_owned(),
        }
    }
}

/// A payment link to be made. What it asks for is told by one of `goods`, `sum` and `free`.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPaymentLink)]
pub struct PaymentLinkBody {
    /// The last part of its address: 3 to 40 small Latin letters, digits and dashes. Left out, one that says nothing.
    #[serde(default, deserialize_with = "body::parsed_if_any")]
    #[schema(value_type = Option<String>, pattern = "^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$")]
    slug: Option<Slug>,
    #[serde(deserialize_with = "body::parsed")]
    #[schema(value_type = String, min_length = 1, max_length = 200)]
    name: GoodName,
    #[serde(default, deserialize_with = "body::parsed")]
    #[schema(value_type = String, max_length = 1000)]
    description: Description,
    goods: Option<Vec<OfferedBody>>,
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    sum: Option<i64>,
    free: Option<FreeBody>,
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    most_uses: Option<i64>,
    ends_at: Option<UtcTime>,
    #[serde(default)]
    once_each: bool,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOfferedGood)]
struct OfferedBody {
    /// The id of a good of the window.
    good: i64,
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    quantity: i64,
}

/// Whoever takes it names the sum.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FreeSum)]
struct FreeBody {
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    suggested: Option<i64>,
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    least: Option<i64>,
}

/// What is to be another one of a payment link. What is left out stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PaymentLinkChange)]
pub struct PaymentLinkPatch {
    #[serde(default, deserialize_with = "body::parsed_if_any")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    name: Option<GoodName>,
    #[serde(default, deserialize_with = "body::parsed_if_any")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    description: Option<Description>,
    goods: Option<Vec<OfferedBody>>,
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    sum: Option<i64>,
    free: Option<FreeBody>,
    /// `null`: any number of times.
    #[expect(clippy::option_option, reason = "left out, null, or said")]
    #[serde(default, deserialize_with = "body::told")]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000)]
    most_uses: Option<Option<i64>>,
    /// `null`: without an end.
    #[expect(clippy::option_option, reason = "left out, null, or said")]
    #[serde(default, deserialize_with = "body::told")]
    #[schema(value_type = Option<UtcTime>)]
    ends_at: Option<Option<UtcTime>>,
    once_each: Option<bool>,
    /// Switches it off, or on again.
    closed: Option<bool>,
}

fn number(field: &str, number: i64) -> Result<i64, Error> {
    body::number(field, number, 1..=MOST_TOTAL)
}

fn sum(field: &str, ar: i64) -> Result<Sum, Error> {
    body::sum(field, ar, MOST_TOTAL)
}

/// What it asks for; `None` where nothing is said of it.
fn asks(
    goods: Option<Vec<OfferedBody>>,
    just: Option<i64>,
    free: Option<FreeBody>,
) -> Result<Option<AsksFields>, Error> {
    match (goods, just, free) {
        (None, None, None) => Ok(None),
        (Some(goods), None, None) => {
            if goods.is_empty() || goods.len() > MOST_GOODS {
                return Err(wrong("goods", format!("1 to {MOST_GOODS} goods")));
            }
            let goods: Result<Vec<(i64, i64)>, Error> = goods
                .iter()
                .enumerate()
                .map(|(at, offered)| {
                    let quantity = number(&format!("goods[{at}].quantity"), offered.quantity)?;
                    Ok((offered.good, quantity))
                })
                .collect();
            Ok(Some(AsksFields::Goods(goods?)))
        }
        (None, Some(just), None) => Ok(Some(AsksFields::Sum(sum("sum", just)?))),
        (None, None, Some(FreeBody { suggested, least })) => {
            let suggested = suggested.map(|it| sum("free.suggested", it)).transpose()?;
            let least = least.map(|it| sum("free.least", it)).transpose()?;
            if let (Some(suggested), Some(least)) = (suggested, least)
                && suggested < least
            {
                return Err(wrong("free.suggested", "it is less than the least"));
            }
            Ok(Some(AsksFields::Free { suggested, least }))
        }
        _ => Err(wrong("sum", "send one of `goods`, `sum` and `free`")),
    }
}

impl PaymentLinkBody {
    fn fields(self) -> Result<(Slug, OfferFields), Error> {
        let asks = asks(self.goods, self.sum, self.free)?
            .ok_or_else(|| wrong("sum", "it is missing: one of `goods`, `sum` and `free`"))?;
        let most_uses = self.most_uses.map(|uses| number("most_uses", uses)).transpose()?;
        let limits = Limits { most_uses, ends_at: self.ends_at, once_each: self.once_each };
        let slug = self.slug.unwrap_or_else(Slug::random);
        Ok((slug, OfferFields { name: self.name, description: self.description, asks, limits }))
    }
}

impl PaymentLinkPatch {
    fn fields(self, offer: &Offer) -> Result<OfferFields, Error> {
        let now = OfferFields::from(offer);
        let most_uses = match self.most_uses {
            None => now.limits.most_uses,
            Some(told) => told.map(|uses| number("most_uses", uses)).transpose()?,
        };
        Ok(OfferFields {
            name: self.name.unwrap_or(now.name),
            description: self.description.unwrap_or(now.description),
            asks: asks(self.goods, self.sum, self.free)?.unwrap_or(now.asks),
            limits: Limits {
                most_uses,
                ends_at: self.ends_at.unwrap_or(now.limits.ends_at),
                once_each: self.once_each.unwrap_or(now.limits.once_each),
            },
        })
    }
}

/// Lists the payment links
///
/// All of them, the newest first.
#[utoipa::path(
    get,
    path = "/payment-links",
    tag = "payment links",
    operation_id = "listPaymentLinks",
    responses((status = 200, description = "The links", body = ListView<PaymentLinkView>), Refusal),
)]
pub async fn list(shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let reading = Data::clone(&shop);
    let view = shop
        .store
        .read_long(move |connection| {
            let now = clock::now();
            let data: Result<Vec<PaymentLinkView>, Error> = offers::all(connection)?
                .iter()
                .map(|offer| {
                    let uses = offer.uses(connection, now)?;
                    Ok(PaymentLinkView::of(offer, uses, now, &reading))
                })
                .collect();
            Ok::<_, Error>(ListView { data: data?, next: None })
        })
        .await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Shows a payment link
#[utoipa::path(
    get,
    path = "/payment-links/{slug}",
    tag = "payment links",
    operation_id = "showPaymentLink",
    params(("slug" = String, Path, description = "The last part of its address")),
    responses(
        (status = 200, description = "The link", body = PaymentLinkView, headers(("ETag" = String, description = "Its version"))),
        (status = 304, description = "It is as it was"),
        Refusal,
    ),
)]
pub async fn show(
    request: HttpRequest,
    slug: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let slug: Slug = slug.parse().map_err(|_| Error::NotFound)?;
    let reading = Data::clone(&shop);
    let view = shop
        .store
        .read(move |connection| PaymentLinkView::read(connection, &slug, clock::now(), &reading))
        .await?;
    Ok(Told::new(view.version, &view)?.answer(&request))
}

/// Makes a payment link
#[utoipa::path(
    post,
    path = "/payment-links",
    tag = "payment links",
    operation_id = "addPaymentLink",
    params(("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Names this request")),
    request_body(content = PaymentLinkBody, example = json!({ "slug": "tips", "name": "На чай", "free": { "suggested": 5, "least": 1 } })),
    responses((status = 201, description = "The link", body = PaymentLinkView), Refusal),
)]
pub async fn add(
    request: HttpRequest,
    body: Bytes,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let change = Change::of(&request, &program, &body, &shop)?;
    let (slug, fields) = body::read::<PaymentLinkBody>(&body)?.fields()?;
    change
        .carry_out(move |connection, now| {
            offers::add(connection, &slug, &fields, now)?;
            record(connection, &program, What::Offers, fields.name.as_str(), Some("added"), now)?;
            let view = PaymentLinkView::read(connection, &slug, now, &shop)?;
            let version = view.version;
            Ok(Changed::created(&format!("/payment-links/{slug}"), view).at(version))
        })
        .await
}

/// Changes a payment link
///
/// Orders that came by it stay what they are.
#[utoipa::path(
    patch,
    path = "/payment-links/{slug}",
    tag = "payment links",
    operation_id = "changePaymentLink",
    params(
        ("slug" = String, Path, description = "The last part of its address"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the link that you have seen"),
    ),
    request_body(content = PaymentLinkPatch, example = json!({ "closed": true })),
    responses((status = 200, description = "The link as it is now", body = PaymentLinkView), Refusal),
)]
pub async fn change(
    request: HttpRequest,
    slug: Path<String>,
    body: Bytes,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let slug: Slug = slug.parse().map_err(|_| Error::NotFound)?;
    let wanted = Wanted::of(&request)?;
    let patch: PaymentLinkPatch = body::read(&body)?;
    let writing = Data::clone(&shop);
    let view = write(&shop, move |connection| {
        let now = clock::now();
        let offer = offers::find_by_slug_locked(connection, &slug)?.ok_or(Error::NotFound)?;
        let version = wanted.check(offer.version)?;
        let closed = patch.closed;
        let fields = patch.clone().fields(&offer)?;
        if fields != OfferFields::from(&offer) {
            offers::change(connection, offer.id, version, &fields)?;
            record(connection, &program, What::Offers, fields.name.as_str(), Some("changed"), now)?;
        }
        if let Some(closed) = closed
            && closed != offer.closed_at.is_some()
        {
            offers::set_closed(connection, offer.id, closed, now)?;
            let note = if closed { "off" } else { "on" };
            record(connection, &program, What::Offers, fields.name.as_str(), Some(note), now)?;
        }
        PaymentLinkView::read(connection, &slug, now, &writing)
    })
    .await?;
    Ok(Told::new(view.version, &view)?.answer_changed())
}

/// Deletes a payment link
///
/// One by which an order came stays: switch it off.
#[utoipa::path(
    delete,
    path = "/payment-links/{slug}",
    tag = "payment links",
    operation_id = "deletePaymentLink",
    params(
        ("slug" = String, Path, description = "The last part of its address"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the link that you have seen"),
    ),
    responses((status = 204, description = "It is gone"), Refusal),
)]
pub async fn delete(
    request: HttpRequest,
    slug: Path<String>,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let slug: Slug = slug.parse().map_err(|_| Error::NotFound)?;
    let wanted = Wanted::of(&request)?;
    write(&shop, move |connection| {
        let offer = offers::find_by_slug_locked(connection, &slug)?.ok_or(Error::NotFound)?;
        let version = wanted.check(offer.version)?;
        let name = offers::delete(connection, offer.id, version)?;
        record(connection, &program, What::Offers, name.as_str(), Some("deleted"), clock::now())
    })
    .await?;
    Ok(answer::gone())
}
