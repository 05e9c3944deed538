//! A payment link of the shop's own: what is offered, and the form that takes it.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use uuid::Uuid;

use super::{
    frame,
    guest::Guest,
    moment,
    order_form::Wanted,
    order_path,
    placing::{self, Placing},
    who,
};
use crate::{
    catalog::{self, Count},
    clock::{self, UtcTime},
    db::Connection,
    delivery,
    dromon::Sum,
    offers::{self, Asks, Offer, Slug, Standing, TakeError},
    orders::{BrowserId, MOST_TOTAL},
    web::{
        Error, Shop, browser,
        pages::{
            AsksView, CheckoutErrors, FieldError, FormError, Frame, Item, OfferPage, TypedCheckout,
        },
        respond::{self, render, see_other},
    },
};

/// What was typed.
#[derive(Default)]
struct OfferForm {
    /// Names this form, so that sending it twice places one order.
    attempt: String,
    sum: String,
    who: TypedCheckout,
}

/// What is wrong with it.
#[derive(Default)]
struct Wrong {
    whole: Option<FormError>,
    sum: Option<FieldError>,
    who: CheckoutErrors,
}

/// `GET /l/{slug}`
pub async fn show(
    request: HttpRequest,
    slug: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (offer, uses) = find(&shop, &slug).await?;
    let mut form = OfferForm { who: who::typed_by(&Guest::of(&request)), ..OfferForm::new() };
    if let Asks::Free { suggested: Some(sum), .. } = &offer.asks {
        form.sum = sum.to_string();
    }
    let now = clock::now();
    let status = match offer.standing(uses, now) {
        // It comes back at most because staff says so.
        Standing::Closed | Standing::Ended => StatusCode::GONE,
        Standing::Open | Standing::UsedUp | Standing::GoodsGone => StatusCode::OK,
    };
    let view = view(&request, &shop, &offer, uses, now);
    let mut answer = view.page(form, Wrong::default(), status).await?;
    // Before the first order, or a double click on it would come from two strangers.
    let browser = browser::known(&request, &shop).unwrap_or_else(BrowserId::random);
    browser::remember(&mut answer, &browser, &shop);
    Ok(answer)
}

