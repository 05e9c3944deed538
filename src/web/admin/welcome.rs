//! `/admin/welcome/{secret}`: a link that lets somebody in once. Opening it changes nothing: only its form does.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{
    entry::{self, caller, let_in},
    session_cookie,
};
use crate::{
    clock,
    limiter::Wait,
    staff::{
        self, Account, HashError, LinkSecret, Opened, Password, PasswordError, Purpose, Welcomed,
    },
    web::{
        Error, Shop,
        pages::admin::{EntryProblem, WelcomePage, WelcomeState},
        respond::render,
    },
};

#[derive(Deserialize)]
pub struct WelcomeForm {
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

/// `GET /admin/welcome/{secret}`
pub async fn show(
    request: HttpRequest,
    secret: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let opened = look(&secret, &shop).await?;
    page(&request, &shop, opened, None)
}

/// `POST /admin/welcome/{secret}`
pub async fn enter(
    request: HttpRequest,
    secret: Path<String>,
    form: Form<WelcomeForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let opened = look(&secret, &shop).await?;
    let Opened::For(purpose, account) = &opened else {
        return page(&request, &shop, opened, None);
    };
    let chosen = match choose(form.into_inner(), *purpose, account) {
        Ok(chosen) => chosen,
        Err(problem) => return page(&request, &shop, opened, Some(problem)),
    };
    let hash = match chosen {
        None => None,
        Some(password) => match shop.guard.passwords.hash(&password).await {
            Ok(hash) => Some(hash),
            Err(HashError::Busy) => {
                let wait = Wait(std::time::Duration::from_secs(5));
                return page(&request, &shop, opened, Some(EntryProblem::Wait(wait)));
            }
            Err(error) => return Err(Error::Internal(error.into())),
        },
    };
    let secret = parse(&secret);
    let caller = caller(&request, &shop);
    let before = session_cookie::read(&request, &shop);
    let welcomed = shop
        .store
        .write(move |connection| {
            let (hash, before) = (hash.as_ref(), before.as_ref());
            let now = clock::now();
            Ok::<_, Error>(staff::welcome(connection, &secret, hash, &caller, before, now)?)
        })
        .await?;
    match welcomed {
        Welcomed::In { staff_id, secret, stage } => {
            Ok(let_in(&request, &shop, staff_id, &secret, stage, None))
        }
        Welcomed::Not(opened) => page(&request, &shop, opened, None),
    }
}

/// The password that was chosen; none where none is needed.
fn choose(
    form: WelcomeForm,
    purpose: Purpose,
    account: &Account,
) -> Result<Option<Password>, EntryProblem> {
    if purpose == Purpose::SignIn && form.password.is_empty() {
        return Ok(None);
    }
    super::chosen(form.password, &form.again, &account.name).map(Some)
}

async fn look(secret: &str, shop: &Shop) -> Result<Opened, Error> {
    let secret = parse(secret);
    let now = clock::now();
    shop.store.read(move |connection| Ok(staff::link::look(connection, &secret, now)?)).await
}

fn parse(secret: &str) -> LinkSecret {
    secret.parse().unwrap_or_else(|never: std::convert::Infallible| match never {})
}

fn page(
    request: &HttpRequest,
    shop: &Shop,
    opened: Opened,
    problem: Option<EntryProblem>,
) -> Result<HttpResponse, Error> {
    let (status, state) = match opened {
        Opened::For(purpose, account) => (
            StatusCode::OK,
            WelcomeState::Form {
                name: account.name.to_string(),
                role: account.role,
                needs_password: purpose != Purpose::SignIn,
            },
        ),
        Opened::Used => (StatusCode::GONE, WelcomeState::Used),
        Opened::Expired => (StatusCode::GONE, WelcomeState::Expired),
        Opened::Unknown => (StatusCode::NOT_FOUND, WelcomeState::Unknown),
    };
    let page = WelcomePage { frame: entry::frame(request, shop), state, problem };
    match problem {
        Some(problem) => entry::again(&page, problem),
        None => render(status, &page),
    }
}

impl From<PasswordError> for EntryProblem {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::TooShort => Self::TooShort,
            PasswordError::TooLong => Self::TooLong,
            PasswordError::IsTheName => Self::IsTheName,
        }
    }
}
