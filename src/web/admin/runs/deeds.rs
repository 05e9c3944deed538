//! What a courier does on a run: one form, one verb.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};

use super::{PATH, look, look_at_all, parse, path, view};
use crate::{
    clock::{self, UtcTime},
    db::Connection,
    delivery::{Code, Tried},
    desk::{By, DeskError, hand_over},
    orders::{self, Uid},
    runs::{self, MOST_STOPS, Made, Refusal as NotOn, RunError, Shift, StopStanding},
    staff::SignedIn,
    web::{
        Error, Shop,
        admin::{
            courier, field,
            order::Refusal,
            orders::{Outcome, outcome},
        },
        pages::admin::{TypedHandOver, runs::problem},
        respond::{render, see_other},
    },
};

/// What a form says, by its names.
type Fields = Form<Vec<(String, String)>>;

fn uid(fields: &[(String, String)]) -> Result<Uid, Error> {
    let uid = field(fields, "uid").parse();
    uid.map_err(|_| Error::Malformed("`uid` is an order's number".to_owned()))
}

/// `POST /admin/runs`: leads to the run, or, where none of the orders can be put on one, back to them.
pub async fn make(
    request: HttpRequest,
    signed_in: SignedIn,
    fields: Fields,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let chosen = fields.iter().filter(|(name, _)| name == "uid");
    let chosen: Vec<Uid> = chosen.filter_map(|(_, uid)| uid.parse().ok()).collect();
    if chosen.len() > MOST_STOPS * 2 {
        return Err(Error::Malformed(format!("at most {MOST_STOPS} orders at once")));
    }
    if chosen.is_empty() {
        let viewer = view::Viewer::new(&request, &signed_in, &shop);
        let trouble = viewer.messages().text("runs-problem-none");
        let runs = look_at_all(&request, &shop).await?;
        let page = viewer.runs(runs, &Outcome::default(), Some(trouble));
        return render(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let to = match field(&fields, "to") {
        "" | "new" => None,
        run => Some(parse(run)?),
    };
    let by = signed_in.actor();
    let made = shop
        .store
        .write(move |connection| runs::make(connection, &chosen, to, &by, clock::now()))
        .await;
    let Made { run, refused } = match made {
        Ok(made) => made,
        Err(error) => return refuse(&request, &signed_in, &shop, error).await,
    };
    if let (None, Some(run)) = (run, all_on(&refused)) {
        return Ok(see_other(&path(run)));
    }
    let refused = refused.into_iter().map(|(uid, why)| (uid, told_as(why))).collect();
    let query = Outcome { moved: Vec::new(), refused }.added_to("");
    let address = run.map_or_else(|| PATH.to_owned(), path);
    Ok(see_other(&if query.is_empty() { address } else { format!("{address}?{query}") }))
}

/// The one run that all of them are on, as after a second click.
fn all_on(refused: &[(Uid, NotOn)]) -> Option<i64> {
    let mut runs = refused.iter().map(|(_, why)| match why {
        NotOn::OnRun(run) => Some(*run),
        NotOn::NotByCourier | NotOn::TooMany => None,
    });
    let first = runs.next()??;
    runs.all(|run| run == Some(first)).then_some(first)
}

fn told_as(why: NotOn) -> outcome::Refusal {
    match why {
        NotOn::OnRun(_) => outcome::Refusal::OnRun,
        NotOn::NotByCourier => outcome::Refusal::NotByCourier,
        NotOn::TooMany => outcome::Refusal::RunFull,
    }
}

/// `POST /admin/runs/{id}/shift`
pub async fn shift(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<String>,
    fields: Fields,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (id, uid) = (parse(&id)?, uid(&fields)?);
    let to: Shift = field(&fields, "to")
        .parse()
        .map_err(|_| Error::Malformed("`to` is `first`, `up` or `down`".to_owned()))?;
    let done = shop.store.write(move |connection| runs::shift(connection, id, &uid, to)).await;
    answer(&request, &signed_in, &shop, id, done).await
}

/// `POST /admin/runs/{id}/take-off`
pub async fn take_off(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<String>,
    fields: Fields,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (id, uid) = (parse(&id)?, uid(&fields)?);
    let taken = uid.clone();
    let done = shop
        .store
        .write(move |connection| runs::take_off(connection, id, &taken, clock::now()))
        .await;
    if let Err(RunError::NoStop) = done {
        // A second click is no conflict.
        let is_off =
            |stop: &runs::Stop| stop.order.uid == uid && stop.standing == StopStanding::Off;
        if look(&shop, id).await?.stops.iter().any(is_off) {
            return Ok(see_other(&path(id)));
        }
    }
    answer(&request, &signed_in, &shop, id, done).await
}

/// `POST /admin/runs/{id}/end`
pub async fn end(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (id, by) = (parse(&id)?, signed_in.actor());
    let done =
        shop.store.write(move |connection| runs::end(connection, id, &by, clock::now())).await;
    match done {
        // Somebody was faster with the same.
        Err(RunError::Ended) => Ok(see_other(&path(id))),
        done => answer(&request, &signed_in, &shop, id, done).await,
    }
}

/// `POST /admin/runs/{id}/deliver`: the courier types what the customer told him.
pub async fn deliver(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<String>,
    fields: Fields,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let sent = AtStop { request, signed_in, shop, run: parse(&id)?, fields: fields.into_inner() };
    let done = match field(&sent.fields, "code").parse::<Code>() {
        Err(_) => Err(Refusal::NoCode),
        Ok(code) => {
            let tried = sent.attempt(move |connection, order_id, version, by, now| {
                hand_over::deliver(connection, order_id, version, &code, by, now)
            });
            match tried.await {
                Ok(Tried::Right) => Ok(()),
                Ok(Tried::Wrong { left }) => Err(Refusal::WrongCode { left }),
                Ok(Tried::Locked) => Err(Refusal::CodeLocked),
                Err(refusal) => Err(refusal),
            }
        }
    };
    sent.answer(done, StopStanding::Delivered).await
}

/// `POST /admin/runs/{id}/nobody`: the customer was not there.
pub async fn found_nobody(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<String>,
    fields: Fields,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let sent = AtStop { request, signed_in, shop, run: parse(&id)?, fields: fields.into_inner() };
    let (place, at) = (field(&sent.fields, "place"), field(&sent.fields, "at"));
    let done = match courier::meeting(place, at, &sent.shop) {
        Err(refusal) => Err(refusal),
        Ok(again) => {
            let done = sent.attempt(move |connection, order_id, version, by, now| {
                let again = again.as_ref();
                hand_over::found_nobody(connection, order_id, version, again, by, now)
            });
            done.await
        }
    };
    sent.answer(done, StopStanding::Nobody).await
}

/// A form that a courier sent from a stop of his run.
struct AtStop {
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
    run: i64,
    fields: Vec<(String, String)>,
}

impl AtStop {
    /// Does it with the order of that stop, in one transaction.
    async fn attempt<F, T>(&self, work: F) -> Result<T, Refusal>
    where
        F: Fn(&mut Connection, i64, i64, &By, UtcTime) -> Result<T, DeskError> + Send + 'static,
        T: Send + 'static,
    {
        let uid = field(&self.fields, "uid").to_owned();
        let version: Option<i64> = field(&self.fields, "version").parse().ok();
        let (run, by) = (self.run, By::new(self.signed_in.actor(), None));
        self.shop
            .store
            .write(move |connection| {
                let order = orders::find_by_uid_locked(connection, &uid)?;
                let order = order.ok_or(DeskError::NoSuchOrder)?;
                let (Some(version), Some(on)) = (version, runs::run_of(connection, order.id)?)
                else {
                    return Err(DeskError::Changed.into());
                };
                if on != run {
                    return Err(DeskError::Changed.into());
                }
                Ok(work(connection, order.id, version, &by, clock::now())?)
            })
            .await
    }

    /// The run, with its next stop; where it was not done, with the reason why. A second click is no conflict: `wanted` is
    /// what the first made of the stop.
    async fn answer(
        self,
        done: Result<(), Refusal>,
        wanted: StopStanding,
    ) -> Result<HttpResponse, Error> {
        let Err(refusal) = done else { return Ok(see_other(&path(self.run))) };
        let viewer = view::Viewer::new(&self.request, &self.signed_in, &self.shop);
        let Some((status, text)) = refusal.told(viewer.messages()) else {
            return Err(refusal.into_error());
        };
        let sheet = look(&self.shop, self.run).await?;
        let uid = field(&self.fields, "uid");
        let is_done = |stop: &runs::Stop| stop.order.uid.as_str() == uid && stop.standing == wanted;
        if status == StatusCode::CONFLICT && sheet.stops.iter().any(is_done) {
            return Ok(see_other(&path(self.run)));
        }
        let next = sheet.stops.iter().find(|stop| stop.is_open());
        let typed = if next.is_some_and(|stop| stop.order.uid.as_str() == uid) {
            TypedHandOver {
                by: field(&self.fields, "hand_over").to_owned(),
                place: field(&self.fields, "place").to_owned(),
                at: field(&self.fields, "at").to_owned(),
                ..TypedHandOver::default()
            }
        } else {
            TypedHandOver::default()
        };
        let answer = view::Answer { trouble: Some(text), typed };
        render(status, &viewer.run(&sheet, &Outcome::default(), answer))
    }
}

/// The run; where it was not done, with the reason why.
async fn answer(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    run: i64,
    done: Result<(), RunError>,
) -> Result<HttpResponse, Error> {
    let Err(error) = done else { return Ok(see_other(&path(run))) };
    let viewer = view::Viewer::new(request, signed_in, shop);
    let Some(text) = problem(viewer.messages(), &error) else { return Err(error.into()) };
    let sheet = look(shop, run).await?;
    let answer = view::Answer { trouble: Some(text), ..view::Answer::default() };
    render(StatusCode::CONFLICT, &viewer.run(&sheet, &Outcome::default(), answer))
}

/// Nothing was put on a run, and the page of all runs says why.
async fn refuse(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    error: RunError,
) -> Result<HttpResponse, Error> {
    let viewer = view::Viewer::new(request, signed_in, shop);
    let Some(text) = problem(viewer.messages(), &error) else { return Err(error.into()) };
    let runs = look_at_all(request, shop).await?;
    render(StatusCode::CONFLICT, &viewer.runs(runs, &Outcome::default(), Some(text)))
}
