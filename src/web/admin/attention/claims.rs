//! Customers who say that they have paid: what is told of them, and the answer that there is no such payment.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Form, Path},
};
use diesel::QueryResult;
use serde::Deserialize;

use super::{Said, cards::View, page};
use crate::{
    clock,
    db::Connection,
    desk::{self, By, DeskError},
    dromon::{HistoryLine, Sum},
    orders::{self, Order},
    payments::claim::{self, Answer, Claim, ClaimLine},
    staff::SignedIn,
    web::{
        Error, Shop,
        pages::{admin::ClaimCard, shorten},
        respond::see_other,
    },
};

/// How much of a line is shown, and of a name in it.
const LINE: usize = 200;
const NAME: usize = 40;

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct RefuseForm {
    /// The claim that the card showed.
    nth: i64,
}

/// `POST /admin/attention/claims/{uid}`
pub async fn refuse_claim(
    request: HttpRequest,
    uid: Path<String>,
    form: Form<RefuseForm>,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (uid, nth) = (uid.into_inner(), form.nth);
    let by = By::new(signed_in.actor(), None);
    let sought = uid.clone();
    let refused = shop
        .store
        .write(move |connection| desk::claim::refuse(connection, &sought, nth, &by, clock::now()))
        .await;
    match refused {
        Ok(()) => Ok(see_other(&format!("/admin/attention?refused-claim={uid}#claims"))),
        Err(DeskError::Changed) => page(&request, &signed_in, &shop, Said::NotRefused).await,
        Err(error) => Err(error.into()),
    }
}

/// The order whose customer was just told so, if he was: an address can be made up.
pub(super) fn refused(connection: &mut Connection, uid: &str) -> QueryResult<Option<Order>> {
    let Some(order) = orders::find_by_uid(connection, uid)? else { return Ok(None) };
    let last = claim::last_of(connection, order.id)?;
    let is_told = last.is_some_and(|last| last.answer == Some(Answer::NoPayment));
    Ok(is_told.then_some(order))
}

impl View<'_> {
    pub(super) fn claim(&self, claim: &Claim, order: &Order) -> ClaimCard {
        let m = self.frame.messages;
        let read = claim.line.as_ref().and_then(|line| HistoryLine::parse(line.as_str()).ok());
        let left = order.left_to_pay().map_or(0, Sum::get);
        ClaimCard {
            uid: order.uid.to_string(),
            nickname: order.nickname.to_string(),
            left,
            at: self.moment(claim.at),
            nth: claim.nth,
            line: claim.line.as_ref().map(|line| shorten(ClaimLine::as_str(line), LINE)),
            read: read.as_ref().map(|read| {
                let args = [
                    ("payer", shorten(read.payer, NAME).into()),
                    ("recipient", shorten(read.recipient, NAME).into()),
                    ("sum", m.ar(read.sum.get()).into()),
                ];
                m.with("claims-read", &args)
            }),
            doubts: read.map(|read| self.doubts(&read, order, left)).unwrap_or_default(),
        }
    }

    /// What of a line does not fit the order: anybody can write one.
    fn doubts(&self, read: &HistoryLine<'_>, order: &Order, left: i64) -> Vec<String> {
        let m = self.frame.messages;
        let mut doubts = Vec::new();
        if read.sum.get() != left {
            doubts.push(m.with("claims-other-sum", &[("sum", m.ar(left).into())]));
        }
        if read.uid().is_some_and(|uid| uid != order.uid.as_str()) {
            doubts.push(m.text("claims-other-order"));
        }
        doubts
    }
}
