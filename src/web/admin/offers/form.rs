//! What was typed of an offer, and what it means.

use actix_web::{HttpRequest, dev::UrlEncoded, error::UrlencodedError, web::Payload};
use chrono_tz::Tz;

use crate::{
    catalog::{self, Product, TextError},
    clock::UtcTime,
    dromon::Sum,
    offers::{AsksFields, AsksKind, Limits, Offer, OfferFields, Slug},
    orders::{Items, ItemsError, MOST_TOTAL, NewItem},
    web::{
        Error,
        admin::local_time,
        pages::admin::{OfferFault, OfferField, TypedOffer},
    },
};

/// More than any such form has; the rest is not looked at.
const MOST_FIELDS: usize = 2100;

/// The largest body of such a form, in bytes: a field of each good, and the texts.
const MOST_BODY: usize = 128 * 1024;

/// How often an offer can be taken at most, where that is limited.
const MOST_USES: i64 = 1_000_000_000;

type Faults = Vec<(OfferField, OfferFault)>;

/// The fields of the form, which has one of each good, whatever the offer is for.
pub async fn fields(request: &HttpRequest, body: Payload) -> Result<Vec<(String, String)>, Error> {
    let form = UrlEncoded::new(request, &mut body.into_inner()).limit(MOST_BODY).await;
    form.map_err(|error| match error {
        UrlencodedError::Overflow { .. } => Error::TooLarge("any such form"),
        error => Error::Malformed(format!("this is not what the form sends: {error}")),
    })
}

/// From these fields, whatever they are, and the version that the form showed.
pub fn from_fields(fields: Vec<(String, String)>) -> (i64, TypedOffer) {
    let mut typed = TypedOffer::default();
    let mut version = 0;
    for (name, value) in fields.into_iter().take(MOST_FIELDS) {
        match (name.as_str(), name.strip_prefix("quantity_").map(str::parse)) {
            ("version", _) => version = value.parse().unwrap_or(0),
            ("slug", _) => typed.slug = value,
            ("name", _) => typed.name = value,
            ("description", _) => typed.description = value,
            ("asks", _) => typed.asks = value.parse().unwrap_or(typed.asks),
            ("sum", _) => typed.sum = value,
            ("suggested", _) => typed.suggested = value,
            ("least", _) => typed.least = value,
            ("most_uses", _) => typed.most_uses = value,
            ("ends_at", _) => typed.ends_at = value,
            ("once_each", _) => typed.once_each = !value.is_empty(),
            (_, Some(Ok(id))) if !value.trim().is_empty() => {
                typed.quantities.insert(id, value);
            }
            _ => {}
        }
    }
    (version, typed)
}

/// As somebody would type what it is.
pub fn of_offer(offer: &Offer, zone: Tz) -> TypedOffer {
    let fields = OfferFields::from(offer);
    let shown = |sum: Option<Sum>| sum.map(|sum| sum.to_string()).unwrap_or_default();
    let mut typed = TypedOffer {
        slug: offer.slug.to_string(),
        name: fields.name.to_string(),
        description: fields.description.as_str().to_owned(),
        asks: offer.asks.kind(),
        most_uses: fields.limits.most_uses.map(|most| most.to_string()).unwrap_or_default(),
        ends_at: fields.limits.ends_at.map(|at| local_time::shown(at, zone)).unwrap_or_default(),
        once_each: fields.limits.once_each,
        ..TypedOffer::default()
    };
    match fields.asks {
        AsksFields::Goods(goods) => {
            typed.quantities = goods.into_iter().map(|(id, n)| (id, n.to_string())).collect();
        }
        AsksFields::Sum(sum) => typed.sum = sum.to_string(),
        AsksFields::Free { suggested, least } => {
            (typed.suggested, typed.least) = (shown(suggested), shown(least));
        }
    }
    typed
}

/// The link of a new offer: as somebody wants it, or one that says nothing.
pub fn slug(typed: &TypedOffer) -> Result<Slug, (OfferField, OfferFault)> {
    match typed.slug.trim().to_ascii_lowercase().as_str() {
        "" => Ok(Slug::random()),
        slug => slug.parse().map_err(|_| (OfferField::Slug, OfferFault::Slug)),
    }
}

