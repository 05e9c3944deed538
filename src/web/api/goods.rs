//! Goods: what the shop sells.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Bytes, Data, Path},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api_keys::Program,
    catalog::{
        self, Category, Change as GoodChange, Description, GoodFields, GoodName, MOST_PRICE,
        MOST_STOCK, Product, Shown, Stack,
    },
    clock,
    db::Connection,
    dromon::Sum,
    staff::audit::What,
    web::{
        Error, Shop,
        api::{
            answer::{self, Changed},
            body,
            change::{Change, write},
            deed::record,
            list::ListView,
            openapi::Refusal,
            version::{Told, Wanted},
        },
    },
};

/// Something that the shop sells.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Good)]
pub struct GoodView {
    id: i64,
    /// Its `ETag`, too.
    version: i64,
    name: String,
    description: String,
    /// Of one piece, whole АР.
    price: i64,
    /// What it is shown under; empty where it has no category.
    category: String,
    /// How many pieces go into one slot of an inventory; `loose`: it is not counted in stacks.
    stack: Stack,
    /// How many can still be ordered; `null` where nobody counts them.
    stock: Option<i64>,
    /// Whether the window does not show it.
    hidden: bool,
    /// The address of its picture.
    picture: Option<String>,
}

impl GoodView {
    fn of(good: Product, shop: &Shop) -> Self {
        let picture = good.picture.map(|look| shop.url(&format!("/pictures/{}", look.hash)));
        Self {
            id: good.id,
            version: good.version,
            name: good.name.to_string(),
            description: good.description,
            price: good.price.get(),
            category: good.category,
            stack: good.stack,
            stock: good.stock,
            hidden: good.hidden,
            picture,
        }
    }

    fn told(&self) -> Result<Told, Error> {
        Told::new(self.version, self)
    }
}

/// A good to be added.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewGood)]
pub struct GoodBody {
    /// 1 to 200 characters.
    #[serde(deserialize_with = "body::parsed")]
    #[schema(value_type = String, min_length = 1, max_length = 200)]
    name: GoodName,
    #[serde(default, deserialize_with = "body::parsed")]
    #[schema(value_type = String, max_length = 1000)]
    description: Description,
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    price: i64,
    #[serde(default, deserialize_with = "body::parsed")]
    #[schema(value_type = String, max_length = 60)]
    category: Category,
    #[serde(default = "loose")]
    stack: Stack,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    stock: Option<i64>,
    #[serde(default)]
    hidden: bool,
}

fn loose() -> Stack {
    Stack::Loose
}

/// What is to be another one of a good. What is left out stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GoodChange)]
pub struct GoodPatch {
    #[serde(default, deserialize_with = "body::parsed_if_any")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    name: Option<GoodName>,
    #[serde(default, deserialize_with = "body::parsed_if_any")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    description: Option<Description>,
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    price: Option<i64>,
    #[serde(default, deserialize_with = "body::parsed_if_any")]
    #[schema(value_type = Option<String>, max_length = 60)]
    category: Option<Category>,
    stack: Option<Stack>,
    /// `null`: nobody counts it any more.
    #[expect(clippy::option_option, reason = "left out, null, or said")]
    #[serde(default, deserialize_with = "body::told")]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000_000)]
    stock: Option<Option<i64>>,
    hidden: Option<bool>,
}

fn price(price: i64) -> Result<Sum, Error> {
    body::sum("price", price, MOST_PRICE)
}

/// `None`: nobody counts it.
fn stock(stock: Option<i64>) -> Result<Option<i64>, Error> {
    stock.map(|stock| body::number("stock", stock, 0..=MOST_STOCK)).transpose()
}

impl GoodBody {
    fn fields(self) -> Result<GoodFields, Error> {
        Ok(GoodFields {
            price: price(self.price)?,
            stock: stock(self.stock)?,
            name: self.name,
            description: self.description,
            category: self.category,
            stack: self.stack,
            hidden: self.hidden,
        })
    }
}

impl GoodPatch {
    fn fields(self, good: &Product) -> Result<GoodFields, Error> {
        // What is kept was read by the same rules.
        let kept = |error: String| Error::Internal(error.into());
        Ok(GoodFields {
            price: self.price.map_or(Ok(good.price), price)?,
            stock: self.stock.map_or(Ok(good.stock), stock)?,
            name: self.name.unwrap_or_else(|| good.name.clone()),
            description: match self.description {
                Some(description) => description,
                None => {
                    good.description.parse().map_err(|e: catalog::TextError| kept(e.to_string()))?
                }
            },
            category: match self.category {
                Some(category) => category,
                None => {
                    good.category.parse().map_err(|e: catalog::TextError| kept(e.to_string()))?
                }
            },
            stack: self.stack.unwrap_or(good.stack),
            hidden: self.hidden.unwrap_or(good.hidden),
        })
    }
}

