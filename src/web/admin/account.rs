//! `/admin/account`: one's own password, second factor, sessions, and where one has signed in from.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{chosen, entry, frame, moment};
use crate::{
    clock::{self, UtcTime},
    db::Connection,
    limiter::Wait,
    network::Network,
    staff::{
        self, HashError, Password, Proof, Session, SignInPlace, SignedIn, TotpSecret,
        audit::{self, Entry, What},
        second_factor, session,
    },
    web::{
        Error, Shop,
        pages::{
            self,
            admin::{AccountPage, CodesPage, EntryProblem, OwnPlace, OwnSession, SecondFactorPage},
        },
        qr,
        respond::{render, see_other},
    },
};

const HERE: &str = "/admin/account";
/// Where a password is chosen by whoever has none.
pub const WANTS_PASSWORD: &str = "/admin/account?password=none#password";

#[derive(Deserialize)]
pub struct PasswordForm {
    #[serde(default)]
    current: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

#[derive(Deserialize)]
pub struct ProofForm {
    #[serde(default)]
    current: String,
}

#[derive(Deserialize)]
pub struct SecondFactorForm {
    #[serde(default)]
    current: String,
    #[serde(default)]
    secret: String,
    #[serde(default)]
    code: String,
}

/// An account, and all that its page tells of it.
struct Told {
    has_password: bool,
    codes_left: Option<i64>,
    sessions: Vec<Session>,
    places: Vec<SignInPlace>,
}

/// `GET /admin/account`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    page(&request, &signed_in, &shop, None).await
}

/// `POST /admin/account/password`
pub async fn change_password(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<PasswordForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let PasswordForm { current, password, again } = form.into_inner();
    if let Some(problem) = proof(&request, &signed_in, &shop, current).await? {
        return page(&request, &signed_in, &shop, Some(problem)).await;
    }
    let password = match chosen(password, &again, &signed_in.name) {
        Ok(password) => password,
        Err(problem) => return page(&request, &signed_in, &shop, Some(problem)).await,
    };
    let hash = match shop.guard.passwords.hash(&password).await {
        Ok(hash) => hash,
        Err(HashError::Busy) => {
            let wait = EntryProblem::Wait(Wait(std::time::Duration::from_secs(5)));
            return page(&request, &signed_in, &shop, Some(wait)).await;
        }
        Err(error) => return Err(Error::Internal(error.into())),
    };
    let by = signed_in.by(entry::address(&request, &shop));
    shop.store
        .write(move |connection| {
            let now = clock::now();
            Ok::<_, Error>(staff::change_password(connection, &signed_in, &hash, &by, now)?)
        })
        .await?;
    Ok(see_other("/admin/account?done=password"))
}

/// `GET /admin/account/second-factor`
pub async fn second_factor(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let page = setup(&request, &signed_in, &shop, &TotpSecret::random(), None).await?;
    render(StatusCode::OK, &page)
}

/// `POST /admin/account/second-factor`. The codes on paper are in the answer itself: nothing keeps them to be shown later.
pub async fn switch_on(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<SecondFactorForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let SecondFactorForm { current, secret, code } = form.into_inner();
    let Ok(secret) = secret.trim().parse::<TotpSecret>() else {
        return Ok(see_other("/admin/account/second-factor"));
    };
    if let Some(problem) = proof(&request, &signed_in, &shop, current).await? {
        let page = setup(&request, &signed_in, &shop, &secret, Some(problem)).await?;
        return entry::again(&page, problem);
    }
    let by = signed_in.by(entry::address(&request, &shop));
    let (asked, who) = (secret.clone(), signed_in.clone());
    let codes = shop
        .store
        .write(move |connection| {
            let now = clock::now();
            Ok::<_, Error>(staff::switch_on(connection, &who, &asked, &code, &by, now)?)
        })
        .await?;
    let Some(codes) = codes else {
        let problem = EntryProblem::Code;
        let page = setup(&request, &signed_in, &shop, &secret, Some(problem)).await?;
        return entry::again(&page, problem);
    };
    let admin = frame(&request, &signed_in, &shop);
    render(StatusCode::OK, &CodesPage { admin, codes })
}

/// `POST /admin/account/second-factor/off`
pub async fn switch_off(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<ProofForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    if let Some(problem) = proof(&request, &signed_in, &shop, form.into_inner().current).await? {
        return page(&request, &signed_in, &shop, Some(problem)).await;
    }
    let by = signed_in.by(entry::address(&request, &shop));
    shop.store
        .write(move |connection| {
            Ok::<_, Error>(staff::switch_off(connection, &signed_in, &by, clock::now())?)
        })
        .await?;
    Ok(see_other("/admin/account?done=second-factor"))
}

