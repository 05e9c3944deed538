//! What staff does on an order's page: one form, one verb.

use actix_web::HttpResponse;

use super::{desk::Desk, refusal::Refusal};
use crate::{
    clock,
    db::Connection,
    delivery::{self, Plan, Tried},
    desk::{
        By, DeskError, Reason, hand_over,
        money::{self, RefundOf, RefundState},
        moves::{self, Move},
    },
    feed::{Event, EventKind},
    orders::Order,
    payments,
    staff::Right,
    web::{Error, pages::admin::Decision},
};

/// `POST /admin/orders/{uid}/move`
pub async fn move_order(desk: Desk) -> Result<HttpResponse, Error> {
    let step: Move = desk
        .field("move")
        .parse()
        .map_err(|_| Error::Malformed("`move` is no move of an order".to_owned()))?;
    let decision = match step {
        Move::Cancel => Some(Decision::Cancel),
        Move::Restore => Some(Decision::Restore),
        Move::Assemble | Move::Ready | Move::Complete | Move::Undo => None,
    };
    // Which right it takes depends on where the order stands; a version that is not this one's any more is refused below.
    let order = desk.order().await?;
    if let Err(refusal) = desk.needs(step.right(&order, clock::now())) {
        return desk.refuse(decision, refusal).await;
    }
    let plan = match step {
        Move::Ready => match desk.plan() {
            Ok(plan) => Some(plan),
            Err(refusal) => return desk.refuse(decision, refusal).await,
        },
        _ => None,
    };
    let version = desk.version;
    desk.carry_out_once(
        decision,
        move |event| is_step(event, step),
        move |connection, order, by, now| {
            match &plan {
                Some(plan) => hand_over::ready(connection, order.id, version, plan, by, now)?,
                None => moves::move_order(connection, order.id, version, step, by, now)?,
            };
            Ok(())
        },
    )
    .await
}

/// `POST /admin/orders/{uid}/hand-over`: whoever may bring it or put it somewhere may say how it is handed over.
pub async fn change_hand_over(desk: Desk) -> Result<HttpResponse, Error> {
    let needed = [Right::Assemble, Right::Deliver];
    if !needed.iter().any(|right| desk.signed_in.may(*right)) {
        return desk.refuse(None, Refusal::NotYours).await;
    }
    let plan = match desk.plan() {
        Ok(plan) => plan,
        Err(refusal) => return desk.refuse(None, refusal).await,
    };
    let version = desk.version;
    // A courier who could have it handed over otherwise would need no code.
    let may_withdraw = desk.signed_in.may(Right::Assemble) || matches!(plan, Plan::Courier { .. });
    desk.carry_out_once(
        None,
        |event| event.kind == EventKind::HandOver,
        move |connection, order, by, now| {
            if !may_withdraw
                && delivery::of_order(connection, order.id)?.is_some_and(|way| way.is_by_courier())
            {
                return Err(Refusal::NotYours);
            }
            hand_over::change(connection, order.id, version, &plan, by, now)?;
            Ok(())
        },
    )
    .await
}

/// `POST /admin/orders/{uid}/deliver`: the courier types what the customer told him.
pub async fn deliver(desk: Desk) -> Result<HttpResponse, Error> {
    let Ok(code) = desk.field("code").parse() else {
        return desk.refuse(None, Refusal::NoCode).await;
    };
    let version = desk.version;
    let tried = desk
        .attempt(move |connection, order, by, now| {
            Ok(hand_over::deliver(connection, order.id, version, &code, by, now)?)
        })
        .await;
    let done = tried.and_then(|tried| match tried {
        Tried::Right => Ok(()),
        Tried::Wrong { left } => Err(Refusal::WrongCode { left }),
        Tried::Locked => Err(Refusal::CodeLocked),
    });
    desk.answer(None, done, |event| event.kind == EventKind::Completed).await
}

/// `POST /admin/orders/{uid}/nobody`: the customer was not there.
pub async fn found_nobody(desk: Desk) -> Result<HttpResponse, Error> {
    let again = match desk.meeting() {
        Ok(again) => again,
        Err(refusal) => return desk.refuse(None, refusal).await,
    };
    let version = desk.version;
    desk.carry_out_once(
        None,
        |event| event.kind == EventKind::FoundNobody,
        move |connection, order, by, now| {
            let again = again.as_ref();
            Ok(hand_over::found_nobody(connection, order.id, version, again, by, now)?)
        },
    )
    .await
}

/// `POST /admin/orders/{uid}/deliver-without-code`
pub async fn deliver_without_code(desk: Desk) -> Result<HttpResponse, Error> {
    let version = desk.version;
    desk.carry_out(Some(Decision::DeliverWithoutCode), move |connection, order, by, now| {
        hand_over::deliver_without_code(connection, order.id, version, by, now)?;
        Ok(())
    })
    .await
}

/// `POST /admin/orders/{uid}/code`
pub async fn new_code(desk: Desk) -> Result<HttpResponse, Error> {
    let version = desk.version;
    desk.carry_out(Some(Decision::NewCode), move |connection, order, by, now| {
        hand_over::new_code(connection, order.id, version, by, now)?;
        Ok(())
    })
    .await
}

