//! Tells an open order page that the order changed.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use super::{notice, order};
use crate::{
    clock, orders,
    payments::silence::{self, Sign},
    web::{
        Error, Shop,
        live::{self, Stay},
    },
};

/// `GET /o/{token}/events?after=<version>`
pub async fn follow(
    request: HttpRequest,
    token: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let token = order::parse(&token)?;
    let shown = live::shown(&request)?;
    let order = shop
        .store
        .read(move |connection| orders::find_by_token(connection, &token)?.ok_or(Error::NotFound))
        .await?;
    // A page that stays open may be a customer who waits for a callback that does not come.
    let (noticing, order_id) = (Data::clone(&shop), order.id);
    let stay = Stay {
        after: silence::AFTER_OPENING,
        then: Box::new(move |open| {
            notice(&noticing, order_id, Sign::Stayed, clock::now().minus(open));
        }),
    };
    live::follow(&shop, order.id, shown, Some(stay)).await
}
