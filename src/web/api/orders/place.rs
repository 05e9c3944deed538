//! Placing an order.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Bytes, Data},
};

use super::{OrderBody, request::OrderRequest, view};
use crate::{
    api_keys::Program,
    feed::Actor,
    orders::{self, Items, NewOrder, TextSource, Wish},
    views::OrderView,
    web::{
        Error, Shop,
        api::{answer::Changed, change::Change, openapi::Refusal},
    },
};

/// Places an order
///
/// For items, or just for a sum. The answer has the signed payment link to send the customer to. An item is a good of the window
/// (`good`), which is put aside for the order where it is counted, or something that you name yourself.
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
    change
        .carry_out(move |connection, now| {
            // As at the checkout: by what this node has seen of the switch.
            if shop.looks.get().looks.is_closed() {
                return Err(Error::ShopClosed);
            }
            let items = wanted.items.read(connection)?;
            let new = new_order(&wanted, items, &program, &shop);
            let order = orders::place(connection, &new, now)?;
            let view = view(connection, &order, now, &shop)?;
            let placed = Changed::created(&format!("/orders/{}", order.uid), view);
            Ok(placed.at(order.last_event))
        })
        .await
}

fn new_order(wanted: &OrderRequest, items: Items, program: &Program, shop: &Shop) -> NewOrder {
    NewOrder {
        nickname: wanted.nickname.clone(),
        browser: None,
        origin: None,
        attempt: None,
        uid: wanted.uid.clone(),
        text: match &wanted.text {
            Some(text) => TextSource::Given(text.clone()),
            None => TextSource::Made(shop.config.order_text.clone()),
        },
        items,
        wish: Wish::default(),
        lifetime: shop.config.order_ttl,
        hold: shop.config.stock_hold,
        actor: Actor::api(program.name.as_str()),
    }
}
