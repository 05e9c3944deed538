//! Stating the app's balance.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form},
};

use super::{Fields, HERE, after, fields, obstacle, page, problem, reason_if_any};
use crate::{
    clock,
    desk::reconcile::{self, Compared, ReconcileError},
    money::Ar,
    staff::SignedIn,
    web::{
        Error, Shop,
        pages::admin::reconcile::{Done, Problem},
        request_id,
        respond::see_other,
    },
};

/// `GET /admin/reconcile`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    page::render_page(&request, &signed_in, &shop, page::Shown::default(), StatusCode::OK).await
}

/// `POST /admin/reconcile`: a balance, as a person has just read it.
pub async fn state(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<Vec<(String, String)>>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let fields = Fields::new(form.into_inner());
    let refused = match fields::balance(fields.get("stated")) {
        None => Problem::NotABalance,
        Some(stated) => match compare(&signed_in, &shop, stated, fields.number("seen")).await? {
            Ok(()) => return Ok(see_other(&format!("{HERE}#result"))),
            Err(problem) => problem,
        },
    };
    let status = match refused {
        Problem::NotABalance => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::CONFLICT,
    };
    let typed = fields.get("stated").chars().take(40).collect();
    let shown = page::Shown { typed, ..page::Shown::problem(refused) };
    page::render_page(&request, &signed_in, &shop, shown, status).await
}

/// Compares, writes the comparison down, and makes sure what it proves. `seen` is the newest payment that the page knew of
/// at which the person looked.
async fn compare(
    signed_in: &SignedIn,
    shop: &Data<Shop>,
    stated: Ar,
    seen: Option<i64>,
) -> Result<Result<(), Problem>, Error> {
    if let Some(problem) = obstacle(shop) {
        return Ok(Err(problem));
    }
    let newest = shop
        .store
        .write(|connection| Ok::<_, ReconcileError>(reconcile::settle_newest(connection)?))
        .await
        .map_err(internal)?;
    // A page that does not say what it knew knew all of it: nothing is guessed then.
    let seen = seen.unwrap_or(newest);
    let compared = shop
        .store
        .read_long(move |connection| reconcile::compare(connection, stated, seen, newest))
        .await;
    let compared = match compared {
        Ok(compared) => compared,
        Err(error) => return problem(error).map(Err),
    };
    // What came into the inbox meanwhile may be in the balance as well.
    if let Some(problem) = obstacle(shop) {
        return Ok(Err(problem));
    }
    let agrees = compared.stated == compared.expected;
    let id = record(signed_in, shop, compared).await?;
    if agrees {
        raise(shop, id).await;
    }
    Ok(Ok(()))
}

async fn record(signed_in: &SignedIn, shop: &Shop, compared: Compared) -> Result<i64, Error> {
    let actor = signed_in.actor();
    shop.store
        .write(move |connection| {
            Ok::<_, Error>(reconcile::record(connection, &compared, &actor, clock::now())?)
        })
        .await
}

/// As a task of its own: whoever asked for it may close his page meanwhile. If it breaks off, the page says so and offers
/// to go on.
async fn raise(shop: &Data<Shop>, statement: i64) {
    let shop = Data::clone(shop);
    let task = request_id::spawn(async move { reconcile::raise(&shop.store, statement).await });
    match task.await {
        Ok(Ok(raised)) => tracing::info!(statement, raised, "the balance agrees"),
        Ok(Err(error)) => tracing::error!(%error, statement, "payments were not made sure"),
        Err(error) => tracing::error!(%error, statement, "payments were not made sure"),
    }
}

/// `POST /admin/reconcile/raise`: goes on where it broke off.
pub async fn raise_again(
    form: Form<Vec<(String, String)>>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let fields = Fields::new(form.into_inner());
    raise(&shop, fields.number("statement").ok_or(Error::NotFound)?).await;
    Ok(see_other(&format!("{HERE}#result")))
}

/// `POST /admin/reconcile/opening`: what the app held before Kassa's first payment.
pub async fn correct_opening(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<Vec<(String, String)>>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let fields = Fields::new(form.into_inner());
    let refused = match (fields::balance(fields.get("sum")), reason_if_any(&fields)) {
        (None, _) => Problem::NotABalance,
        (_, Err(problem)) => problem,
        (Some(sum), Ok(reason)) => {
            let (actor, seen) = (signed_in.actor(), fields.number("seen").unwrap_or(0));
            let written = shop
                .store
                .write(move |connection| {
                    let (reason, now) = (reason.as_ref(), clock::now());
                    reconcile::correct_opening(connection, seen, sum, reason, &actor, now)
                })
                .await;
            match written {
                Ok(()) => return Ok(see_other(&after(Done::Opening))),
                Err(error) => problem(error)?,
            }
        }
    };
    page::refuse(&request, &signed_in, &shop, refused).await
}

fn internal(error: ReconcileError) -> Error {
    match error {
        ReconcileError::Store(error) => error.into(),
        other => Error::Internal(other.into()),
    }
}
