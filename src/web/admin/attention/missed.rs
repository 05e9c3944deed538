//! Orders for which nobody came in time: what is told of them, and what becomes of them.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use diesel::QueryResult;
use serde::Deserialize;

use super::{Said, cards::View, page};
use crate::{
    clock::{self, UtcTime},
    db::Connection,
    delivery::{self, HandOver},
    desk::{
        By, DeskError, Reason, ReasonError, hand_over,
        moves::{self, Move},
    },
    feed::{self, Event, EventKind},
    orders::{self, Order, Status, Uid},
    staff::{Right, SignedIn},
    web::{
        Error, Shop,
        admin::{gate, local_time, order::Refusal},
        language,
        pages::{
            HandOverView,
            admin::{MissedCard, MissedForm, MissedProblem, MissedWay, missed_done},
        },
        respond::see_other,
    },
};

/// What an order's form sends.
#[derive(Debug, Deserialize)]
pub struct TypedWay {
    way: String,
    /// The order's version that the page showed.
    version: i64,
    #[serde(default)]
    until: String,
    #[serde(default)]
    reason: String,
}

/// What was just done with an order, as an address tells it.
#[derive(Clone, Debug)]
pub(super) struct Done {
    uid: Uid,
    way: MissedWay,
}

/// What was tried in vain.
#[derive(Clone, Debug)]
pub(super) struct InVain {
    pub status: StatusCode,
    pub uid: String,
    way: MissedWay,
    until: String,
    reason: String,
    /// Why, in words.
    pub why: String,
}

/// What is to be done.
#[derive(Clone, Copy, Debug)]
enum Asked {
    /// It waits until then.
    Wait(UtcTime),
    Move(Move),
}

/// `POST /admin/attention/missed/{uid}`
pub async fn decide_missed(
    request: HttpRequest,
    uid: Path<String>,
    form: Form<TypedWay>,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (uid, form) = (uid.into_inner(), form.into_inner());
    let way: MissedWay = form
        .way
        .parse()
        .map_err(|_| Error::Unprocessable("that is no way out for an order".to_owned()))?;
    let sought = uid.clone();
    let order = shop
        .store
        .read(move |connection| orders::find_by_uid(connection, &sought)?.ok_or(Error::NotFound))
        .await?;
    // Which right it takes depends on where the order stands; a version that is not this one's any more is refused below.
    let needed = right(way, &order, clock::now());
    if !signed_in.may(needed) {
        return Err(Error::NotAllowed(needed));
    }
    if !signed_in.is_fresh(needed, clock::now()) {
        return Ok(see_other(&gate::leading_to(gate::CONFIRM, Some(&address(&uid)))));
    }
    let (id, version) = (order.id, form.version);
    let done = match read(way, &form, &shop) {
        Ok((asked, reason)) => {
            let by = By::new(signed_in.actor(), reason);
            shop.store
                .write(move |connection| take(connection, id, version, asked, &by))
                .await
                .map_err(Refusal::from)
        }
        Err(refusal) => Err(refusal),
    };
    let done_at = format!("/admin/attention?missed={uid}&way={}#missed", way.as_str());
    let refusal = match done {
        Ok(()) => return Ok(see_other(&done_at)),
        Err(refusal) => refusal,
    };
    if let Refusal::Desk(DeskError::Changed) = refusal
        && is_second_click(&shop, id, version, way, &signed_in).await?
    {
        return Ok(see_other(&done_at));
    }
    let Some((status, why)) = refusal.told(language::messages(&request)) else {
        return Err(refusal.into_error());
    };
    let TypedWay { until, reason, .. } = form;
    let in_vain = InVain { status, uid, way, until, reason, why };
    page(&request, &signed_in, &shop, Said::InVain(in_vain)).await
}

/// Where the order stands on the page.
fn address(uid: &str) -> String {
    format!("/admin/attention#missed-{uid}")
}

/// The right that a way takes with that order. Whoever decides what becomes of it may let it wait.
fn right(way: MissedWay, order: &Order, now: UtcTime) -> Right {
    way.step().map_or(Right::Decide, |step| step.right(order, now))
}

/// What the form asks for, and why.
fn read(way: MissedWay, form: &TypedWay, shop: &Shop) -> Result<(Asked, Option<Reason>), Refusal> {
    let asked = if let Some(step) = way.step() {
        Asked::Move(step)
    } else {
        let until = local_time::parse(&form.until, shop.config.time_zone);
        Asked::Wait(until.ok_or(Refusal::Time)?)
    };
    let is_needed = way.step().is_some_and(Move::needs_reason);
    match form.reason.parse() {
        Ok(reason) => Ok((asked, Some(reason))),
        Err(ReasonError::Empty) if !is_needed => Ok((asked, None)),
        Err(error) => Err(Refusal::Reason(error)),
    }
}

