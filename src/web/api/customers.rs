//! Customers: nicknames that somebody ordered under, and who may not order.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Bytes, Data, Path},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api_keys::Program,
    clock::UtcTime,
    customers::{self, BlockKind, Customer, Nickname, blocks},
    db::Connection,
    desk::Reason,
    feed::Actor,
    staff::audit::What,
    web::{
        Error, Shop,
        api::{
            answer::Changed,
            body,
            change::Change,
            deed::record,
            list::{self, Limit, ListView},
            openapi::Refusal,
            query,
        },
    },
};

/// Which customers are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct CustomersQuery {
    /// How many at once: 1 to 200.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Limit,
    /// The `next` of the page before.
    #[serde(deserialize_with = "list::id")]
    #[param(value_type = Option<i64>, minimum = 0)]
    after: Option<i64>,
}

/// Somebody who ordered, by the nickname that he gave: nobody has verified it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Customer)]
pub struct CustomerView {
    nickname: String,
    /// When he ordered first; `null` where he never did.
    since: Option<UtcTime>,
    /// Whether the shop takes no orders of that nickname.
    blocked: bool,
}

/// Why somebody may not order.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewBlock)]
pub struct BlockBody {
    /// 1 to 500 characters; the customer does not see it.
    #[serde(deserialize_with = "body::parsed")]
    #[schema(value_type = String, min_length = 1, max_length = 500)]
    reason: Reason,
}

/// Lists customers
///
/// The newest first. Their orders are found by `GET /orders?q=<nickname>`.
#[utoipa::path(
    get,
    path = "/customers",
    tag = "customers",
    operation_id = "listCustomers",
    params(CustomersQuery),
    responses((status = 200, description = "Some of them", body = ListView<CustomerView>), Refusal),
)]
pub async fn list(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let CustomersQuery { limit, after } = query::read(&request)?;
    let view = shop
        .store
        .read(move |connection| {
            let found = customers::newest(connection, after, limit.get() + 1)?;
            let folded: Vec<String> = found.iter().map(|each| each.nickname.folded()).collect();
            let blocked = blocks::blocked_nicknames(connection, &folded)?;
            let view = |customer: Customer| CustomerView {
                blocked: blocked.contains(&customer.nickname.folded()),
                nickname: customer.nickname.to_string(),
                since: Some(customer.created_at),
            };
            Ok::<_, Error>(list::page(found, limit, |last| last.id.to_string(), view))
        })
        .await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Shows a customer
#[utoipa::path(
    get,
    path = "/customers/{nickname}",
    tag = "customers",
    operation_id = "showCustomer",
    params(("nickname" = String, Path, description = "In any spelling")),
    responses((status = 200, description = "The customer", body = CustomerView), Refusal),
)]
pub async fn show(nickname: Path<String>, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let nickname: Nickname = nickname.parse().map_err(|_| Error::NotFound)?;
    let found = shop.store.read(move |connection| find(connection, &nickname)).await?;
    match found {
        // Nobody ordered under it, and nothing is known of it.
        CustomerView { since: None, blocked: false, .. } => Err(Error::NotFound),
        view => Ok(HttpResponse::Ok().json(view)),
    }
}

fn find(connection: &mut Connection, nickname: &Nickname) -> Result<CustomerView, Error> {
    let found = customers::find(connection, nickname)?;
    let shown = found.as_ref().map_or(nickname, |customer| &customer.nickname);
    Ok(CustomerView {
        nickname: shown.to_string(),
        since: found.as_ref().map(|customer| customer.created_at),
        blocked: blocks::is_blocked(connection, BlockKind::Nickname, &nickname.folded())?,
    })
}

/// Blocks a customer
///
/// The shop takes no more orders of that nickname, also where it never ordered yet. Whoever is blocked stays so for the first
/// reason.
#[utoipa::path(
    post,
    path = "/customers/{nickname}/block",
    tag = "customers",
    operation_id = "blockCustomer",
    params(
        ("nickname" = String, Path, description = "In any spelling", pattern = "^[A-Za-z0-9_]{3,16}$"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Names this request"),
    ),
    request_body(content = BlockBody, example = json!({ "reason": "Не забирает заказы" })),
    responses((status = 200, description = "The customer as he is now", body = CustomerView), Refusal),
)]
pub async fn block(
    request: HttpRequest,
    nickname: Path<String>,
    body: Bytes,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let nickname: Nickname = nickname.parse().map_err(|_| Error::NotFound)?;
    let change = Change::of(&request, &program, &body, &shop)?;
    let BlockBody { reason } = body::read(&body)?;
    change
        .carry_out(move |connection, now| {
            let (actor, folded) = (Actor::api(program.name.as_str()), nickname.folded());
            let kind = BlockKind::Nickname;
            if blocks::block(connection, kind, &folded, reason.as_str(), &actor, now)? {
                record(connection, &program, What::Blocked, &folded, None, now)?;
            }
            Ok(Changed::ok(find(connection, &nickname)?))
        })
        .await
}

/// Lifts a block
///
/// The shop takes orders of that nickname again.
#[utoipa::path(
    post,
    path = "/customers/{nickname}/unblock",
    tag = "customers",
    operation_id = "unblockCustomer",
    params(
        ("nickname" = String, Path, description = "In any spelling", pattern = "^[A-Za-z0-9_]{3,16}$"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Names this request"),
    ),
    responses((status = 200, description = "The customer as he is now", body = CustomerView), Refusal),
)]
pub async fn unblock(
    request: HttpRequest,
    nickname: Path<String>,
    body: Bytes,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let nickname: Nickname = nickname.parse().map_err(|_| Error::NotFound)?;
    let change = Change::of(&request, &program, &body, &shop)?;
    change
        .carry_out(move |connection, now| {
            let (actor, folded) = (Actor::api(program.name.as_str()), nickname.folded());
            let found = blocks::find(connection, BlockKind::Nickname, &folded)?;
            if let Some(block) = found
                && blocks::lift(connection, block.id, &actor, now)?.is_some()
            {
                record(connection, &program, What::Unblocked, &folded, None, now)?;
            }
            Ok(Changed::ok(find(connection, &nickname)?))
        })
        .await
}
