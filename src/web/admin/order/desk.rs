//! A form that somebody sent from an order's page.

use std::pin::Pin;

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::StatusCode,
    web::{Data, Form},
};

use super::{look, path, refusal::Refusal, view::Viewer};
use crate::{
    clock::{self, UtcTime},
    db::Connection,
    delivery::{CellChoice, Plan, Unfit},
    desk::{By, DeskError, Reason, hand_over::Meeting},
    dromon::Sum,
    feed::Event,
    orders::{self, Order},
    staff::{Right, SignedIn},
    web::{
        Error, Shop,
        admin::{courier, field, gate, local_time},
        pages::admin::{Decision, Filled, Trouble, TypedHandOver},
        respond::{render, see_other},
    },
};

/// A form, who sent it, and the order that it is about.
pub struct Desk {
    request: HttpRequest,
    pub(super) signed_in: SignedIn,
    shop: Data<Shop>,
    uid: String,
    /// What the page showed.
    pub(super) version: i64,
    fields: Vec<(String, String)>,
}

impl FromRequest for Desk {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        type Parts = (HttpRequest, SignedIn, Data<Shop>, Form<Vec<(String, String)>>);
        let parts = Parts::from_request(request, payload);
        Box::pin(async move {
            let (request, signed_in, shop, fields) = parts.await?;
            let fields = fields.into_inner();
            let version = field(&fields, "version").parse().map_err(|_| {
                Error::Malformed("`version` is the version that the page showed".to_owned())
            })?;
            // Letters that a uid has not are in no order's address.
            let uid = request.match_info().query("uid").to_owned();
            Ok(Self { request, signed_in, shop, uid, version, fields })
        })
    }
}

impl Desk {
    pub(super) fn field(&self, name: &str) -> &str {
        field(&self.fields, name)
    }

    /// The number in the address that names a payment or a refund.
    pub(super) fn id(&self) -> Result<i64, Error> {
        self.request.match_info().query("id").parse().map_err(|_| Error::NotFound)
    }

    /// A sum as people type it.
    pub(super) fn sum(&self) -> Result<Sum, Refusal> {
        let digits: String = self.field("sum").chars().filter(|c| !c.is_whitespace()).collect();
        let ar: i64 = digits.parse().map_err(|_| Refusal::Sum)?;
        Sum::new(ar).map_err(|_| Refusal::Sum)
    }

    /// How the order is to be handed over; as agreed where the form says nothing of it.
    pub(super) fn plan(&self) -> Result<Plan, Refusal> {
        let time = |name| {
            let zone = self.shop.config.time_zone;
            local_time::parse(self.field(name), zone).ok_or(Refusal::Time)
        };
        match self.field("hand_over") {
            "cell" => {
                let cell = match self.field("cell") {
                    "" => CellChoice::FirstFree,
                    id => CellChoice::This(id.parse().map_err(|_| Unfit::NoSuchCell)?),
                };
                Ok(Plan::Cell { cell, until: time("until")? })
            }
            "courier" => {
                let place = self.field("place").parse().map_err(|_| Refusal::Place)?;
                Ok(Plan::Courier { place, at: time("at")? })
            }
            _ => Ok(Plan::AsAgreed),
        }
    }

    /// Where and when a courier and the customer meet next; `None`: that is not agreed yet.
    pub(super) fn meeting(&self) -> Result<Option<Meeting>, Refusal> {
        courier::meeting(self.field("place"), self.field("at"), &self.shop)
    }

    /// Asks for a right that depends on what is done.
    pub(super) fn needs(&self, right: Right) -> Result<(), Refusal> {
        if !self.signed_in.may(right) {
            return Err(Refusal::NotYours);
        }
        if !self.signed_in.is_fresh(right, clock::now()) {
            return Err(Refusal::PasswordFirst);
        }
        Ok(())
    }

    fn by(&self) -> Result<By, Refusal> {
        let reason = match self.field("reason").trim() {
            "" => None,
            words => Some(words.parse::<Reason>().map_err(Refusal::Reason)?),
        };
        Ok(By::new(self.signed_in.actor(), reason))
    }

    /// The order as it is, for what has to be known before anything is written.
    pub(super) async fn order(&self) -> Result<Order, Error> {
        let uid = self.uid.clone();
        self.shop
            .store
            .read(move |connection| orders::find_by_uid(connection, &uid)?.ok_or(Error::NotFound))
            .await
    }

