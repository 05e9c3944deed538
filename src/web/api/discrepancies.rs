//! Discrepancies: what a person, or a program that may decide about money, must look at.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Bytes, Data, Path},
};
use diesel::QueryResult;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api_keys::Program,
    clock::UtcTime,
    db::Connection,
    desk::{By, Reason, WayOut, WayOutKind, money, ways_out},
    feed::Actor,
    orders,
    payments::{
        Discrepancy, DiscrepancyKind,
        discrepancy::{self, Wanted},
    },
    web::{
        Error, Shop,
        api::{
            answer::Changed,
            body,
            change::Change,
            list::{self, Limit, ListView},
            openapi::Refusal,
            orders::named,
            query,
            version::{self, Told},
        },
        error::FieldProblem,
    },
};

/// Which discrepancies are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct DiscrepanciesQuery {
    /// `true`: those that wait; `false`: those that are resolved. Left out: all.
    #[serde(deserialize_with = "query::parsed")]
    open: Option<bool>,
    #[serde(deserialize_with = "query::some")]
    kind: Option<DiscrepancyKind>,
    /// Those of this order alone.
    #[serde(deserialize_with = "query::some")]
    #[param(max_length = 64)]
    order: Option<String>,
    /// How many at once: 1 to 200.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Limit,
    /// The `next` of the page before.
    #[serde(deserialize_with = "list::id")]
    #[param(value_type = Option<i64>, minimum = 0)]
    after: Option<i64>,
}

/// What does not add up.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Discrepancy)]
pub struct DiscrepancyView {
    id: i64,
    kind: DiscrepancyKind,
    open: bool,
    /// The uid of its order; `null` where it belongs to none.
    order: Option<String>,
    /// The id of the payment that it is about.
    payment: Option<i64>,
    /// How many АР it is about, where it is about an amount.
    amount: Option<i64>,
    /// How often the same has happened.
    times: i64,
    /// Whether it keeps its order from being assembled.
    holds: bool,
    opened_at: UtcTime,
    /// When the same happened last.
    last_at: UtcTime,
    /// Since when it is put aside until the balance has been compared.
    waits_since: Option<UtcTime>,
    /// The ways out of it, the usual one first.
    ways: Vec<WayOutKind>,
    /// `null` while it is open.
    resolved: Option<ResolvedView>,
}

/// How a discrepancy was resolved.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Resolution)]
struct ResolvedView {
    at: UtcTime,
    by: Option<String>,
    /// The way out that was taken; `null` where what happened next resolved it.
    way: Option<String>,
    /// In words.
    note: Option<String>,
}

/// The way out that is taken.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WayOut)]
pub struct ResolveBody {
    /// One of the discrepancy's `ways`.
    way: WayOutKind,
    /// Why: 1 to 500 characters. `attach`, `merge`, `trust_source` and `wait` need none.
    #[serde(default, deserialize_with = "body::parsed_if_any")]
    #[schema(value_type = Option<String>, max_length = 500)]
    reason: Option<Reason>,
    /// For `attach`: the uid of the order that the payment belongs to.
    #[serde(default)]
    order: Option<String>,
}

fn views(
    connection: &mut Connection,
    found: Vec<Discrepancy>,
) -> QueryResult<Vec<DiscrepancyView>> {
    let ids: Vec<i64> = found.iter().filter_map(|each| each.order_id).collect();
    let uids = orders::uids(connection, &ids)?;
    let view = |each: Discrepancy| DiscrepancyView {
        id: each.id,
        kind: each.kind,
        open: each.is_open(),
        order: each.order_id.and_then(|id| uids.get(&id)).map(ToString::to_string),
        payment: each.payment_id,
        amount: each.amount,
        times: each.times,
        holds: each.holds(),
        opened_at: each.opened_at,
        last_at: each.last_at,
        waits_since: each.waits_since,
        ways: if each.is_open() { ways_out(each.kind).to_vec() } else { Vec::new() },
        resolved: each.resolved_at.map(|at| ResolvedView {
            at,
            by: each.resolved_by.map(|by| by.to_string()),
            way: each.way,
            note: each.resolution,
        }),
    };
    Ok(found.into_iter().map(view).collect())
}

fn view(connection: &mut Connection, found: Discrepancy) -> Result<DiscrepancyView, Error> {
    views(connection, vec![found])?.pop().ok_or(Error::NotFound)
}

