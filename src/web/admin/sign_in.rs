//! Signing in: name and password, then a code where the account asks for one; and signing out.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form},
};
use serde::Deserialize;

use super::{
    entry::{self, again, caller, let_in},
    gate, session_cookie,
};
use crate::{
    clock,
    staff::{self, Attempt, Entered, Password, SignedIn, Stage},
    web::{
        Error, Shop,
        pages::admin::{CodePage, EntryProblem, SignInPage},
        respond::{render, see_other},
    },
};

#[derive(Deserialize)]
pub struct SignInForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: Option<String>,
}

#[derive(Deserialize)]
pub struct CodeForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: Option<String>,
}

/// `GET /admin/sign-in`
pub async fn show(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let next = entry::next(&request);
    if signed_in(&request, &shop).await?.is_some_and(|found| found.session.stage == Stage::Open) {
        return Ok(see_other(gate::safe_next(next.as_deref())));
    }
    let frame = entry::frame(&request, &shop);
    render(StatusCode::OK, &SignInPage { frame, name: String::new(), next, problem: None })
}

/// `POST /admin/sign-in`
pub async fn enter(
    request: HttpRequest,
    form: Form<SignInForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let SignInForm { name, password, next } = form.into_inner();
    let attempt = Attempt {
        name: name.clone(),
        password: Password::typed(password),
        caller: caller(&request, &shop),
        before: session_cookie::read(&request, &shop),
    };
    let problem = match staff::enter(&shop.store, &shop.guard, attempt, clock::now()).await? {
        Entered::In { staff_id, secret, stage } => {
            return Ok(let_in(&request, &shop, staff_id, &secret, stage, next.as_deref()));
        }
        Entered::Refused => EntryProblem::NameOrPassword,
        Entered::Wait(wait) => EntryProblem::Wait(wait),
    };
    let frame = entry::frame(&request, &shop);
    again(&SignInPage { frame, name, next, problem: Some(problem) }, problem)
}

/// `GET /admin/sign-in/code`
pub async fn ask_code(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let next = entry::next(&request);
    match signed_in(&request, &shop).await? {
        None => Ok(see_other(&gate::leading_to(gate::SIGN_IN, next.as_deref()))),
        Some(found) if found.session.stage == Stage::Open => {
            Ok(see_other(gate::safe_next(next.as_deref())))
        }
        Some(_) => {
            let frame = entry::frame(&request, &shop);
            render(StatusCode::OK, &CodePage { frame, next, problem: None })
        }
    }
}

/// `POST /admin/sign-in/code`
pub async fn give_code(
    request: HttpRequest,
    form: Form<CodeForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let CodeForm { code, next } = form.into_inner();
    let waiting = signed_in(&request, &shop).await?;
    let Some(waiting) = waiting.filter(|found| found.session.stage == Stage::SecondFactor) else {
        return Ok(see_other(&gate::leading_to(gate::SIGN_IN, next.as_deref())));
    };
    let caller = caller(&request, &shop);
    let (store, guard) = (&shop.store, &shop.guard);
    let problem = match staff::give_code(store, guard, waiting, code, caller, clock::now()).await? {
        Entered::In { staff_id, secret, stage } => {
            return Ok(let_in(&request, &shop, staff_id, &secret, stage, next.as_deref()));
        }
        Entered::Refused => EntryProblem::Code,
        Entered::Wait(wait) => EntryProblem::Wait(wait),
    };
    let frame = entry::frame(&request, &shop);
    again(&CodePage { frame, next, problem: Some(problem) }, problem)
}

/// `POST /admin/sign-out`
pub async fn leave(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let by = signed_in.by(entry::address(&request, &shop));
    shop.store
        .write(move |connection| {
            Ok::<_, Error>(staff::sign_out(connection, &signed_in, &by, clock::now())?)
        })
        .await?;
    Ok(gate::signed_out(&shop))
}

/// Whose browser it is, however far he has come.
async fn signed_in(request: &HttpRequest, shop: &Shop) -> Result<Option<SignedIn>, Error> {
    let Some(secret) = session_cookie::read(request, shop) else { return Ok(None) };
    let now = clock::now();
    shop.store.read(move |connection| Ok(staff::find(connection, &secret, now)?)).await
}
