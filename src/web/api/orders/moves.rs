//! What a program does with an order: moves, cancelling, notes.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Bytes, Data, Path},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{changed, view};
use crate::{
    api_keys::{Program, Scope},
    clock::UtcTime,
    db::Connection,
    desk::{
        By, Reason,
        moves::{self, Move},
    },
    feed::Actor,
    money::Ar,
    orders::{self, Order},
    staff::Right,
    views::OrderView,
    web::{
        Error, Shop,
        api::{body, change::Change, openapi::Refusal, version::Wanted},
    },
};

/// Which way an order goes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewMove)]
pub struct MoveBody {
    /// `assemble`, `ready` and `complete` lead onwards, `undo` takes the last step back; `cancel` and `restore` need a note
    /// that says why.
    #[serde(rename = "move")]
    step: Move,
    /// What colleagues read about it: 1 to 500 characters.
    #[serde(default, deserialize_with = "body::parsed_if_any")]
    #[schema(value_type = Option<String>, max_length = 500)]
    note: Option<Reason>,
}

/// Why an order is cancelled.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Cancellation)]
pub struct CancelBody {
    /// 1 to 500 characters.
    #[serde(deserialize_with = "body::parsed")]
    #[schema(value_type = String, min_length = 1, max_length = 500)]
    reason: Reason,
}

/// A note for colleagues.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewNote)]
pub struct NoteBody {
    /// 1 to 500 characters. The customer does not see it.
    #[serde(deserialize_with = "body::parsed")]
    #[schema(value_type = String, min_length = 1, max_length = 500)]
    text: Reason,
}

/// Moves an order
///
/// Onwards, one step back, out, or in again. What is handed over by courier is completed with its code, on the staff's pages.
/// Cancelling an order that has money in it, and letting it in again, decides about the money, and needs the scope `settle` besides.
#[utoipa::path(
    post,
    path = "/orders/{uid}/moves",
    tag = "orders",
    operation_id = "moveOrder",
    params(
        ("uid" = String, Path, description = "The order's uid"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the order that you have seen: it moves only if it still is that"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Names this request"),
    ),
    request_body(content = MoveBody, example = json!({ "move": "assemble" })),
    responses((status = 200, description = "The order as it is now", body = OrderView), Refusal),
)]
pub async fn make(
    request: HttpRequest,
    uid: Path<String>,
    body: Bytes,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let change = Change::of(&request, &program, &body, &shop)?;
    let MoveBody { step, note } = body::read(&body)?;
    if step.needs_reason() && note.is_none() {
        return Err(Error::Unprocessable(format!(
            "`{}` needs a `note` that says why",
            step.as_str()
        )));
    }
    go(change, &request, uid.into_inner(), program, step, note, shop).await
}

/// Cancels an order
///
/// Money that was paid for it becomes a refund that is due. If there is any, the scope `settle` is needed besides.
#[utoipa::path(
    post,
    path = "/orders/{uid}/cancel",
    tag = "orders",
    operation_id = "cancelOrder",
    params(
        ("uid" = String, Path, description = "The order's uid"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the order that you have seen"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Names this request"),
    ),
    request_body(content = CancelBody, example = json!({ "reason": "Покупатель передумал" })),
    responses((status = 200, description = "The order as it is now", body = OrderView), Refusal),
)]
pub async fn cancel(
    request: HttpRequest,
    uid: Path<String>,
    body: Bytes,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let change = Change::of(&request, &program, &body, &shop)?;
    let CancelBody { reason } = body::read(&body)?;
    go(change, &request, uid.into_inner(), program, Move::Cancel, Some(reason), shop).await
}

async fn go(
    change: Change,
    request: &HttpRequest,
    uid: String,
    program: Program,
    step: Move,
    note: Option<Reason>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let wanted = Wanted::of(request)?;
    let by = By::new(Actor::api(program.name.as_str()), note);
    change
        .carry_out(move |connection, now| {
            let order = locked(connection, &uid)?;
            let version = wanted.check(order.last_event)?;
            if let Some(scope) = scope_of(step, &order, now)
                && !program.scopes.contains(scope)
            {
                return Err(Error::ScopeMissing(scope));
            }
            let moved = moves::move_order(connection, order.id, version, step, &by, now)?;
            Ok(changed(view(connection, &moved, now, &shop)?))
        })
        .await
}

/// What a move asks for besides [`Scope::Orders`]: to let an order in again that has money in it resolves what that money waits for.
fn scope_of(step: Move, order: &Order, now: UtcTime) -> Option<Scope> {
    let is_about_money = step.right(order, now) == Right::ManualMoney
        || (step == Move::Restore && order.counted > Ar::ZERO);
    is_about_money.then_some(Scope::Settle)
}

/// Writes a note
///
/// It stands in the order's events, and its customer does not see it.
#[utoipa::path(
    post,
    path = "/orders/{uid}/notes",
    tag = "orders",
    operation_id = "writeNote",
    params(
        ("uid" = String, Path, description = "The order's uid"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Names this request"),
    ),
    request_body(content = NoteBody, example = json!({ "text": "Ждёт у портала" })),
    responses((status = 200, description = "The order as it is now", body = OrderView), Refusal),
)]
pub async fn note(
    request: HttpRequest,
    uid: Path<String>,
    body: Bytes,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let change = Change::of(&request, &program, &body, &shop)?;
    let NoteBody { text } = body::read(&body)?;
    let by = By::new(Actor::api(program.name.as_str()), None);
    change
        .carry_out(move |connection, now| {
            let order = locked(connection, &uid)?;
            moves::note(connection, order.id, &text, &by, now)?;
            let order = orders::find(connection, order.id)?.ok_or(Error::NotFound)?;
            Ok(changed(view(connection, &order, now, &shop)?))
        })
        .await
}

fn locked(connection: &mut Connection, uid: &str) -> Result<Order, Error> {
    orders::find_by_uid_locked(connection, uid)?.ok_or(Error::NotFound)
}
