//! `/admin/keys`: the keys of programs. A new one is in the answer to its form: only its hash is kept.

use super::{entry, field, frame, moment};
use crate::{
    api_keys::{self, AddKeyError, KeyName, MOST_DAYS, NewKey, Revoked, Scopes, Standing},
    clock::{self, UtcTime},
    staff::{
        SignedIn,
        audit::{self, Entry, What},
    },
    web::{
        Error, Shop,
        pages::admin::{KeyProblem, KeyRow, KeysPage, TypedKey},
        respond::{render, see_other},
    },
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};

const HERE: &str = "/admin/keys";

/// A box that is ticked comes as a field of its own.
type AddForm = Vec<(String, String)>;

fn typed(form: &AddForm) -> TypedKey {
    let scopes = form.iter().filter(|(name, _)| name == "scope");
    TypedKey {
        name: field(form, "name").trim().to_owned(),
        scopes: scopes.filter_map(|(_, word)| word.parse().ok()).collect(),
        days: field(form, "days").trim().to_owned(),
    }
}

fn new_key(typed: &TypedKey, now: UtcTime) -> Result<NewKey, KeyProblem> {
    let name: KeyName = typed.name.parse().map_err(|_| KeyProblem::Name)?;
    let scopes = Scopes::new(typed.scopes.iter().copied()).map_err(|_| KeyProblem::NoScope)?;
    let new = NewKey { scopes, ..NewKey::named(name) };
    match typed.days.as_str() {
        "" => Ok(new),
        days => {
            let days = days.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
            Ok(new.for_days(days.ok_or(KeyProblem::Days)?, now))
        }
    }
}

/// `GET /admin/keys`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    page(&request, &signed_in, &shop, None, TypedKey::default(), None).await
}

/// `POST /admin/keys`
pub async fn add(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<AddForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let typed = typed(&form);
    let at = clock::now();
    let new = match new_key(&typed, at) {
        Ok(new) => new,
        Err(problem) => {
            return page(&request, &signed_in, &shop, Some(problem), typed, None).await;
        }
    };
    let by = signed_in.by(entry::address(&request, &shop));
    let added =
        shop.store.write(move |connection| api_keys::add_by(connection, &new, &by, at)).await;
    match added {
        Ok(key) => {
            let made = Some(key.expose());
            page(&request, &signed_in, &shop, None, TypedKey::default(), made).await
        }
        Err(AddKeyError::NameTaken(_)) => {
            let problem = Some(KeyProblem::NameTaken);
            page(&request, &signed_in, &shop, problem, typed, None).await
        }
        Err(AddKeyError::Store(error)) => Err(error.into()),
    }
}

/// `POST /admin/keys/{name}/revoke`
pub async fn revoke(
    request: HttpRequest,
    signed_in: SignedIn,
    name: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let name: KeyName = name.parse().map_err(|_| Error::NotFound)?;
    let by = signed_in.by(entry::address(&request, &shop));
    let revoked = shop
        .store
        .write(move |connection| {
            let at = clock::now();
            let revoked = api_keys::revoke(connection, &name, at)?;
            if revoked == Revoked::Now {
                let subject = Some(name.as_str());
                let entry = Entry { by: &by, what: What::KeyRevoked, subject, note: None, at };
                audit::record(connection, &entry)?;
            }
            Ok::<_, Error>(revoked)
        })
        .await?;
    match revoked {
        Revoked::Now | Revoked::Before => Ok(see_other(HERE)),
        Revoked::Unknown => Err(Error::NotFound),
    }
}

async fn page(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    problem: Option<KeyProblem>,
    typed: TypedKey,
    made: Option<String>,
) -> Result<HttpResponse, Error> {
    let now = clock::now();
    let keys = shop.store.read(|connection| Ok::<_, Error>(api_keys::list(connection)?)).await?;
    let mut admin = frame(request, signed_in, shop);
    HERE.clone_into(&mut admin.frame.here);
    let page = KeysPage {
        keys: keys
            .into_iter()
            .map(|key| KeyRow {
                name: key.name.to_string(),
                since: moment(key.created_at, now, &admin, shop),
                scopes: key.scopes.iter().collect(),
                used: key.last_used_at.map(|at| moment(at, now, &admin, shop)),
                ends: key.expires_at.map(|at| moment(at, now, &admin, shop)),
                has_ended: key.standing(now) == Standing::Expired,
                revoked: key.revoked_at.map(|at| moment(at, now, &admin, shop)),
            })
            .collect(),
        problem,
        typed,
        made,
        admin,
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    render(status, &page)
}
