//! A form that somebody sent from a line's page.

use std::pin::Pin;

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::StatusCode,
    web::{Data, Form},
};

use super::{
    parse, path, read,
    view::{Refused, Viewer},
};
use crate::{
    clock::{self, UtcTime},
    db::Connection,
    desk::{By, DeskError, Reason, ReasonError},
    dromon::Sum,
    feed::EventKind,
    orders::{self, Order},
    picking::{Asked, Missing, RemedyError},
    staff::SignedIn,
    web::{
        Error, Shop,
        admin::picks,
        pages::admin::missing::{Problem, Way},
        respond::{render, see_other},
    },
};

/// What its event is called.
fn event_of(way: Way) -> EventKind {
    match way {
        Way::Substitute => EventKind::Substituted,
        Way::Refund | Way::Asked => EventKind::MissingRefund,
        Way::NeedsRefund => EventKind::NeedsRefund,
        Way::Wait => EventKind::WaitsForGoods,
        Way::TakeUp => EventKind::TakenUp,
    }
}

/// A form, who sent it, and the line that it is about.
pub struct Sent {
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
    uid: String,
    position: i64,
    /// What the page showed.
    version: i64,
    fields: Vec<(String, String)>,
}

impl FromRequest for Sent {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        type Parts = (HttpRequest, SignedIn, Data<Shop>, Form<Vec<(String, String)>>);
        let parts = Parts::from_request(request, payload);
        Box::pin(async move {
            let (request, signed_in, shop, fields) = parts.await?;
            let fields = fields.into_inner();
            let uid = request.match_info().query("uid").to_owned();
            let position = parse(request.match_info().query("position"))?;
            let version = field(&fields, "version").parse().map_err(|_| {
                Error::Malformed("`version` is the version that the page showed".to_owned())
            })?;
            Ok(Self { request, signed_in, shop, uid, position, version, fields })
        })
    }
}

fn field<'a>(fields: &'a [(String, String)], wanted: &str) -> &'a str {
    fields.iter().find(|(name, _)| name == wanted).map_or("", |(_, value)| value)
}

/// Why it was not done.
enum Refusal {
    Problem(Problem),
    Remedy(RemedyError),
}

impl Sent {
    pub(super) fn field(&self, name: &str) -> &str {
        field(&self.fields, name)
    }

    /// A number as people type it, of at least 1.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        let digits: String = self.field(name).chars().filter(|c| !c.is_whitespace()).collect();
        digits.parse().ok().filter(|number| (1..=orders::MOST_TOTAL).contains(number))
    }

    pub(super) fn sum(&self) -> Option<Sum> {
        Sum::new(self.number("sum")?).ok()
    }

    fn list(&self) -> Option<i64> {
        self.field("list").parse().ok()
    }

    /// Where it leads when it is done: to the list that it was found missing on, or to the order.
    fn back(&self) -> String {
        match self.list() {
            Some(list) => {
                format!("{}#l-g-{}-{}-0", picks::path(list), self.uid, self.position)
            }
            None => path(&self.uid),
        }
    }

    /// What the line waits with: a person's words, which have to be there.
    fn by(&self) -> Result<By, Problem> {
        let words: Reason = self.field("reason").parse().map_err(Problem::Words)?;
        Ok(By::new(self.signed_in.actor(), Some(words)))
    }

    /// Does something about so many of the line.
    pub(super) async fn carry_out<F>(self, way: Way, work: F) -> Result<HttpResponse, Error>
    where
        F: Fn(&mut Connection, Missing, &By, UtcTime) -> Result<(), RemedyError> + Send + 'static,
    {
        let Some(quantity) = self.number("quantity") else {
            let told = read(&self.shop, &self.uid, self.position).await?;
            return self.refuse(way, Problem::Quantity { left: told.line.left }).await;
        };
        let by = match self.by() {
            Ok(by) => by,
            Err(problem) => return self.refuse(way, problem).await,
        };
        let (version, position) = (self.version, self.position);
        self.write(way, by, move |connection, order, by, now| {
            let missing = Missing { order_id: order.id, version, position, quantity };
            work(connection, missing, by, now)
        })
        .await
    }

    /// Does something about a remedy.
    pub(super) async fn carry_out_asked<F>(self, way: Way, work: F) -> Result<HttpResponse, Error>
    where
        F: Fn(&mut Connection, Asked, &By, UtcTime) -> Result<(), RemedyError> + Send + 'static,
    {
        let nth = parse(self.request.match_info().query("nth"))?;
        let by = match (way, self.by()) {
            (_, Ok(by)) => by,
            // That a good has come needs no words.
            (Way::TakeUp, Err(Problem::Words(ReasonError::Empty))) => {
                By::new(self.signed_in.actor(), None)
            }
            (_, Err(problem)) => return self.refuse(way, problem).await,
        };
        let (version, position) = (self.version, self.position);
        self.write(way, by, move |connection, order, by, now| {
            let asked = Asked { order_id: order.id, version, position, nth };
            work(connection, asked, by, now)
        })
        .await
    }

    async fn write<F>(self, way: Way, by: By, work: F) -> Result<HttpResponse, Error>
    where
        F: Fn(&mut Connection, &Order, &By, UtcTime) -> Result<(), RemedyError> + Send + 'static,
    {
        let uid = self.uid.clone();
        let done = self
            .shop
            .store
            .write(move |connection| {
                let order = orders::find_by_uid_locked(connection, &uid)?;
                work(connection, &order.ok_or(DeskError::NotFound)?, &by, clock::now())
            })
            .await;
        match done {
            Ok(()) => Ok(see_other(&self.back())),
            Err(error) => self.tell(way, Refusal::Remedy(error)).await,
        }
    }

    /// Nothing is done, and the page says why beside the field.
    pub(super) async fn refuse(self, way: Way, problem: Problem) -> Result<HttpResponse, Error> {
        self.tell(way, Refusal::Problem(problem)).await
    }

    /// The page as it is now, with why it was not done and with what was typed.
    async fn tell(self, way: Way, refusal: Refusal) -> Result<HttpResponse, Error> {
        let problem = match refusal {
            Refusal::Problem(problem) => Some(problem),
            Refusal::Remedy(error) => match error {
                RemedyError::Quantity { left } => Some(Problem::Quantity { left }),
                RemedyError::TooDear { most } => Some(Problem::TooDear { most }),
                RemedyError::OutOfStock { left } => Some(Problem::OutOfStock { left }),
                RemedyError::Desk(DeskError::TooMuch { most }) => {
                    Some(Problem::TooDear { most: most.get() })
                }
                RemedyError::Desk(DeskError::Changed | DeskError::NotAllowed { .. }) => None,
                error => return Err(error.into()),
            },
        };
        let told = read(&self.shop, &self.uid, self.position).await?;
        let meanwhile: Vec<_> =
            told.look.dossier.events.iter().filter(|event| event.id > self.version).collect();
        // A second click of the same person is no conflict.
        if let (None, [event]) = (problem, meanwhile.as_slice())
            && event.actor == self.signed_in.actor()
            && event.kind == event_of(way)
        {
            return Ok(see_other(&self.back()));
        }
        let viewer = Viewer::new(&self.request, &self.signed_in, &self.shop);
        let refused = Refused { way, problem, fields: &self.fields, meanwhile: &meanwhile };
        let page = viewer.page(&told, self.list(), Some(refused));
        let status = match problem {
            Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
            None => StatusCode::CONFLICT,
        };
        render(status, &page)
    }
}
