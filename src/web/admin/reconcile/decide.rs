//! What a person decides by a difference.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Form},
};

use super::{Fields, after, page, problem, reason};
use crate::{
    clock,
    desk::{
        By,
        money::{self, RefundOf, RefundState},
        reconcile::{self, Chosen, ReconcileError, Statement},
    },
    dromon::Sum,
    money::Ar,
    orders,
    staff::SignedIn,
    web::{
        Error, Shop,
        pages::admin::reconcile::{Done, Problem},
        respond::see_other,
    },
};

/// `POST /admin/reconcile/confirm`: these orders are whose money it is.
pub async fn confirm(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<Vec<(String, String)>>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let fields = Fields::new(form.into_inner());
    let id = fields.number("statement").ok_or(Error::NotFound)?;
    let chosen: Option<Vec<Chosen>> = fields.all("order").map(chosen).collect();
    let chosen = chosen.ok_or(Error::NotFound)?;
    let written = match left_of(&shop, Some(id)).await {
        Ok(Some((statement, left))) => {
            let actor = signed_in.actor();
            shop.store
                .write(move |connection| {
                    let now = clock::now();
                    reconcile::confirm(connection, &statement, left, &chosen, &actor, now)
                })
                .await
        }
        Ok(None) => Err(ReconcileError::NotFound),
        Err(error) => Err(error),
    };
    answer(&request, &signed_in, &shop, written, Done::Confirmed).await
}

/// `7:12:8`: which order, as the page showed it, and how much.
fn chosen(field: &str) -> Option<Chosen> {
    let mut parts = field.split(':').map(str::parse::<i64>);
    let mut next = || parts.next()?.ok();
    Some(Chosen { order_id: next()?, version: next()?, sum: Sum::new(next()?).ok()? })
}

/// What is left of a statement's difference, or of the latest one's; `None`: there is none.
pub(super) async fn left_of(
    shop: &Shop,
    id: Option<i64>,
) -> Result<Option<(Statement, Ar)>, ReconcileError> {
    shop.store
        .read_long(move |connection| {
            let statement = match id {
                Some(id) => reconcile::statement(connection, id)?,
                None => reconcile::statements(connection, None, 1)?.statements.pop(),
            };
            let Some(statement) = statement else { return Ok(None) };
            let (left, _) = reconcile::left(connection, &statement)?;
            Ok(Some((statement, left)))
        })
        .await
}

/// `POST /admin/reconcile/contest`: that payment may never have come.
pub async fn contest(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<Vec<(String, String)>>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let fields = Fields::new(form.into_inner());
    let (payment, reason) = match (fields.number("payment"), reason(&fields)) {
        (Some(payment), Ok(reason)) => (payment, reason),
        (None, _) => {
            return page::refuse(&request, &signed_in, &shop, Problem::NotChosen).await;
        }
        (_, Err(problem)) => return page::refuse(&request, &signed_in, &shop, problem).await,
    };
    let by = By::new(signed_in.actor(), Some(reason));
    let written = shop
        .store
        .write(move |connection| {
            Ok::<_, ReconcileError>(money::contest(connection, payment, &by, clock::now())?)
        })
        .await;
    answer(&request, &signed_in, &shop, written, Done::Contested).await
}

/// `POST /admin/reconcile/withdraw`: money was taken out, and nobody wrote it down.
pub async fn withdraw(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<Vec<(String, String)>>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let fields = Fields::new(form.into_inner());
    let (sum, reason) = match (fields.sum(), reason(&fields)) {
        (Some(sum), Ok(reason)) => (sum, reason),
        (None, _) => return page::refuse(&request, &signed_in, &shop, Problem::NotASum).await,
        (_, Err(problem)) => return page::refuse(&request, &signed_in, &shop, problem).await,
    };
    let by = By::new(signed_in.actor(), Some(reason));
    let written = shop
        .store
        .write(move |connection| {
            Ok::<_, ReconcileError>(money::withdraw(connection, sum, &by, clock::now())?)
        })
        .await;
    answer(&request, &signed_in, &shop, written, Done::Withdrawn).await
}

/// `POST /admin/reconcile/refund`: money of an order went back, and nobody wrote it down. It has left the balance, so it is
/// more than sent.
pub async fn refund(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<Vec<(String, String)>>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let fields = Fields::new(form.into_inner());
    let (sum, reason) = match (fields.sum(), reason(&fields)) {
        (Some(sum), Ok(reason)) => (sum, reason),
        (None, _) => return page::refuse(&request, &signed_in, &shop, Problem::NotASum).await,
        (_, Err(problem)) => return page::refuse(&request, &signed_in, &shop, problem).await,
    };
    let by = By::new(signed_in.actor(), Some(reason));
    let uid = fields.get("order").to_owned();
    let payee: String = fields.get("payee").trim().chars().take(40).collect();
    let written = shop
        .store
        .write(move |connection| {
            let order = orders::find_typed(connection, &uid)?;
            let order = order.ok_or(crate::desk::DeskError::NoSuchOrder)?;
            let (of, state) = (RefundOf::Order(order.id), RefundState::Confirmed);
            money::refund(connection, of, sum, state, &payee, &by, clock::now())?;
            Ok::<_, ReconcileError>(())
        })
        .await;
    answer(&request, &signed_in, &shop, written, Done::Refunded).await
}

async fn answer(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    written: Result<(), ReconcileError>,
    done: Done,
) -> Result<HttpResponse, Error> {
    match written {
        Ok(()) => Ok(see_other(&after(done))),
        Err(error) => page::refuse(request, signed_in, shop, problem(error)?).await,
    }
}