/// `POST /l/{slug}`
pub async fn take(
    request: HttpRequest,
    slug: Path<String>,
    fields: Form<Vec<(String, String)>>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (offer, uses) = find(&shop, &slug).await?;
    let now = clock::now();
    let form = OfferForm::from_fields(fields.into_inner());
    let view = view(&request, &shop, &offer, uses, now);
    let is_closed = shop.looks.get().looks.is_closed();
    if is_closed || offer.standing(uses, now) != Standing::Open {
        // The last one may be what this very form has taken.
        if let Some(order) = placing::sent_before(&request, &shop, &form.attempt).await? {
            return Ok(see_other(&order_path(&order)));
        }
        let whole = is_closed.then_some(FormError::Closed);
        let wrong = Wrong { whole, ..Wrong::default() };
        return view.page(form, wrong, StatusCode::CONFLICT).await;
    }
    let wanted = match form.read(&offer) {
        Ok(wanted) => wanted,
        Err(wrong) => return view.page(form, *wrong, StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    let placing = match Placing::of(&request, &shop) {
        Ok(placing) => placing,
        Err(wait) => {
            let wrong = Wrong { whole: Some(FormError::TooOften), ..Wrong::default() };
            let mut answer = view.page(form, wrong, StatusCode::TOO_MANY_REQUESTS).await?;
            respond::retry_after(&mut answer, wait);
            return Ok(answer);
        }
    };
    let guest = Guest::who_wants(&wanted);
    let new = placing.order(wanted, &form.attempt, &shop);
    let id = offer.id;
    let taken =
        shop.store.write(move |connection| offers::take(connection, id, &new, clock::now())).await;
    let mut wrong = Wrong::default();
    let error = match taken {
        Ok(order) => return Ok(placing.placed(&order, &guest, &shop)),
        Err(error) => error,
    };
    match &error {
        // The page tells it as it is now: whoever was faster has taken the last one.
        TakeError::NotNow(_) => {}
        TakeError::TakenBefore => wrong.who.nickname = Some(FieldError::TakenBefore),
        TakeError::Place(refused) if placing::refused(refused).is_some() => {
            wrong.whole = placing::refused(refused);
        }
        TakeError::Place(_) | TakeError::NotFound | TakeError::Store(_) => return Err(error.into()),
    }
    let (offer, uses) = find(&shop, &slug).await?;
    let view = self::view(&request, &shop, &offer, uses, clock::now());
    view.page(form, wrong, StatusCode::CONFLICT).await
}

/// The offer of that name, and how often it was taken.
async fn find(shop: &Shop, slug: &str) -> Result<(Offer, i64), Error> {
    let slug: Slug = slug.parse().map_err(|_| Error::NotFound)?;
    let now = clock::now();
    let read = move |connection: &mut Connection| {
        offers::read(connection, &slug, now)?.ok_or(Error::NotFound)
    };
    shop.store.read(read).await
}

/// For wherever no page tells more of it.
impl From<TakeError> for Error {
    fn from(error: TakeError) -> Self {
        match error {
            TakeError::NotFound => Self::NotFound,
            TakeError::NotNow(_) | TakeError::TakenBefore => Self::NotNow(error.to_string()),
            TakeError::Place(error) => error.into(),
            TakeError::Store(error) => error.into(),
        }
    }
}

impl OfferForm {
    fn new() -> Self {
        Self { attempt: Uuid::new_v4().to_string(), ..Self::default() }
    }

    /// From the fields of a form, whatever they are.
    fn from_fields(fields: Vec<(String, String)>) -> Self {
        let mut form = Self::new();
        for (name, value) in fields {
            match name.as_str() {
                "sum" => form.sum = value,
                // Anything else would be no name that this shop gave; it keeps its own then.
                "attempt" if value.parse::<Uuid>().is_ok() => form.attempt = value,
                "attempt" => {}
                name => who::take(&mut form.who, name, value),
            }
        }
        form
    }

    fn read(&self, offer: &Offer) -> Result<Wanted, Box<Wrong>> {
        let mut wrong = Wrong::default();
        let sum = match &offer.asks {
            Asks::Free { least, .. } => {
                self.read_sum(*least).map_err(|error| wrong.sum = Some(error)).ok()
            }
            Asks::Goods(_) | Asks::Sum(_) => None,
        };
        let who = who::read(&self.who).map_err(|errors| wrong.who = errors);
        match (who, offer.items(sum)) {
            (Ok((nickname, wish)), Ok(items)) => Ok(Wanted { nickname, items, wish }),
            (Ok(_), Err(_)) if wrong.sum.is_none() => {
                // Since it was made, its goods have become dearer than an order may be.
                wrong.whole = Some(FormError::TotalTooLarge { most: MOST_TOTAL });
                Err(Box::new(wrong))
            }
            _ => Err(Box::new(wrong)),
        }
    }

    fn read_sum(&self, least: Option<Sum>) -> Result<Sum, FieldError> {
        let least = least.map_or(1, Sum::get);
        catalog::whole(&self.sum)
            .filter(|named| (least..=MOST_TOTAL).contains(named))
            .and_then(|named| Sum::new(named).ok())
            .ok_or(FieldError::Sum { least, most: MOST_TOTAL })
    }
}

/// What a page of an offer is made of.
struct View<'a> {
    frame: Frame,
    shop: &'a Shop,
    offer: &'a Offer,
    uses: i64,
    now: UtcTime,
}

fn view<'a>(
    request: &HttpRequest,
    shop: &'a Shop,
    offer: &'a Offer,
    uses: i64,
    now: UtcTime,
) -> View<'a> {
    let mut frame = frame(request, shop);
    // What the form is sent to is a page as well.
    frame.here = offer_path(&offer.slug);
    View { frame, shop, offer, uses, now }
}

fn offer_path(slug: &Slug) -> String {
    format!("/l/{slug}")
}

impl View<'_> {
    async fn page(
        self,
        form: OfferForm,
        wrong: Wrong,
        status: StatusCode,
    ) -> Result<HttpResponse, Error> {
        let Self { frame, shop, offer, uses, now } = self;
        let keeps_cells = shop.store.read(|c| Ok::<_, Error>(delivery::are_there_any(c)?)).await?;
        let picture = offer.picture.as_ref().or(frame.shown.looks.logo.as_ref());
        let page = OfferPage {
            path: offer_path(&offer.slug),
            url: shop.url(&offer_path(&offer.slug)),
            name: offer.name.to_string(),
            description: offer.description.as_str().to_owned(),
            preview: picture.map(|look| {
                (shop.url(&format!("/pictures/{}", look.hash)), look.width, look.height)
            }),
            picture: offer.picture.clone(),
            asks: asks(&offer.asks),
            standing: offer.standing(uses, now),
            left: offer.limits.most_uses.map(|most| (most.saturating_sub(uses).max(0), most)),
            ends: offer.limits.ends_at.map(|at| moment(at, now, &frame, shop)),
            once_each: offer.limits.once_each,
            typed: form.who,
            sum: form.sum,
            errors: wrong.who,
            sum_error: wrong.sum,
            error: wrong.whole,
            keeps_cells,
            attempt: form.attempt,
            frame,
        };
        render(status, &page)
    }
}

fn asks(asks: &Asks) -> AsksView {
    match asks {
        Asks::Goods(goods) => AsksView::Goods(
            goods
                .iter()
                .map(|offered| Item {
                    name: offered.product.name.to_string(),
                    quantity: offered.quantity,
                    count: Count::of(offered.quantity, offered.product.stack),
                    price: offered.product.price.get(),
                    sum: offered.product.price.get().saturating_mul(offered.quantity),
                })
                .collect(),
        ),
        Asks::Sum(sum) => AsksView::Sum(sum.get()),
        Asks::Free { least, .. } => {
            AsksView::Free { least: least.map_or(1, Sum::get), most: MOST_TOTAL }
        }
    }
}