/// Lists discrepancies
///
/// The newest first.
#[utoipa::path(
    get,
    path = "/discrepancies",
    tag = "discrepancies",
    operation_id = "listDiscrepancies",
    params(DiscrepanciesQuery),
    responses((status = 200, description = "Some of them", body = ListView<DiscrepancyView>), Refusal),
)]
pub async fn list(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let DiscrepanciesQuery { open, kind, order, limit, after } = query::read(&request)?;
    let view = shop
        .store
        .read(move |connection| {
            let order = named::asked_for(connection, order.as_deref())?;
            let wanted = Wanted { open, kind, order: order.map(|order| order.id) };
            let found = discrepancy::newest(connection, wanted, after, limit.get() + 1)?;
            let ListView { data, next } =
                list::page(found, limit, |last| last.id.to_string(), |it| it);
            Ok::<_, Error>(ListView { data: views(connection, data)?, next })
        })
        .await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Shows a discrepancy
///
/// The `ETag` tells whether the same has happened again since you looked.
#[utoipa::path(
    get,
    path = "/discrepancies/{id}",
    tag = "discrepancies",
    operation_id = "showDiscrepancy",
    params(("id" = i64, Path, description = "The discrepancy's id")),
    responses(
        (status = 200, description = "The discrepancy", body = DiscrepancyView, headers(("ETag" = String, description = "Its version"))),
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
    let (version, view) = shop
        .store
        .read(move |connection| {
            let found = discrepancy::find(connection, id)?.ok_or(Error::NotFound)?;
            Ok::<_, Error>((version_of(&found), view(connection, found)?))
        })
        .await?;
    Ok(Told::new(version, &view)?.answer(&request))
}

/// When anything happened to it last.
fn version_of(discrepancy: &Discrepancy) -> i64 {
    let times = [
        Some(discrepancy.last_at),
        discrepancy.resolved_at,
        discrepancy.overridden_at,
        discrepancy.waits_since,
    ];
    times.into_iter().flatten().map(UtcTime::micros).max().unwrap_or(0)
}

/// Resolves a discrepancy
///
/// As staff does it: what is decided stands in the order's events, with this key's name and the reason.
#[utoipa::path(
    post,
    path = "/discrepancies/{id}/resolve",
    tag = "discrepancies",
    operation_id = "resolveDiscrepancy",
    params(
        ("id" = i64, Path, description = "The discrepancy's id"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the discrepancy that you have seen"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Names this request"),
    ),
    request_body(content = ResolveBody, example = json!({ "way": "dismiss", "reason": "Проверено по истории счёта" })),
    responses((status = 200, description = "The discrepancy as it is now", body = DiscrepancyView), Refusal),
)]
pub async fn resolve(
    request: HttpRequest,
    id: Path<String>,
    body: Bytes,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id: i64 = id.parse().map_err(|_| Error::NotFound)?;
    let change = Change::of(&request, &program, &body, &shop)?;
    let ResolveBody { way: kind, reason, order } = body::read(&body)?;
    if kind.needs_reason() && reason.is_none() {
        let problem = format!("`{}` needs a reason", kind.as_str());
        return Err(Error::Invalid(vec![FieldProblem::new("reason", problem)]));
    }
    let seen = version::Wanted::of(&request)?;
    let by = By::new(Actor::api(program.name.as_str()), reason);
    change
        .carry_out(move |connection, now| {
            let found = discrepancy::find(connection, id)?.ok_or(Error::NotFound)?;
            seen.check(version_of(&found))?;
            let way = way_out(connection, kind, order.as_deref())?;
            money::resolve(connection, id, found.last_at, &way, &by, now)?;
            let found = discrepancy::find(connection, id)?.ok_or(Error::NotFound)?;
            let version = version_of(&found);
            Ok(Changed::ok(view(connection, found)?).at(version))
        })
        .await
}

/// The way out with its particulars.
fn way_out(
    connection: &mut Connection,
    kind: WayOutKind,
    order: Option<&str>,
) -> Result<WayOut, Error> {
    let to = named::in_field(connection, order)?;
    kind.with(to.map(|order| order.uid)).ok_or_else(|| {
        let problem = "`attach` needs the uid of the order that the payment belongs to";
        Error::Invalid(vec![FieldProblem::new("order", problem)])
    })
}