/// What the offer is to be. `goods` are those that are sold.
pub fn read(typed: &TypedOffer, goods: &[Product], zone: Tz) -> Result<OfferFields, Faults> {
    let mut faults = Vec::new();
    let name = match typed.name.trim() {
        "" => Err((OfferField::Name, OfferFault::Missing)),
        name => name.parse().map_err(|_| (OfferField::Name, OfferFault::Name)),
    };
    let name = name.map_err(|fault| faults.push(fault)).ok();
    let description = typed.description.parse().map_err(|error| match error {
        TextError::TooLong(most) => OfferFault::TooLong { most },
        TextError::Control => OfferFault::Control,
    });
    let description =
        description.map_err(|fault| faults.push((OfferField::Description, fault))).ok();
    let asks = match typed.asks {
        AsksKind::Goods => read_goods(typed, goods),
        AsksKind::Sum => read_sum(&typed.sum)
            .map(AsksFields::Sum)
            .map_err(|fault| vec![(OfferField::Sum, fault)]),
        AsksKind::Free => read_free(typed),
    };
    let asks = asks.map_err(|wrong| faults.extend(wrong)).ok();
    let limits = read_limits(typed, zone, &mut faults);
    match (name, description, asks) {
        (Some(name), Some(description), Some(asks)) if faults.is_empty() => {
            Ok(OfferFields { name, description, asks, limits })
        }
        _ => Err(faults),
    }
}

fn read_limits(typed: &TypedOffer, zone: Tz, faults: &mut Faults) -> Limits {
    let most_uses = match typed.most_uses.trim() {
        "" => None,
        most => {
            let most = catalog::whole(most).filter(|most| (1..=MOST_USES).contains(most));
            if most.is_none() {
                faults.push((OfferField::MostUses, OfferFault::Number { most: MOST_USES }));
            }
            most
        }
    };
    let ends_at: Option<UtcTime> = match typed.ends_at.trim() {
        "" => None,
        ends => {
            let ends = local_time::parse(ends, zone);
            if ends.is_none() {
                faults.push((OfferField::EndsAt, OfferFault::Time));
            }
            ends
        }
    };
    Limits { most_uses, ends_at, once_each: typed.once_each }
}

fn read_sum(typed: &str) -> Result<Sum, OfferFault> {
    catalog::whole(typed)
        .filter(|sum| (1..=MOST_TOTAL).contains(sum))
        .and_then(|sum| Sum::new(sum).ok())
        .ok_or(OfferFault::Number { most: MOST_TOTAL })
}

fn read_free(typed: &TypedOffer) -> Result<AsksFields, Faults> {
    let optional = |typed: &str| match typed.trim() {
        "" => Ok(None),
        sum => read_sum(sum).map(Some),
    };
    match (optional(&typed.suggested), optional(&typed.least)) {
        (Ok(Some(suggested)), Ok(Some(least))) if suggested < least => {
            Err(vec![(OfferField::Suggested, OfferFault::LessThanLeast)])
        }
        (Ok(suggested), Ok(least)) => Ok(AsksFields::Free { suggested, least }),
        (suggested, least) => {
            let suggested = suggested.err().map(|fault| (OfferField::Suggested, fault));
            let least = least.err().map(|fault| (OfferField::Least, fault));
            Err(suggested.into_iter().chain(least).collect())
        }
    }
}

/// In the order of the window.
fn read_goods(typed: &TypedOffer, goods: &[Product]) -> Result<AsksFields, Faults> {
    let mut faults = Vec::new();
    let mut lines = Vec::new();
    for product in goods {
        let Some(quantity) = typed.quantities.get(&product.id) else { continue };
        let most = MOST_TOTAL / product.price.get().max(1);
        match catalog::whole(quantity).filter(|quantity| (1..=most).contains(quantity)) {
            Some(quantity) => lines.push((product, quantity)),
            None => faults.push((OfferField::Good(product.id), OfferFault::Number { most })),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    // What is wrong with an order of them is wrong with the offer.
    let items = lines.iter().map(|(product, quantity)| NewItem::of(product, *quantity));
    match Items::of(items.collect()) {
        Ok(_) => Ok(AsksFields::Goods(
            lines.into_iter().map(|(product, quantity)| (product.id, quantity)).collect(),
        )),
        Err(error) => Err(vec![(
            OfferField::Goods,
            match error {
                ItemsError::Empty | ItemsError::Quantity => OfferFault::NoGoods,
                ItemsError::TooMany { most } => OfferFault::TooManyGoods { most },
                ItemsError::TotalTooLarge => OfferFault::TotalTooLarge { most: MOST_TOTAL },
            },
        )]),
    }
}
