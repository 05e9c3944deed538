//! Placing an order.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Bytes, Data},
};

use super::{OrderBody, OrderView, request::OrderRequest};
use crate::{
    api_keys::Program,
    feed::Actor,
    orders::{self, NewOrder, TextSource, Wish},
    web::{
        Error, Shop,
        api::{answer::Changed, change::Change, openapi::Refusal},
    },
};

/// Places an order
///
/// For items, or just for a sum. The answer has the signed payment link to send the customer to. Goods that are named as the
/// window names them are put aside for it.
#[utoipa::path(
    post,
    path = "/orders",
    tag = "orders",
    operation_id = "placeOrder",
    params(("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Names this request: sent again, it gets the same answer and places nothing")),
    request_body(content = OrderBody, example = json!({
        "items": [{ "name": "Алмаз", "price": 4, "quantity": 2 }],
        "customer": { "nickname": "Steve_01" },
    })),
    responses((status = 201, description = "It is placed", body = OrderView), Refusal),
)]
pub async fn place(
    request: HttpRequest,
    body: Bytes,
    program: Program,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let change = Change::of(&request, &program, &body, &shop)?;
    let wanted = OrderRequest::parse(&body)?;
    let new = NewOrder {
        nickname: wanted.nickname,
        browser: None,
        origin: None,
        attempt: None,
        uid: wanted.uid,
        text: match wanted.text {
            Some(text) => TextSource::Given(text),
            None => TextSource::Made(shop.config.order_text.clone()),
        },
        items: wanted.items,
        wish: Wish::default(),
        lifetime: shop.config.order_ttl,
        hold: shop.config.stock_hold,
        actor: Actor::api(program.name.as_str()),
    };
    change
        .carry_out(move |connection, now| {
            // As at the checkout: by what this node has seen of the switch.
            if shop.looks.get().looks.is_closed() {
                return Err(Error::ShopClosed);
            }
            let order = orders::place(connection, &new, now)?;
            let view = OrderView::read(connection, &order, now, &shop)?;
            Ok(Changed::created(&format!("/orders/{}", order.uid), view))
        })
        .await
}
