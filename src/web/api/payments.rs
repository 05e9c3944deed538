//! Payments: money that was credited.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use diesel::QueryResult;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    clock::UtcTime,
    db::Connection,
    orders,
    payments::{self, Payment, Sure, payment},
    web::{
        Error, Shop,
        api::{
            list::{self, Limit, ListView},
            openapi::Refusal,
            orders::named,
            query,
        },
    },
};

/// Which payments are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct PaymentsQuery {
    /// Those of this order alone, all of them.
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

/// Money that was credited, from one callback or from one decision of staff.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Payment)]
pub struct PaymentView {
    id: i64,
    /// The uid of its order; `null` where it fits none.
    order: Option<String>,
    /// Whole АР.
    sum: i64,
    /// Whether it counts towards its order's total.
    counted: bool,
    /// How sure it is that the money is real.
    sure: Sure,
    /// Who paid, as Dromon names him.
    payer: Option<String>,
    at: UtcTime,
    /// Whether it came by callback; a person wrote it down otherwise.
    by_callback: bool,
}

fn views(connection: &mut Connection, payments: Vec<Payment>) -> QueryResult<Vec<PaymentView>> {
    let ids: Vec<i64> = payments.iter().filter_map(|payment| payment.order_id).collect();
    let uids = orders::uids(connection, &ids)?;
    let view = |payment: Payment| PaymentView {
        id: payment.id,
        order: payment.order_id.and_then(|id| uids.get(&id)).map(ToString::to_string),
        sum: payment.sum.get(),
        counted: payment.counted,
        sure: payment.sure,
        by_callback: payment.callback_id.is_some(),
        payer: payment.payer,
        at: payment.at,
    };
    Ok(payments.into_iter().map(view).collect())
}

/// Lists payments
///
/// The newest first, those of no order among them.
#[utoipa::path(
    get,
    path = "/payments",
    tag = "payments",
    operation_id = "listPayments",
    params(PaymentsQuery),
    responses((status = 200, description = "Some of them", body = ListView<PaymentView>), Refusal),
)]
pub async fn list(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let PaymentsQuery { order, limit, after } = query::read(&request)?;
    let view = shop
        .store
        .read(move |connection| {
            if let Some(order) = named::asked_for(connection, order.as_deref())? {
                let all = payments::of_order(connection, &order)?;
                return Ok(ListView { data: views(connection, all)?, next: None });
            }
            let found = payment::newest(connection, after, limit.get() + 1)?;
            let ListView { data, next } =
                list::page(found, limit, |last| last.id.to_string(), |it| it);
            Ok::<_, Error>(ListView { data: views(connection, data)?, next })
        })
        .await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Shows a payment
#[utoipa::path(
    get,
    path = "/payments/{id}",
    tag = "payments",
    operation_id = "showPayment",
    params(("id" = i64, Path, description = "The payment's id")),
    responses((status = 200, description = "The payment", body = PaymentView), Refusal),
)]
pub async fn show(id: Path<String>, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let id: i64 = id.parse().map_err(|_| Error::NotFound)?;
    let view = shop
        .store
        .read(move |connection| {
            let found = payment::find(connection, id)?;
            views(connection, found.into_iter().collect())?.pop().ok_or(Error::NotFound)
        })
        .await?;
    Ok(HttpResponse::Ok().json(view))
}