/// Whether an event is that move.
fn is_step(event: &Event, step: Move) -> bool {
    match step {
        Move::Assemble => event.kind == EventKind::Assembling,
        Move::Ready => event.kind == EventKind::Ready,
        Move::Complete => event.kind == EventKind::Completed,
        Move::Undo => matches!(
            event.kind,
            EventKind::BackToPaid | EventKind::BackToAssembling | EventKind::BackToReady
        ),
        Move::Cancel => event.kind == EventKind::Cancelled,
        Move::Restore => event.kind == EventKind::Restored,
    }
}

/// `POST /admin/orders/{uid}/note`
pub async fn note(desk: Desk) -> Result<HttpResponse, Error> {
    let text: Reason = match desk.field("text").parse() {
        Ok(text) => text,
        Err(error) => return desk.refuse(None, Refusal::Reason(error)).await,
    };
    desk.carry_out(None, move |connection, order, by, now| {
        moves::note(connection, order.id, &text, by, now)?;
        Ok(())
    })
    .await
}

/// `POST /admin/orders/{uid}/confirm-payment`
pub async fn confirm(desk: Desk) -> Result<HttpResponse, Error> {
    let decision = Some(Decision::Confirm);
    let sum = match desk.sum() {
        Ok(sum) => sum,
        Err(refusal) => return desk.refuse(decision, refusal).await,
    };
    let version = desk.version;
    desk.carry_out(decision, move |connection, order, by, now| {
        has_reason(by)?;
        money::confirm(connection, order.id, version, sum, by, now)?;
        Ok(())
    })
    .await
}

/// `POST /admin/orders/{uid}/override`
pub async fn override_holds(desk: Desk) -> Result<HttpResponse, Error> {
    let version = desk.version;
    desk.carry_out(Some(Decision::Override), move |connection, order, by, now| {
        has_reason(by)?;
        money::override_holds(connection, order.id, version, by, now)?;
        Ok(())
    })
    .await
}

/// The longest name of whoever gets money back.
const MOST_PAYEE: usize = 100;

/// `POST /admin/orders/{uid}/refunds`
pub async fn refund(desk: Desk) -> Result<HttpResponse, Error> {
    let decision = Some(Decision::Refund);
    let read = desk.sum().and_then(|sum| Ok((sum, payee(desk.field("payee"))?)));
    let (sum, payee) = match read {
        Ok(read) => read,
        Err(refusal) => return desk.refuse(decision, refusal).await,
    };
    let state = refund_state(desk.field("to"))?;
    let version = desk.version;
    desk.carry_out(decision, move |connection, order, by, now| {
        has_reason(by)?;
        // A second click would write it down twice.
        is_as_seen(order, version)?;
        money::refund(connection, RefundOf::Order(order.id), sum, state, &payee, by, now)?;
        Ok(())
    })
    .await
}

/// `POST /admin/orders/{uid}/refunds/{id}`
pub async fn change_refund(desk: Desk) -> Result<HttpResponse, Error> {
    let id = desk.id()?;
    let (from, to) = (refund_state(desk.field("from"))?, refund_state(desk.field("to"))?);
    desk.carry_out(Some(Decision::ChangeRefund(id)), move |connection, order, by, now| {
        has_reason(by)?;
        let refunds = money::refunds(connection, RefundOf::Order(order.id))?;
        if refunds.iter().all(|refund| refund.id != id) {
            return Err(DeskError::NotFound.into());
        }
        money::change_refund(connection, id, from, to, by, now)?;
        Ok(())
    })
    .await
}

/// `POST /admin/orders/{uid}/payments/{id}/contest`
pub async fn contest(desk: Desk) -> Result<HttpResponse, Error> {
    let id = desk.id()?;
    let version = desk.version;
    desk.carry_out(Some(Decision::Contest(id)), move |connection, order, by, now| {
        has_reason(by)?;
        is_as_seen(order, version)?;
        is_of(connection, order, id)?;
        money::contest(connection, id, by, now)?;
        Ok(())
    })
    .await
}

fn has_reason(by: &By) -> Result<(), DeskError> {
    if by.reason.is_some() { Ok(()) } else { Err(DeskError::NoReason) }
}

fn is_as_seen(order: &Order, version: i64) -> Result<(), DeskError> {
    if order.last_event == version { Ok(()) } else { Err(DeskError::Changed) }
}

/// Whether that payment is one of the order's.
fn is_of(connection: &mut Connection, order: &Order, payment: i64) -> Result<(), DeskError> {
    let payments = payments::of_order(connection, order)?;
    if payments.iter().any(|each| each.id == payment) { Ok(()) } else { Err(DeskError::NotFound) }
}

fn refund_state(word: &str) -> Result<RefundState, Error> {
    word.parse().map_err(|_| Error::Malformed("no such state of a refund".to_owned()))
}

/// Whoever gets money back, as somebody typed it.
fn payee(typed: &str) -> Result<String, Refusal> {
    let payee: String = typed.trim().chars().filter(|c| !c.is_control()).take(MOST_PAYEE).collect();
    if payee.is_empty() { Err(Refusal::Payee) } else { Ok(payee) }
}
