//! `/admin/settings/dromon`: what to write into Dromon's form, and whether the connection works.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};

use crate::{
    clock,
    dromon::Sum,
    orders::{self, Items, NewOrder, Order, PlaceError, TextSource, Uid, Wish},
    payments::{self, Seen},
    staff::SignedIn,
    web::{
        Error, Shop,
        admin::{frame, moment},
        pages::admin::settings::{DromonPage, Facts, Test},
        respond::{render, see_other},
    },
};

pub const HERE: &str = "/admin/settings/dromon";

/// Whom a test order is for: nobody in the game.
const NOBODY: &str = "Kassa_test";

/// `GET /admin/settings/dromon`; `?test=` names the test order whose payment is waited for.
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let tested = tested(request.query_string());
    // The discrepancies have no index by their kind.
    let read = shop.store.read_long(move |connection| {
        let test = match tested {
            Some(uid) => orders::find_by_uid(connection, uid.as_str())?,
            None => None,
        };
        Ok::<_, Error>((payments::seen(connection)?, test.filter(is_test)))
    });
    let (Seen { callback, refused, altered }, test) = read.await?;
    let now = clock::now();
    let admin = frame(&request, &signed_in, &shop);
    let told = |at| moment(at, now, &admin, &shop);
    let facts = Facts {
        https: shop.is_https(),
        refused_last: match (&callback, &refused) {
            (_, None) => None,
            (Some((callback, _)), Some((refused, _))) if callback >= refused => None,
            (_, Some((at, cause))) => Some((told(*at), *cause)),
        },
        callback: callback.map(|(at, source)| (told(at), source)),
        altered: altered.map(told),
        test: test.map(|order| Test {
            uid: order.uid.to_string(),
            is_paid: order.last_payment.is_some(),
            pay: order
                .payable_at(now)
                .and_then(|sum| shop.payment_link(&order, sum))
                .map(|link| link.url.into()),
        }),
    };
    let page = DromonPage {
        callback_url: shop.config.callback_url().to_string(),
        redirect_uri: shop.config.page().return_to.as_ref().map(|to| to.redirect_uri.clone()),
        app_id: shop.config.app().id.as_str().to_owned(),
        facts,
        admin,
    };
    render(StatusCode::OK, &page)
}

/// `POST /admin/settings/dromon/test`: places an order of 1 АР.
pub async fn test(signed_in: SignedIn, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let internal = |error: Box<dyn std::error::Error + Send + Sync>| Error::Internal(error);
    let sum = Sum::new(1).map_err(|error| internal(error.into()))?;
    let new = NewOrder {
        nickname: NOBODY
            .parse()
            .map_err(|error: crate::customers::NicknameError| internal(error.into()))?,
        browser: None,
        origin: None,
        attempt: None,
        uid: None,
        text: TextSource::Made(shop.config.order_text.clone()),
        items: Items::just(sum).map_err(|error| internal(error.into()))?,
        wish: Wish::default(),
        lifetime: shop.config.order_ttl,
        hold: shop.config.stock_hold,
        actor: signed_in.actor(),
    };
    let placed = shop
        .store
        .write(move |connection| {
            Ok::<_, PlaceError>(orders::place(connection, &new, clock::now())?.uid)
        })
        .await?;
    Ok(see_other(&format!("{HERE}?test={placed}")))
}

fn tested(query: &str) -> Option<Uid> {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "test")
        .and_then(|(_, uid)| uid.parse().ok())
}

/// Nobody else's order is told of here.
fn is_test(order: &Order) -> bool {
    order.nickname.as_str() == NOBODY
}