/// `POST /admin/account/sessions/{id}/end`
pub async fn end_session(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id: i64 = id.parse().map_err(|_| Error::NotFound)?;
    let own = signed_in.session.id == id;
    let by = signed_in.by(entry::address(&request, &shop));
    let staff_id = signed_in.staff_id;
    shop.store
        .write(move |connection| {
            let at = clock::now();
            if session::end(connection, staff_id, id, at)? {
                let what = What::SessionsEnded;
                let entry = Entry { by: &by, what, subject: None, note: None, at };
                audit::record(connection, &entry)?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    Ok(if own { super::gate::signed_out(&shop) } else { see_other("/admin/account#sessions") })
}

/// `POST /admin/account/sessions/end-others`
pub async fn end_other_sessions(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let by = signed_in.by(entry::address(&request, &shop));
    shop.store
        .write(move |connection| {
            let at = clock::now();
            let kept = signed_in.session.id;
            let ended = session::end_others(connection, signed_in.staff_id, kept, at)?;
            let note = Some(ended.to_string());
            let (what, note) = (What::SessionsEnded, note.as_deref());
            let entry = Entry { by: &by, what, subject: None, note, at };
            Ok::<_, Error>(audit::record(connection, &entry)?)
        })
        .await?;
    Ok(see_other("/admin/account#sessions"))
}

/// `POST /admin/account/places`
pub async fn acknowledge(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let by = signed_in.by(entry::address(&request, &shop));
    shop.store
        .write(move |connection| {
            let at = clock::now();
            let Some(here) = place(&signed_in.session) else { return Ok(()) };
            if staff::acknowledge(connection, signed_in.staff_id, &here, at)? > 0 {
                let what = What::AddressSeen;
                let entry = Entry { by: &by, what, subject: None, note: None, at };
                audit::record(connection, &entry)?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    Ok(see_other(HERE))
}

fn place(session: &Session) -> Option<Network> {
    session.source.parse().ok().map(Network::of)
}

/// What is wrong with the password that proves who it is; `None`: nothing.
async fn proof(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    password: String,
) -> Result<Option<EntryProblem>, Error> {
    let by = signed_in.by(entry::address(request, shop));
    let password = Password::typed(password);
    let (store, guard) = (&shop.store, &shop.guard);
    Ok(match staff::prove(store, guard, signed_in, &password, &by, clock::now()).await? {
        Proof::Given => None,
        Proof::Wrong => Some(EntryProblem::Password),
        Proof::Wait(wait) => Some(EntryProblem::Wait(wait)),
    })
}

async fn setup(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    secret: &TotpSecret,
    problem: Option<EntryProblem>,
) -> Result<SecondFactorPage, Error> {
    let id = signed_in.staff_id;
    let has_password = shop
        .store
        .read(move |connection| Ok::<_, Error>(staff::has_password(connection, id)?))
        .await?;
    let mut admin = frame(request, signed_in, shop);
    "/admin/account/second-factor".clone_into(&mut admin.frame.here);
    let url = secret
        .url(&signed_in.name, &admin.frame.shop)
        .map_err(|error| Error::Internal(error.into()))?;
    Ok(SecondFactorPage {
        qr_svg: qr::svg(&url).unwrap_or_default(),
        secret: secret.expose().to_owned(),
        admin,
        has_password,
        problem,
    })
}

async fn page(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    problem: Option<EntryProblem>,
) -> Result<HttpResponse, Error> {
    let now = clock::now();
    let id = signed_in.staff_id;
    let told =
        shop.store.read(move |connection| Ok::<_, Error>(read(connection, id, now)?)).await?;
    let mut admin = frame(request, signed_in, shop);
    HERE.clone_into(&mut admin.frame.here);
    let here = place(&signed_in.session);
    let moment = |at: UtcTime| moment(at, now, &admin, shop);
    let asked = |name: &str, wanted: &str| {
        url::form_urlencoded::parse(request.query_string().as_bytes())
            .any(|(key, value)| key == name && value == wanted)
    };
    let page = AccountPage {
        has_password: told.has_password,
        wants_password: asked("password", "none") && !told.has_password,
        password_changed: asked("done", "password"),
        codes_left: told.codes_left,
        sessions: told
            .sessions
            .iter()
            .map(|session| OwnSession {
                id: session.id,
                is_this: session.id == signed_in.session.id,
                agent: pages::admin::browser_name(&session.agent),
                source: session.source.clone(),
                since: moment(session.created_at),
                seen: moment(session.seen_at),
            })
            .collect(),
        places: told
            .places
            .iter()
            .map(|known| OwnPlace {
                address: known.address.to_string(),
                since: moment(known.first_seen_at),
                is_new: known.seen_at.is_none() && here.as_ref() != Some(&known.address),
            })
            .collect(),
        problem,
        admin,
    };
    match problem {
        Some(problem) => entry::again(&page, problem),
        None => render(StatusCode::OK, &page),
    }
}

fn read(connection: &mut Connection, id: i64, now: UtcTime) -> diesel::QueryResult<Told> {
    Ok(Told {
        has_password: staff::has_password(connection, id)?,
        codes_left: second_factor::codes_left(connection, id)?,
        sessions: session::of_staff(connection, id, now)?,
        places: staff::places(connection, id)?,
    })
}
