//! One good: a new one, or one that is changed.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{HERE, by, frame, record};
use crate::{
    catalog::{self, Change, GoodError, Product, Shown, TypedGood},
    clock,
    staff::SignedIn,
    web::{
        Error, Shop,
        pages::admin::{GoodPage, Refused},
        respond::{render, see_other},
    },
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct GoodForm {
    name: String,
    description: String,
    price: String,
    category: String,
    stack: String,
    stock: String,
    hidden: String,
    /// What the form showed when it was made.
    version: i64,
    shown_stock: String,
}

/// For what needs no more than that.
#[derive(Deserialize)]
pub struct VersionForm {
    #[serde(default)]
    pub(super) version: i64,
}

/// `GET /admin/goods/new`
pub async fn new(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    page(&request, &signed_in, &shop, None, GoodForm::default(), Refused::Not).await
}

/// `POST /admin/goods/new`
pub async fn add(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<GoodForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let form = form.into_inner();
    let fields = match form.typed().read() {
        Ok(fields) => fields,
        Err(faults) => {
            let refused = Refused::Faults(faults);
            return page(&request, &signed_in, &shop, None, form, refused).await;
        }
    };
    let by = by(&request, &signed_in, &shop);
    let added = shop
        .store
        .write(move |connection| {
            let at = clock::now();
            let id = catalog::add(connection, &fields, at)?;
            record(connection, &by, fields.name.as_str(), "added", at)?;
            Ok::<_, GoodError>(id)
        })
        .await;
    match added {
        Ok(id) => Ok(see_other(&format!("{HERE}/{id}?added"))),
        Err(GoodError::TooMany) => {
            page(&request, &signed_in, &shop, None, form, Refused::TooMany).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /admin/goods/{id}`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = id.into_inner();
    again(&request, &signed_in, &shop, id, Refused::Not).await
}

/// The page of a good as it is, with what could not be done.
pub(super) async fn again(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    id: i64,
    refused: Refused,
) -> Result<HttpResponse, Error> {
    let good = shop.store.read(move |connection| Ok::<_, Error>(catalog::find(connection, id)?));
    let form = GoodForm::of(&good.await?.ok_or(Error::NotFound)?);
    page(request, signed_in, shop, Some(id), form, refused).await
}

/// `POST /admin/goods/{id}`
pub async fn change(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    form: Form<GoodForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (id, form) = (id.into_inner(), form.into_inner());
    let fields = match form.typed().read() {
        Ok(fields) => fields,
        Err(faults) => {
            let refused = Refused::Faults(faults);
            return page(&request, &signed_in, &shop, Some(id), form, refused).await;
        }
    };
    let shown = form.shown()?;
    let stock = fields.stock;
    let by = by(&request, &signed_in, &shop);
    let changed = shop
        .store
        .write(move |connection| {
            let changes = catalog::change(connection, id, shown, &fields)?;
            if !changes.is_empty() {
                let note: Vec<String> = changes.iter().map(Change::to_string).collect();
                record(connection, &by, fields.name.as_str(), &note.join("; "), clock::now())?;
            }
            Ok::<_, GoodError>(())
        })
        .await;
    match changed {
        Ok(()) => Ok(see_other(&format!("{HERE}#good-{id}"))),
        Err(GoodError::Changed(now)) => {
            let form = form.against(&now, shown.stock, stock);
            page(&request, &signed_in, &shop, Some(id), form, Refused::Changed(now)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /admin/goods/{id}/delete`
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
            let good = catalog::delete(connection, id, version)?;
            record(connection, &by, good.name.as_str(), "deleted", clock::now())
        })
        .await;
    let refused = match deleted {
        Ok(()) => return Ok(see_other(HERE)),
        Err(GoodError::Changed(now)) => Refused::Changed(now),
        Err(GoodError::Ordered) => Refused::Ordered,
        Err(GoodError::Offered) => Refused::Offered,
        Err(error) => return Err(error.into()),
    };
    again(&request, &signed_in, &shop, id, refused).await
}

impl GoodForm {
    fn of(good: &Product) -> Self {
        let typed = TypedGood::from(good);
        Self {
            version: good.version,
            shown_stock: typed.stock.clone(),
            name: typed.name,
            description: typed.description,
            price: typed.price,
            category: typed.category,
            stack: typed.stack,
            stock: typed.stock,
            hidden: typed.hidden,
        }
    }

    fn typed(&self) -> TypedGood {
        TypedGood {
            name: self.name.clone(),
            description: self.description.clone(),
            price: self.price.clone(),
            category: self.category.clone(),
            stack: self.stack.clone(),
            stock: self.stock.clone(),
            hidden: self.hidden.clone(),
        }
    }

    fn shown(&self) -> Result<Shown, Error> {
        if self.shown_stock.is_empty() {
            return Ok(Shown { version: self.version, stock: None });
        }
        let stock = self.shown_stock.parse().ok().filter(|shown| *shown >= 0);
        let odd = || Error::Malformed("`shown_stock` is not what the form said".to_owned());
        Ok(Shown { version: self.version, stock: Some(stock.ok_or_else(odd)?) })
    }

    /// What was typed, as a form of the good as it is now; a correction of the stock is the same correction.
    fn against(mut self, now: &Product, shown: Option<i64>, wanted: Option<i64>) -> Self {
        let stock = match (shown, wanted, now.stock) {
            (Some(from), Some(to), Some(now)) => Some(now.saturating_add(to - from).max(0)),
            _ => wanted,
        };
        self.version = now.version;
        self.shown_stock = now.stock.map(|stock| stock.to_string()).unwrap_or_default();
        self.stock = stock.map(|stock| stock.to_string()).unwrap_or_default();
        self
    }
}

async fn page(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    id: Option<i64>,
    form: GoodForm,
    refused: Refused,
) -> Result<HttpResponse, Error> {
    let (categories, good, was_ordered) = shop
        .store
        .read(move |connection| {
            let categories = catalog::categories(connection)?;
            let Some(id) = id else { return Ok::<_, Error>((categories, None, false)) };
            let good = catalog::find(connection, id)?.ok_or(Error::NotFound)?;
            Ok((categories, Some(good), catalog::was_ordered(connection, id)?))
        })
        .await?;
    let mut admin = frame(request, signed_in, shop);
    admin.frame.here = id.map_or_else(|| format!("{HERE}/new"), |id| format!("{HERE}/{id}"));
    let status = match refused {
        Refused::Not => StatusCode::OK,
        Refused::Changed(_) | Refused::Ordered | Refused::Offered => StatusCode::CONFLICT,
        Refused::Faults(_) | Refused::TooMany | Refused::Picture(_) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    let page = GoodPage {
        id,
        version: form.version,
        shown_stock: form.shown_stock.clone(),
        typed: form.typed(),
        refused,
        categories,
        was_ordered,
        picture: good.and_then(|good| good.picture),
        is_added: request.query_string() == "added",
        admin,
    };
    render(status, &page)
}
