//! What is done with an endpoint by a button.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{
    HERE, by,
    endpoint::{Asked, Said, page},
    path,
};
use crate::{
    clock,
    db::{Connection, StoreError},
    staff::SignedIn,
    web::{
        Error, Shop,
        admin::local_time,
        pages::admin::{MadeSecret, WebhookProblem},
        respond::see_other,
    },
    webhooks::{self, Again, EndpointChange, Pause, Queued, RedeliverError, Removed},
};

/// `POST /admin/webhooks/{id}/test`
pub async fn test(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (by, id, now) = (by(&request, &signed_in, &shop), *id, clock::now());
    let test = move |c: &mut Connection| Ok::<_, StoreError>(webhooks::test(c, id, &by, now)?);
    shop.store.write(test).await?.ok_or(Error::NotFound)?;
    Ok(see_other(&format!("{}?again=1", path(id))))
}

/// `POST /admin/webhooks/{id}/secret`
pub async fn rotate(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (by, id, now) = (by(&request, &signed_in, &shop), *id, clock::now());
    let rotate =
        move |c: &mut Connection| Ok::<_, StoreError>(webhooks::rotate_secret(c, id, &by, now)?);
    let secret = shop.store.write(rotate).await?.ok_or(Error::NotFound)?;
    let made = Some(MadeSecret { endpoint: id, secret: secret.expose().to_owned() });
    let said = Said { made, ..Said::default() };
    page(&request, &signed_in, &shop, id, Asked::default(), said).await
}

/// `POST /admin/webhooks/{id}/pause`
pub async fn pause(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    set_paused(&request, &signed_in, *id, &shop, Pause::Rest).await
}

/// `POST /admin/webhooks/{id}/resume`
pub async fn resume(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let after = webhooks::settled(&shop.store).await?;
    set_paused(&request, &signed_in, *id, &shop, Pause::GoOn { after }).await
}

async fn set_paused(
    request: &HttpRequest,
    signed_in: &SignedIn,
    id: i64,
    shop: &Shop,
    pause: Pause,
) -> Result<HttpResponse, Error> {
    let (by, now) = (by(request, signed_in, shop), clock::now());
    let change = EndpointChange { pause: Some(pause), ..EndpointChange::default() };
    let change =
        move |c: &mut Connection| Ok::<_, StoreError>(webhooks::change(c, id, &change, &by, now)?);
    shop.store.write(change).await?.ok_or(Error::NotFound)?;
    Ok(see_other(&path(id)))
}

/// `POST /admin/webhooks/{id}/seen`
pub async fn see(id: Path<i64>, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let (id, now) = (*id, clock::now());
    let see = move |c: &mut Connection| Ok::<_, StoreError>(webhooks::see(c, id, now)?);
    shop.store.write(see).await?;
    Ok(see_other(&path(id)))
}

/// `POST /admin/webhooks/{id}/remove`
pub async fn remove(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (by, id, now) = (by(&request, &signed_in, &shop), *id, clock::now());
    let remove = move |c: &mut Connection| Ok::<_, StoreError>(webhooks::remove(c, id, &by, now)?);
    match shop.store.write(remove).await? {
        Removed::Now => Ok(see_other(HERE)),
        Removed::Unknown => Err(Error::NotFound),
    }
}

#[derive(Deserialize)]
pub struct SinceForm {
    #[serde(default)]
    since: String,
}

/// `POST /admin/webhooks/{id}/redeliver`
pub async fn redeliver_since(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    form: Form<SinceForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let Some(since) = local_time::parse(&form.since, shop.config.time_zone) else {
        let problem = Some(WebhookProblem::Since);
        let said = Said { problem, since: Some(form.since.clone()), ..Said::default() };
        return page(&request, &signed_in, &shop, *id, Asked::default(), said).await;
    };
    redeliver(&request, &signed_in, &shop, *id, Again::Since(since)).await?;
    Ok(see_other(&format!("{}?soon=1", path(*id))))
}

/// `POST /admin/webhooks/{id}/deliveries/{delivery}/redeliver`
pub async fn redeliver_one(
    request: HttpRequest,
    signed_in: SignedIn,
    ids: Path<(i64, i64)>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (id, delivery) = *ids;
    let again = Again::Deliveries(vec![delivery]);
    match redeliver(&request, &signed_in, &shop, id, again).await? {
        Queued::Now(0) => Err(Error::NotFound),
        queued => Ok(see_other(&format!("{}?again={queued}", path(id)))),
    }
}

async fn redeliver(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    id: i64,
    again: Again,
) -> Result<Queued, RedeliverError> {
    let (by, now) = (by(request, signed_in, shop), clock::now());
    shop.store.write(move |c| webhooks::redeliver(c, id, &again, &by, now)).await
}