fn take(
    connection: &mut Connection,
    order_id: i64,
    version: i64,
    asked: Asked,
    by: &By,
) -> Result<(), DeskError> {
    let now = clock::now();
    match asked {
        Asked::Wait(until) => hand_over::more_time(connection, order_id, version, until, by, now),
        Asked::Move(step) => {
            moves::move_order(connection, order_id, version, step, by, now).map(drop)
        }
    }
}

/// Whether all that happened after that version is what the same person asked for: no conflict.
async fn is_second_click(
    shop: &Shop,
    order_id: i64,
    version: i64,
    way: MissedWay,
    signed_in: &SignedIn,
) -> Result<bool, Error> {
    let events = shop
        .store
        .read(move |connection| {
            let order = orders::find(connection, order_id)?.ok_or(Error::NotFound)?;
            Ok::<_, Error>(feed::timeline(connection, order.last_event)?)
        })
        .await?;
    let kind = match way {
        MissedWay::MoreTime => EventKind::HandOver,
        MissedWay::Undo => EventKind::BackToAssembling,
        MissedWay::Cancel => EventKind::Cancelled,
    };
    let mut after = events.iter().filter(|event| event.id > version);
    let is_it = |event: &Event| event.kind == kind && event.actor == signed_in.actor();
    Ok(after.next().is_some_and(is_it) && after.next().is_none())
}

impl Done {
    /// From an address; `None` where it tells of nothing.
    pub(super) fn read(uid: &str, way: &str) -> Option<Self> {
        Some(Self { uid: uid.parse().ok()?, way: way.parse().ok()? })
    }
}

/// What has become of an order, if it is so: an address can be made up.
pub(super) struct Became {
    done: Done,
    /// Until when it waits.
    until: Option<UtcTime>,
}

pub(super) fn became(
    connection: &mut Connection,
    done: &Done,
    now: UtcTime,
) -> QueryResult<Option<Became>> {
    let Some(order) = orders::find_by_uid(connection, done.uid.as_str())? else {
        return Ok(None);
    };
    let until = delivery::of_order(connection, order.id)?
        .filter(|hand_over| !hand_over.is_missed(now))
        .map(|hand_over| hand_over.due_at);
    let is_so = match (done.way, order.status_at(now)) {
        (MissedWay::MoreTime, Status::Ready) => until.is_some(),
        (MissedWay::Undo, Status::Assembling) | (MissedWay::Cancel, Status::Cancelled) => true,
        _ => false,
    };
    Ok(is_so.then(|| Became { done: done.clone(), until }))
}

impl View<'_> {
    pub(super) fn became(&self, became: &Became) -> String {
        let until = became.until.map(|until| self.moment(until));
        let Done { uid, way } = &became.done;
        missed_done(self.frame.messages, *way, uid.as_str(), until.as_ref())
    }

    pub(super) fn missed(&self, order: &Order, hand_over: &HandOver) -> MissedCard {
        let uid = order.uid.to_string();
        let tried = match self.said {
            Said::InVain(in_vain) if in_vain.uid == uid => Some(in_vain),
            _ => None,
        };
        let due = self.moment(hand_over.due_at);
        let shown = HandOverView::new(hand_over, due, hand_over.is_missed(self.now));
        let mut forms = MissedWay::ALL
            .iter()
            .filter(|way| self.signed_in.may(right(**way, order, self.now)))
            // No courier tries for ever.
            .filter(|way| **way != MissedWay::MoreTime || !hand_over.is_tried_enough())
            .map(|way| {
                let tried = tried.filter(|tried| tried.way == *way);
                self.missed_form(*way, order, &shown, tried)
            });
        MissedCard {
            version: order.last_event,
            nickname: order.nickname.to_string(),
            main: forms.next(),
            others: forms.collect(),
            uid,
            hand_over: shown,
        }
    }

    fn missed_form(
        &self,
        way: MissedWay,
        order: &Order,
        hand_over: &HandOverView,
        tried: Option<&InVain>,
    ) -> MissedForm {
        let m = self.frame.messages;
        let config = &self.shop.config;
        let is_fresh = self.signed_in.is_fresh(right(way, order, self.now), self.now);
        let usual = || local_time::shown(self.now.plus(config.pick_up_time), config.time_zone);
        MissedForm {
            way,
            label: way.label(m),
            does: way.does(m, hand_over, order.counted.get()),
            problem: tried.map(|tried| MissedProblem {
                text: tried.why.clone(),
                is_typed: tried.status == StatusCode::UNPROCESSABLE_ENTITY,
            }),
            until: (way == MissedWay::MoreTime)
                .then(|| tried.map_or_else(usual, |tried| tried.until.clone())),
            reason: way
                .step()
                .is_some_and(Move::needs_reason)
                .then(|| tried.map(|tried| tried.reason.clone()).unwrap_or_default()),
            confirm: (!is_fresh)
                .then(|| gate::leading_to(gate::CONFIRM, Some(&address(order.uid.as_str())))),
        }
    }
}
