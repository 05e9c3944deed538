//! All goods at a glance, and their order by hand.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{HERE, by, frame, record};
use crate::{
    catalog::{self, Category, Direction, GoodError},
    clock,
    staff::SignedIn,
    web::{
        Error, Shop,
        pages::admin::{GoodsGroup, GoodsPage},
        respond::{render, see_other},
    },
};

#[derive(Deserialize)]
pub struct MoveForm {
    #[serde(default)]
    direction: String,
    /// Where a whole category is moved.
    #[serde(default)]
    category: String,
}

/// `GET /admin/goods`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let goods = shop.store.read(|connection| Ok::<_, Error>(catalog::all(connection)?)).await?;
    let admin = frame(&request, &signed_in, &shop);
    let groups = GoodsGroup::all(&goods, admin.messages());
    render(
        StatusCode::OK,
        &GoodsPage { admin, is_imported: request.query_string() == "imported", groups },
    )
}

/// `POST /admin/goods/{id}/move`
pub async fn move_good(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    form: Form<MoveForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (id, direction) = (id.into_inner(), form.direction()?);
    let by = by(&request, &signed_in, &shop);
    shop.store
        .write(move |connection| {
            let good = catalog::move_good(connection, id, direction)?;
            record(connection, &by, good.name.as_str(), direction.as_str(), clock::now())
        })
        .await?;
    // Back to where the good stands now: the keyboard goes on from there.
    Ok(see_other(&format!("{HERE}#good-{id}")))
}

/// `POST /admin/goods/categories/move`
pub async fn move_category(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<MoveForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let direction = form.direction()?;
    let category: Category = form.category.parse().map_err(|_| Error::NotFound)?;
    let by = by(&request, &signed_in, &shop);
    shop.store
        .write(move |connection| {
            catalog::move_category(connection, &category, direction)?;
            record(connection, &by, category.as_str(), direction.as_str(), clock::now())?;
            Ok::<_, GoodError>(())
        })
        .await?;
    Ok(see_other(HERE))
}

impl MoveForm {
    fn direction(&self) -> Result<Direction, Error> {
        self.direction.parse().map_err(|_| Error::Malformed("`up` or `down`".to_owned()))
    }
}
