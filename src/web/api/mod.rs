//! The JSON API.

mod authorize;
mod order_request;
mod order_view;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Bytes, Data, Path},
};

use self::{order_request::OrderRequest, order_view::OrderView};
use super::{Error, Shop};
use crate::{
    api_keys::idempotency::{self, Seen},
    clock,
    feed::Actor,
    orders::{self, NewOrder, TextSource, Wish},
};

/// The largest body of a request.
pub const MOST_BODY: usize = 1024 * 1024;

/// `POST /api/v1/orders`
pub async fn place_order(
    request: HttpRequest,
    body: Bytes,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let program = authorize::program(&request, &shop).await?;
    let repeatable = authorize::idempotency_key(&request)?
        .map(|key| idempotency::Request::new(&program, key, &body))
        .transpose()
        .map_err(|error| Error::Malformed(error.to_string()))?;
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
    let place = Data::clone(&shop);
    let (uid, answer) = shop
        .store
        .write(move |connection| {
            if let Some(repeatable) = &repeatable {
                match repeatable.find(connection)? {
                    Seen::Never => {}
                    Seen::Answered(answer) => return Ok((None, answer)),
                    Seen::OtherBody => {
                        return Err(Error::Unprocessable(
                            "this Idempotency-Key came before with another body; a new request needs a new key"
                                .to_owned(),
                        ));
                    }
                }
            }
            // As at the checkout: by what this node has seen of the switch.
            if place.looks.get().looks.is_closed() {
                return Err(Error::ShopClosed);
            }
            let now = clock::now();
            let order = orders::place(connection, &new, now)?;
            let view = OrderView::read(connection, &order, now, &place)?;
            let answer =
                serde_json::to_string(&view).map_err(|error| Error::Internal(error.into()))?;
            if let Some(repeatable) = &repeatable {
                repeatable.keep(connection, &answer, now)?;
            }
            Ok::<_, Error>((Some(order.uid), answer))
        })
        .await?;
    let mut created = HttpResponse::Created();
    match uid {
        Some(uid) => created.insert_header((header::LOCATION, format!("/api/v1/orders/{uid}"))),
        None => created.insert_header(("idempotent-replayed", "true")),
    };
    Ok(created.content_type(header::ContentType::json()).body(answer))
}

/// `GET /api/v1/orders/{uid}`
pub async fn show_order(
    request: HttpRequest,
    uid: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    authorize::program(&request, &shop).await?;
    let reading = Data::clone(&shop);
    let view = shop
        .store
        .read(move |connection| {
            let order = orders::find_by_uid(connection, &uid)?.ok_or(Error::NotFound)?;
            OrderView::read(connection, &order, clock::now(), &reading)
        })
        .await?;
    Ok(HttpResponse::Ok().json(view))
}
