//! `/admin/staff`: the colleagues. Links are in the answer to the form that made them: only their hashes are kept, so nothing
//! could show them later.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{entry, frame, moment};
use crate::{
    clock,
    staff::{self, AccountError, By, LinkSecret, Role, SignedIn, StaffName, Standing},
    web::{
        Error, Shop,
        pages::admin::{ColleagueRow, MadeLink, StaffPage, StaffProblem},
        respond::{render, see_other},
    },
};

const HERE: &str = "/admin/staff";

#[derive(Deserialize)]
pub struct InviteForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: String,
}

#[derive(Deserialize)]
pub struct RoleForm {
    #[serde(default)]
    role: String,
}

/// `GET /admin/staff`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    page(&request, &signed_in, &shop, Shown::default()).await
}

/// `POST /admin/staff`
pub async fn invite(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<InviteForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let InviteForm { name, role } = form.into_inner();
    let shown = |problem| Shown { problem: Some(problem), typed: name.clone(), made: None };
    let Ok(wanted) = name.trim().parse::<StaffName>() else {
        return page(&request, &signed_in, &shop, shown(StaffProblem::Name)).await;
    };
    let Ok(role) = role.parse::<Role>() else {
        return page(&request, &signed_in, &shop, shown(StaffProblem::Role)).await;
    };
    let by = by(&request, &signed_in, &shop);
    let invited = wanted.clone();
    let made = shop
        .store
        .write(move |connection| staff::invite(connection, &wanted, role, &by, clock::now()))
        .await;
    answer(&request, &signed_in, &shop, made, &invited, &name).await
}

/// `POST /admin/staff/{name}/reset`
pub async fn reset(
    request: HttpRequest,
    signed_in: SignedIn,
    name: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let name = parse(&name)?;
    if is_self(&signed_in, &name) {
        let shown = Shown { problem: Some(StaffProblem::Yourself), ..Shown::default() };
        return page(&request, &signed_in, &shop, shown).await;
    }
    let by = by(&request, &signed_in, &shop);
    let wanted = name.clone();
    let made = shop
        .store
        .write(move |connection| staff::reset(connection, &wanted, &by, clock::now()))
        .await;
    answer(&request, &signed_in, &shop, made, &name, "").await
}

/// `POST /admin/staff/{name}/role`
pub async fn change_role(
    request: HttpRequest,
    signed_in: SignedIn,
    name: Path<String>,
    form: Form<RoleForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let name = parse(&name)?;
    let Ok(role) = form.role.parse::<Role>() else {
        let shown = Shown { problem: Some(StaffProblem::Role), ..Shown::default() };
        return page(&request, &signed_in, &shop, shown).await;
    };
    let by = by(&request, &signed_in, &shop);
    let changed = shop
        .store
        .write(move |connection| staff::change_role(connection, &name, role, &by, clock::now()))
        .await;
    done(&request, &signed_in, &shop, changed).await
}

/// `POST /admin/staff/{name}/revoke`
pub async fn revoke(
    request: HttpRequest,
    signed_in: SignedIn,
    name: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let name = parse(&name)?;
    let by = by(&request, &signed_in, &shop);
    let revoked = shop
        .store
        .write(move |connection| staff::revoke(connection, &name, &by, clock::now()))
        .await;
    done(&request, &signed_in, &shop, revoked).await
}

fn parse(name: &str) -> Result<StaffName, Error> {
    name.parse().map_err(|_| Error::NotFound)
}

fn is_self(signed_in: &SignedIn, name: &StaffName) -> bool {
    signed_in.name.folded() == name.folded()
}

fn by(request: &HttpRequest, signed_in: &SignedIn, shop: &Shop) -> By {
    signed_in.by(entry::address(request, shop))
}

/// What the page shows besides the colleagues.
#[derive(Default)]
struct Shown {
    problem: Option<StaffProblem>,
    /// The name that could not be invited.
    typed: String,
    made: Option<MadeLink>,
}

async fn answer(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    made: Result<LinkSecret, AccountError>,
    name: &StaffName,
    typed: &str,
) -> Result<HttpResponse, Error> {
    let shown = match made {
        Ok(secret) => {
            let made = MadeLink { name: name.to_string(), url: shop.link_url(&secret) };
            Shown { made: Some(made), ..Shown::default() }
        }
        Err(error) => Shown { problem: Some(problem(error)?), typed: typed.to_owned(), made: None },
    };
    page(request, signed_in, shop, shown).await
}

async fn done(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    done: Result<(), AccountError>,
) -> Result<HttpResponse, Error> {
    match done {
        Ok(()) => Ok(see_other(HERE)),
        Err(error) => {
            let shown = Shown { problem: Some(problem(error)?), ..Shown::default() };
            page(request, signed_in, shop, shown).await
        }
    }
}

fn problem(error: AccountError) -> Result<StaffProblem, Error> {
    match error {
        AccountError::NameTaken(_) => Ok(StaffProblem::NameTaken),
        AccountError::LastOwner(_) => Ok(StaffProblem::LastOwner),
        AccountError::Revoked(_) => Ok(StaffProblem::Revoked),
        AccountError::Unknown(_) => Err(Error::NotFound),
        AccountError::Store(error) => Err(error.into()),
    }
}

async fn page(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    Shown { problem, typed, made }: Shown,
) -> Result<HttpResponse, Error> {
    let now = clock::now();
    let listed =
        shop.store.read(move |connection| Ok::<_, Error>(staff::list(connection, now)?)).await?;
    let mut admin = frame(request, signed_in, shop);
    HERE.clone_into(&mut admin.frame.here);
    let page = StaffPage {
        colleagues: listed
            .into_iter()
            .map(|(account, standing)| ColleagueRow {
                is_self: account.id == signed_in.staff_id,
                name: account.name.to_string(),
                role: account.role,
                is_revoked: standing == Standing::Revoked,
                standing,
                since: moment(account.created_at, now, &admin, shop),
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
