//! `/admin/keys`: the keys of programs. A new one is in the answer to its form: only its hash is kept.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{entry, frame, moment};
use crate::{
    api_keys::{self, AddKeyError, KeyName, Revoked},
    clock,
    staff::{
        SignedIn,
        audit::{self, Entry, What},
    },
    web::{
        Error, Shop,
        pages::admin::{KeyProblem, KeyRow, KeysPage},
        respond::{render, see_other},
    },
};

const HERE: &str = "/admin/keys";

#[derive(Deserialize)]
pub struct AddForm {
    #[serde(default)]
    name: String,
}

/// `GET /admin/keys`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    page(&request, &signed_in, &shop, None, String::new(), None).await
}

/// `POST /admin/keys`
pub async fn add(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<AddForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let typed = form.into_inner().name;
    let Ok(name) = typed.trim().parse::<KeyName>() else {
        let problem = Some(KeyProblem::Name);
        return page(&request, &signed_in, &shop, problem, typed, None).await;
    };
    let by = signed_in.by(entry::address(&request, &shop));
    let added = shop
        .store
        .write(move |connection| {
            let at = clock::now();
            let key = api_keys::add(connection, &name, at)?;
            let subject = Some(name.as_str());
            let entry = Entry { by: &by, what: What::KeyAdded, subject, note: None, at };
            audit::record(connection, &entry)?;
            Ok::<_, AddKeyError>(key)
        })
        .await;
    match added {
        Ok(key) => page(&request, &signed_in, &shop, None, String::new(), Some(key.expose())).await,
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
    typed: String,
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
