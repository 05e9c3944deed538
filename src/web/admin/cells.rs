//! `/admin/cells`: the cells, what lies in them, and the list that the shop keeps of them.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{frame, moment};
use crate::{
    clock::{self, UtcTime},
    db::Connection,
    delivery::{self, CellName, CellNames, CellNamesError, CellsError, Place, Shelf, Shift},
    staff::SignedIn,
    web::{
        Error, Shop,
        pages::{
            HandOverView,
            admin::{AdminFrame, CellProblem, CellRow, CellsPage, Held, orders::status_label},
            shorten,
        },
        respond::{render, see_other},
    },
};

const HERE: &str = "/admin/cells";

/// How much of what somebody typed comes back in a complaint.
const MOST_TOLD: usize = 40;

/// `GET /admin/cells`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    page(&request, &signed_in, &shop, Typed::default(), None).await
}

/// What stands in the form for new cells.
#[derive(Clone, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    names: String,
    #[serde(default)]
    place: String,
}

/// `POST /admin/cells`
pub async fn add(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<Typed>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let typed = form.into_inner();
    let names = typed.names.parse::<CellNames>().map_err(problem_of);
    let place = typed.place.parse::<Place>().map_err(|_| CellProblem::Place);
    let (names, place) = match (names, place) {
        (Ok(names), Ok(place)) => (names, place),
        (Err(problem), _) | (_, Err(problem)) => {
            return page(&request, &signed_in, &shop, typed, Some(problem)).await;
        }
    };
    let added = shop.store.write(move |connection| delivery::add(connection, &names, &place)).await;
    answer(&request, &signed_in, &shop, typed, added).await
}

#[derive(Deserialize)]
pub struct ChangeForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    place: String,
}

/// `POST /admin/cells/{id}`
pub async fn change(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<String>,
    form: Form<ChangeForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = parse(&id)?;
    let name = form.name.parse::<CellName>();
    let name = name.map_err(|_| CellProblem::Name(shorten(&form.name, MOST_TOLD)));
    let place = form.place.parse::<Place>().map_err(|_| CellProblem::Place);
    let (name, place) = match (name, place) {
        (Ok(name), Ok(place)) => (name, place),
        (Err(problem), _) | (_, Err(problem)) => {
            return page(&request, &signed_in, &shop, Typed::default(), Some(problem)).await;
        }
    };
    let changed =
        shop.store.write(move |connection| delivery::change(connection, id, &name, &place)).await;
    answer(&request, &signed_in, &shop, Typed::default(), changed).await
}

#[derive(Deserialize)]
pub struct ShiftForm {
    #[serde(default)]
    to: String,
}

/// `POST /admin/cells/{id}/shift`
pub async fn shift(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<String>,
    form: Form<ShiftForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = parse(&id)?;
    let to: Shift =
        form.to.parse().map_err(|_| Error::Malformed("`to` is `up` or `down`".to_owned()))?;
    let shifted = shop.store.write(move |connection| delivery::shift(connection, id, to)).await;
    answer(&request, &signed_in, &shop, Typed::default(), shifted).await
}

/// `POST /admin/cells/{id}/remove`
pub async fn remove(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = parse(&id)?;
    let removed = shop.store.write(move |connection| delivery::remove(connection, id)).await;
    answer(&request, &signed_in, &shop, Typed::default(), removed).await
}

fn parse(id: &str) -> Result<i64, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

fn problem_of(error: CellNamesError) -> CellProblem {
    match error {
        CellNamesError::Empty => CellProblem::Empty,
        CellNamesError::Name(name) => CellProblem::Name(shorten(&name, MOST_TOLD)),
        CellNamesError::Twice(name) => CellProblem::Twice(name.to_string()),
        CellNamesError::TooMany => CellProblem::TooMany,
    }
}

/// Back to the list; where it was not changed, with the reason why.
async fn answer(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    typed: Typed,
    done: Result<(), CellsError>,
) -> Result<HttpResponse, Error> {
    let problem = match done {
        Ok(()) => return Ok(see_other(HERE)),
        Err(CellsError::Store(error)) => return Err(error.into()),
        Err(CellsError::NotFound) => CellProblem::Gone,
        Err(CellsError::NameTaken(name)) => CellProblem::Taken(name.to_string()),
        Err(CellsError::Occupied) => CellProblem::Occupied,
    };
    page(request, signed_in, shop, typed, Some(problem)).await
}

async fn page(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    typed: Typed,
    problem: Option<CellProblem>,
) -> Result<HttpResponse, Error> {
    let now = clock::now();
    let read = |connection: &mut Connection| Ok::<_, Error>(delivery::shelves(connection)?);
    let shelves = shop.store.read(read).await?;
    let mut admin = frame(request, signed_in, shop);
    HERE.clone_into(&mut admin.frame.here);
    let last = shelves.len().saturating_sub(1);
    let rows = shelves
        .into_iter()
        .enumerate()
        .map(|(nth, shelf)| CellRow {
            is_first: nth == 0,
            is_last: nth == last,
            ..row(shelf, now, &admin, shop)
        })
        .collect();
    let status = match &problem {
        None => StatusCode::OK,
        Some(CellProblem::Taken(_) | CellProblem::Occupied | CellProblem::Gone) => {
            StatusCode::CONFLICT
        }
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = CellsPage { rows, problem, names: typed.names, place: typed.place, admin };
    render(status, &page)
}

fn row(shelf: Shelf, now: UtcTime, admin: &AdminFrame, shop: &Shop) -> CellRow {
    let holds = shelf.holds.map(|(order, hand_over)| Held {
        uid: order.uid.to_string(),
        nickname: order.nickname.to_string(),
        status: status_label(admin.messages(), order.status_at(now)),
        hand_over: HandOverView::new(
            &hand_over,
            moment(hand_over.due_at, now, admin, shop),
            hand_over.is_missed(now),
        ),
    });
    CellRow {
        id: shelf.cell.id,
        name: shelf.cell.name.to_string(),
        place: shelf.cell.place.to_string(),
        holds,
        is_first: false,
        is_last: false,
    }
}
