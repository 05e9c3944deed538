//! Having refused callbacks received, once the secret has been mended.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use crate::{
    clock,
    db::StoreError,
    feed::Actor,
    payments::refused::{self, Refused},
    staff::SignedIn,
    web::{Error, Shop, client, respond::see_other},
};

/// `POST /admin/attention/refused/{id}/receive`
pub async fn receive(
    request: HttpRequest,
    id: Path<String>,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id: i64 = id.parse().map_err(|_| Error::NotFound)?;
    let found = shop
        .store
        .read(move |connection| refused::find(connection, id)?.ok_or(Error::NotFound))
        .await?;
    receive_these(&request, vec![found], &signed_in, &shop).await
}

/// `POST /admin/attention/refused/receive`: all whose token fits now, in the order in which they came.
pub async fn receive_all(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let mut waiting =
        shop.store.read(|connection| Ok::<_, Error>(refused::waiting(connection)?)).await?;
    waiting.reverse();
    receive_these(&request, waiting, &signed_in, &shop).await
}

async fn receive_these(
    request: &HttpRequest,
    these: Vec<Refused>,
    signed_in: &SignedIn,
    shop: &Data<Shop>,
) -> Result<HttpResponse, Error> {
    let from = client::address(request, &shop.config.trusted_proxies)
        .map(|address| address.to_string())
        .unwrap_or_default();
    let mut received = 0;
    for each in these {
        received +=
            i64::from(receive_one(&each, &signed_in.actor(), &from, shop).await? == One::Received);
    }
    Ok(see_other(&format!("/admin/attention?received={received}")))
}

#[derive(PartialEq, Eq)]
enum One {
    Received,
    /// Its token fits no secret of the shop's, or somebody has had it received.
    Left,
}

/// Offers it to the books as if it came now for the first time: with its own id, so that it is one row however often this
/// happens, its own time and its own source, which is looked at as ever.
async fn receive_one(
    refused: &Refused,
    by: &Actor,
    from: &str,
    shop: &Data<Shop>,
) -> Result<One, Error> {
    let fits = refused.token_hash.as_ref().is_some_and(|hash| hash.fits(shop.config.tokens()));
    if !fits || refused.taken_at.is_some() {
        return Ok(One::Left);
    }
    let Some(raw) = refused.raw(|source| shop.source_rule(source)) else {
        return Ok(One::Left);
    };
    shop.intake.take(raw).await.map_err(Error::NotKept)?;
    let (id, by, from) = (refused.id, by.clone(), from.to_owned());
    shop.store
        .write(move |connection| {
            Ok::<_, StoreError>(refused::mark_taken(connection, id, &by, &from, clock::now())?)
        })
        .await?;
    Ok(One::Received)
}
