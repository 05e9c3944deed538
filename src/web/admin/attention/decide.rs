//! Taking a way out.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{Said, Tried, Why, cards::confirm_path, page};
use crate::{
    clock::{self, UtcTime},
    db::StoreError,
    desk::{
        By, DeskError, Reason, ReasonError, WayOut, WayOutKind, attention, is_manual_money, money,
    },
    orders,
    staff::{Right, SignedIn},
    web::{Error, Shop, respond::see_other},
};

/// What a card's form sends.
#[derive(Debug, Deserialize)]
pub struct WayOutForm {
    way: String,
    /// The version that the card showed.
    seen: i64,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    order: String,
}

/// `POST /admin/attention/{id}`
pub async fn decide(
    request: HttpRequest,
    id: Path<String>,
    form: Form<WayOutForm>,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id: i64 = id.parse().map_err(|_| Error::NotFound)?;
    let form = form.into_inner();
    let kind: WayOutKind = form
        .way
        .parse()
        .map_err(|_| Error::Unprocessable(format!("`{}` is no way out", form.way.len())))?;
    let found = shop
        .store
        .read(move |connection| attention::find(connection, id)?.ok_or(Error::NotFound))
        .await?;
    if is_manual_money(found.kind, kind) {
        if !signed_in.may(Right::ManualMoney) {
            return Err(Error::Forbidden("your role may not decide about money".to_owned()));
        }
        if !signed_in.is_fresh(Right::ManualMoney, clock::now()) {
            return Ok(see_other(&confirm_path(&format!("/admin/attention#d{id}"))));
        }
    }
    let in_vain = |status, why| {
        Said::Problem(Tried {
            status,
            id,
            way: Some(kind),
            order: form.order.clone(),
            reason: form.reason.clone(),
            why,
        })
    };
    let reason = match form.reason.parse::<Reason>() {
        Ok(reason) => Some(reason),
        Err(ReasonError::Empty) if !kind.needs_reason() => None,
        Err(error) => {
            let why = match error {
                ReasonError::Empty => Why::NoReason,
                ReasonError::TooLong => Why::LongReason,
            };
            let said = in_vain(StatusCode::UNPROCESSABLE_ENTITY, why);
            return page(&request, &signed_in, &shop, said).await;
        }
    };
    let by = By::new(signed_in.actor(), reason);
    let (typed, seen) = (form.order.clone(), UtcTime::from_micros(form.seen));
    let resolved = shop
        .store
        .write(move |connection| {
            let way = way(connection, kind, &typed)?;
            money::resolve(connection, id, seen, &way, &by, clock::now())
        })
        .await;
    let (status, why) = match resolved {
        Ok(()) => return Ok(see_other(&format!("/admin/attention?done={id}"))),
        Err(DeskError::Store(error)) => return Err(error.into()),
        Err(DeskError::NotFound) => (StatusCode::CONFLICT, Why::Gone),
        Err(DeskError::Changed) => (StatusCode::CONFLICT, Why::Changed),
        Err(DeskError::NoReason) => (StatusCode::UNPROCESSABLE_ENTITY, Why::NoReason),
        Err(DeskError::NoSuchOrder) => (StatusCode::UNPROCESSABLE_ENTITY, Why::NoSuchOrder),
        Err(DeskError::TooMuch { most }) => (StatusCode::CONFLICT, Why::TooMuch(most.get())),
        Err(
            DeskError::NotAllowed { .. }
            | DeskError::Held(_)
            | DeskError::NotAWayOut { .. }
            | DeskError::CodeNeeded
            | DeskError::Unfit(_),
        ) => (StatusCode::CONFLICT, Why::NotAllowed),
    };
    page(&request, &signed_in, &shop, in_vain(status, why)).await
}

/// The way out with its particulars: an order's number in whatever spelling it was typed.
fn way(
    connection: &mut crate::db::Connection,
    kind: WayOutKind,
    typed: &str,
) -> Result<WayOut, DeskError> {
    let order = match kind {
        WayOutKind::Attach => orders::find_typed(connection, typed).map_err(StoreError::from)?,
        _ => None,
    };
    kind.with(order.map(|order| order.uid)).ok_or(DeskError::NoSuchOrder)
}
