//! The list of orders.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    clock::{self, UtcTime},
    order_list::{self, Filter, From, Search, Show, Sort, Trouble},
    orders::{self, Uid},
    payments::fold_payer,
    views::ListedOrderView,
    web::{
        Error, Shop,
        api::{list::Limit, openapi::Refusal, query},
        error::FieldProblem,
    },
};

/// Which orders are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct OrdersQuery {
    /// A status, `to_assemble` (paid or being assembled, and not held) or `overdue` (ready, and nobody came in time).
    #[serde(deserialize_with = "query::parsed")]
    #[param(value_type = Option<String>, example = "paid")]
    status: Option<Show>,
    /// What is open about it: a discrepancy's kind, `hold` (what keeps it from being assembled) or `any`.
    #[serde(deserialize_with = "query::parsed")]
    #[param(value_type = Option<String>, example = "any")]
    discrepancy: Option<Trouble>,
    /// Placed then or later.
    #[serde(deserialize_with = "query::some")]
    from: Option<UtcTime>,
    /// Placed before.
    #[serde(deserialize_with = "query::some")]
    until: Option<UtcTime>,
    /// Who paid, as Dromon names him.
    #[serde(deserialize_with = "query::some")]
    #[param(max_length = 100)]
    payer: Option<String>,
    /// The id of a good of the window that is among its items.
    #[serde(deserialize_with = "query::parsed")]
    good: Option<i64>,
    /// A number, or the beginnings of words: of the nickname, the text, the items.
    #[serde(deserialize_with = "query::some")]
    #[param(max_length = 200)]
    q: Option<String>,
    sort: OrdersSort,
    /// How many at once: 1 to 200.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Limit,
    /// The `next` of the page before.
    #[serde(deserialize_with = "query::parsed")]
    #[param(value_type = Option<String>)]
    after: Option<Uid>,
}

/// Which orders come first.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrdersSort {
    #[default]
    Newest,
    LongestWaiting,
}

/// Some of the orders.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Orders)]
pub struct OrdersView {
    data: Vec<ListedOrderView>,
    /// Where the list goes on: to be sent as `after`. `null` at its end. A page may be short, or empty, and go on all the same:
    /// looking is left off where it takes too long.
    next: Option<String>,
    /// Up to when everything was looked at, where looking was left off.
    looked_until: Option<UtcTime>,
}

impl OrdersQuery {
    fn filter(&self) -> Filter {
        Filter {
            show: self.status,
            from: self.from,
            until: self.until,
            trouble: self.discrepancy,
            product: self.good,
            payer: self.payer.as_deref().map(fold_payer),
            search: self.q.as_deref().map(Search::of),
        }
    }
}

/// Lists orders
///
/// The newest first, a page at a time.
#[utoipa::path(
    get,
    path = "/orders",
    tag = "orders",
    operation_id = "listOrders",
    params(OrdersQuery),
    responses((status = 200, description = "Some of them", body = OrdersView), Refusal),
)]
pub async fn list(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let query: OrdersQuery = query::read(&request)?;
    let filter = query.filter();
    let sort = match query.sort {
        OrdersSort::Newest => Sort::NewestFirst,
        OrdersSort::LongestWaiting => Sort::LongestWaiting,
    };
    let from = query.after.map_or(From::Start, From::After);
    let open_orders = Arc::clone(&shop.open_orders);
    let page = shop
        .store
        .read(move |connection| {
            // A page after nothing would be the first one, and a program would go round in circles.
            if let From::After(uid) = &from
                && orders::find_by_uid(connection, uid.as_str())?.is_none()
            {
                let problem = format!("there is no order `{uid}`; send the `next` of a page");
                return Err(Error::Invalid(vec![FieldProblem::new("after", problem)]));
            }
            let open = open_orders.read(connection, clock::now())?;
            let most = query.limit.count();
            Ok::<_, Error>(order_list::find(connection, &open, &filter, sort, &from, most)?)
        })
        .await?;
    Ok(HttpResponse::Ok().json(OrdersView {
        data: page.rows.into_iter().map(Into::into).collect(),
        next: page.next.map(|uid| uid.to_string()),
        looked_until: page.looked_until,
    }))
}
