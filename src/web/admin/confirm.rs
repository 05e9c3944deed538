//! `/admin/confirm`: the password once more, before what could not be undone.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form},
};
use serde::Deserialize;

use super::{entry, gate};
use crate::{
    clock,
    staff::{self, Password, Proof, SignedIn},
    web::{
        Error, Shop,
        pages::admin::{ConfirmPage, EntryProblem},
        respond::{render, see_other},
    },
};

#[derive(Deserialize)]
pub struct ConfirmForm {
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: Option<String>,
}

/// `GET /admin/confirm`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    if !has_password(&signed_in, &shop).await? {
        return Ok(see_other(super::account::WANTS_PASSWORD));
    }
    render(StatusCode::OK, &page(&request, &signed_in, &shop, entry::next(&request), None))
}

/// `POST /admin/confirm`
pub async fn confirm(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<ConfirmForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let ConfirmForm { password, next } = form.into_inner();
    if !has_password(&signed_in, &shop).await? {
        return Ok(see_other(super::account::WANTS_PASSWORD));
    }
    let by = signed_in.by(entry::address(&request, &shop));
    let password = Password::typed(password);
    let now = clock::now();
    let (store, guard) = (&shop.store, &shop.guard);
    let problem = match staff::prove(store, guard, &signed_in, &password, &by, now).await? {
        Proof::Given => {
            shop.store
                .write(move |connection| {
                    Ok::<_, Error>(staff::confirm(connection, &signed_in, &by, now)?)
                })
                .await?;
            return Ok(see_other(gate::safe_next(next.as_deref())));
        }
        Proof::Wrong => EntryProblem::Password,
        Proof::Wait(wait) => EntryProblem::Wait(wait),
    };
    entry::again(&page(&request, &signed_in, &shop, next, Some(problem)), problem)
}

/// Whoever has none, as in a sandbox, chooses one first.
async fn has_password(signed_in: &SignedIn, shop: &Shop) -> Result<bool, Error> {
    let id = signed_in.staff_id;
    shop.store.read(move |connection| Ok(staff::has_password(connection, id)?)).await
}

fn page(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    next: Option<String>,
    problem: Option<EntryProblem>,
) -> ConfirmPage {
    let frame = entry::frame(request, shop);
    ConfirmPage { frame, name: signed_in.name.to_string(), next, problem }
}