/// Lists the goods
///
/// All of them, as the window shows them, hidden ones among them.
#[utoipa::path(
    get,
    path = "/goods",
    tag = "goods",
    operation_id = "listGoods",
    responses((status = 200, description = "The goods", body = ListView<GoodView>), Refusal),
)]
pub async fn list(shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let all = shop.store.read(|connection| Ok::<_, Error>(catalog::all(connection)?)).await?;
    let data = all.into_iter().map(|good| GoodView::of(good, &shop)).collect();
    Ok(HttpResponse::Ok().json(ListView::<GoodView> { data, next: None }))
}

/// Shows a good
#[utoipa::path(
    get,
    path = "/goods/{id}",
    tag = "goods",
    operation_id = "showGood",
    params(("id" = i64, Path, description = "The good's id")),
    responses(
        (status = 200, description = "The good", body = GoodView, headers(("ETag" = String, description = "Its version"))),
        (status = 304, description = "It is as it was"),
        Refusal,
    ),
)]
pub async fn show(
    request: HttpRequest,
    id: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id: i64 = id.parse().map_err(|_| Error::NotFound)?;
    let good = shop.store.read(move |connection| found(connection, id)).await?;
    Ok(GoodView::of(good, &shop).told()?.answer(&request))
}

fn found(connection: &mut Connection, id: i64) -> Result<Product, Error> {
    catalog::find(connection, id)?.ok_or(Error::NotFound)
}

/// So that nobody changes it between the look and the change.
fn locked(connection: &mut Connection, id: i64) -> Result<Product, Error> {
    catalog::find_locked(connection, id)?.ok_or(Error::NotFound)
}

/// Adds a good
///
/// As the last of its category.
#[utoipa::path(
    post,
    path = "/goods",
    tag = "goods",
    operation_id = "addGood",
    params(("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Names this request")),
    request_body(content = GoodBody, example = json!({ "name": "Незеритовый слиток", "price": 12, "stack": "64", "stock": 128 })),
    responses((status = 201, description = "The good", body = GoodView), Refusal),
)]
pub async fn add(
    request: HttpRequest,
    body: Bytes,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let change = Change::of(&request, &program, &body, &shop)?;
    let fields = body::read::<GoodBody>(&body)?.fields()?;
    change
        .carry_out(move |connection, now| {
            let id = catalog::add(connection, &fields, now)?;
            record(connection, &program, What::Goods, fields.name.as_str(), Some("added"), now)?;
            let view = GoodView::of(found(connection, id)?, &shop);
            let version = view.version;
            Ok(Changed::created(&format!("/goods/{id}"), view).at(version))
        })
        .await
}

/// Changes a good
///
/// Orders that were placed stay what they are.
#[utoipa::path(
    patch,
    path = "/goods/{id}",
    tag = "goods",
    operation_id = "changeGood",
    params(
        ("id" = i64, Path, description = "The good's id"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the good that you have seen"),
    ),
    request_body(content = GoodPatch, example = json!({ "price": 14 })),
    responses((status = 200, description = "The good as it is now", body = GoodView), Refusal),
)]
pub async fn change(
    request: HttpRequest,
    id: Path<String>,
    body: Bytes,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id: i64 = id.parse().map_err(|_| Error::NotFound)?;
    let wanted = Wanted::of(&request)?;
    let patch: GoodPatch = body::read(&body)?;
    let changing = Data::clone(&shop);
    let good = write(&shop, move |connection| {
        let good = locked(connection, id)?;
        // Of the stock the difference is written to what was seen, and sales change it without a new version.
        let version = match patch.stock {
            None => wanted.check(good.version)?,
            Some(_) => wanted.check_all(&GoodView::of(good.clone(), &changing).told()?.tag)?,
        };
        let shown = Shown { version, stock: good.stock };
        let fields = patch.clone().fields(&good)?;
        let changes = catalog::change(connection, id, shown, &fields)?;
        if !changes.is_empty() {
            let note: Vec<String> = changes.iter().map(GoodChange::to_string).collect();
            record(
                connection,
                &program,
                What::Goods,
                fields.name.as_str(),
                Some(&note.join("; ")),
                clock::now(),
            )?;
        }
        found(connection, id)
    })
    .await?;
    Ok(GoodView::of(good, &shop).told()?.answer_changed())
}

/// Deletes a good
///
/// One that was ordered stays: hide it.
#[utoipa::path(
    delete,
    path = "/goods/{id}",
    tag = "goods",
    operation_id = "deleteGood",
    params(
        ("id" = i64, Path, description = "The good's id"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the good that you have seen"),
    ),
    responses((status = 204, description = "It is gone"), Refusal),
)]
pub async fn delete(
    request: HttpRequest,
    id: Path<String>,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id: i64 = id.parse().map_err(|_| Error::NotFound)?;
    let wanted = Wanted::of(&request)?;
    write(&shop, move |connection| {
        let version = wanted.check(locked(connection, id)?.version)?;
        let good = catalog::delete(connection, id, version)?;
        record(connection, &program, What::Goods, good.name.as_str(), Some("deleted"), clock::now())
    })
    .await?;
    Ok(answer::gone())
}