    /// Does it, and shows the order; where it was not done, with the reason why and with what was typed.
    pub(super) async fn carry_out<F>(
        self,
        decision: Option<Decision>,
        work: F,
    ) -> Result<HttpResponse, Error>
    where
        F: Fn(&mut Connection, &Order, &By, UtcTime) -> Result<(), Refusal> + Send + 'static,
    {
        self.carry_out_once(decision, |_| false, work).await
    }

    /// Like [`Desk::carry_out`]. A second click of the same person is no conflict: where all that happened meanwhile is
    /// what he asked for (`is_it`), it is done.
    pub(super) async fn carry_out_once<F>(
        self,
        decision: Option<Decision>,
        is_it: impl Fn(&Event) -> bool,
        work: F,
    ) -> Result<HttpResponse, Error>
    where
        F: Fn(&mut Connection, &Order, &By, UtcTime) -> Result<(), Refusal> + Send + 'static,
    {
        let done = self.attempt(work).await;
        self.answer(decision, done, is_it).await
    }

    /// Does it in one transaction.
    pub(super) async fn attempt<F, T>(&self, work: F) -> Result<T, Refusal>
    where
        F: Fn(&mut Connection, &Order, &By, UtcTime) -> Result<T, Refusal> + Send + 'static,
        T: Send + 'static,
    {
        let (by, uid) = (self.by()?, self.uid.clone());
        self.shop
            .store
            .write(move |connection| {
                let order = orders::find_by_uid_locked(connection, &uid)?;
                work(connection, &order.ok_or(DeskError::NotFound)?, &by, clock::now())
            })
            .await
    }

    /// The order's page, or why it was not done.
    pub(super) async fn answer(
        self,
        decision: Option<Decision>,
        done: Result<(), Refusal>,
        is_it: impl Fn(&Event) -> bool,
    ) -> Result<HttpResponse, Error> {
        match done {
            Ok(()) => Ok(see_other(&path(&self.uid))),
            Err(refusal) => self.tell(decision, refusal, is_it).await,
        }
    }

    /// Nothing is done, and the page says why.
    pub(super) async fn refuse(
        self,
        decision: Option<Decision>,
        refusal: Refusal,
    ) -> Result<HttpResponse, Error> {
        self.tell(decision, refusal, |_| false).await
    }

    /// The page as it is now, with why it was not done.
    async fn tell(
        self,
        decision: Option<Decision>,
        refusal: Refusal,
        is_it: impl Fn(&Event) -> bool,
    ) -> Result<HttpResponse, Error> {
        if let Refusal::PasswordFirst = refusal {
            return Ok(see_other(&confirm_first(&self.uid)));
        }
        let viewer = Viewer::new(&self.request, &self.signed_in, &self.shop);
        let Some((status, text)) = refusal.told(viewer.messages()) else {
            return Err(refusal.into_error());
        };
        let look = look(&self.shop, &self.uid).await?.ok_or(Error::NotFound)?;
        let meanwhile: Vec<&Event> =
            look.dossier.events.iter().filter(|event| event.id > self.version).collect();
        if let (Refusal::Desk(DeskError::Changed), [event]) = (&refusal, meanwhile.as_slice())
            && event.actor == self.signed_in.actor()
            && is_it(event)
        {
            return Ok(see_other(&path(&self.uid)));
        }
        let meanwhile = match status {
            StatusCode::CONFLICT => viewer.events(&meanwhile, &look),
            _ => Vec::new(),
        };
        let filled = Filled {
            decision,
            reason: self.field("reason").to_owned(),
            sum: self.field("sum").to_owned(),
            payee: self.field("payee").to_owned(),
            note: self.field("text").to_owned(),
            hand_over: TypedHandOver {
                by: self.field("hand_over").to_owned(),
                cell: self.field("cell").to_owned(),
                until: self.field("until").to_owned(),
                place: self.field("place").to_owned(),
                at: self.field("at").to_owned(),
            },
        };
        let page = viewer.page_after(&look, Trouble { text, meanwhile }, filled);
        render(status, &page)
    }
}

/// Where the password is given again, and then back to the order.
fn confirm_first(uid: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    format!("{}?{}", gate::CONFIRM, query.append_pair("next", &path(uid)).finish())
}
