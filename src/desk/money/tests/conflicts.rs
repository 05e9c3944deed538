//! Two who act at once.

use std::thread;

use super::*;
use crate::db::{Connection, Purpose, StoreError};

#[test]
fn what_happened_since_it_was_shown_stops_the_decision() {
    let mut desk = Desk::new();
    let order = desk.order();
    let raw = desk.told(&order, 10);
    desk.db.receive(&raw);
    desk.again(&raw);
    let seen = desk.card(DiscrepancyKind::Repeated);
    let later = RawCallback { received_at: moment(2_000_000), ..raw };
    desk.again(&later);
    let written = desk.written();
    for way in [WayOut::Count, WayOut::Dismiss, WayOut::Wait] {
        let result = desk.take_of(&seen, &way);
        assert!(matches!(result, Err(DeskError::Changed)), "{result:?}");
    }
    assert_eq!(desk.written(), written);
    let nobody = desk.db.write(|c| resolve(c, 999, now(), &WayOut::Wait, &anna(), now()));
    assert!(matches!(nobody, Err(DeskError::NotFound)));
}

/// Runs the same verb on many connections at once, each of them again where the database asks for it, and returns how
/// many carried it out.
fn at_once<T: Send>(
    desk: &Desk,
    verb: impl Fn(&mut Connection) -> Result<T, DeskError> + Sync,
) -> usize {
    let database = &desk.db.database;
    thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut connection = database.connect(Purpose::Write).unwrap();
                    loop {
                        connection.begin_write().unwrap();
                        let result = verb(&mut connection);
                        let result = match result {
                            Ok(done) => connection
                                .commit()
                                .map(|()| done)
                                .map_err(|error| DeskError::from(StoreError::from(error))),
                            Err(error) => {
                                let _ = connection.rollback();
                                Err(error)
                            }
                        };
                        match result {
                            Err(DeskError::Store(StoreError::Query(_) | StoreError::Conflict)) => {}
                            done => return done.is_ok(),
                        }
                    }
                })
            })
            .collect();
        workers.into_iter().map(|worker| usize::from(worker.join().unwrap())).sum()
    })
}

#[test]
fn refunds_at_once_are_no_more_than_was_paid() {
    let mut desk = Desk::new();
    let order = desk.order();
    desk.pay(&order, 10);
    let of = RefundOf::Order(order.id);
    let write =
        |c: &mut Connection| refund(c, of, sum(4), RefundState::Sent, "Steve_01", &anna(), now());
    assert_eq!(at_once(&desk, write), 2);
    assert_eq!(desk.refundable(&order), 2);
    desk.db.receive(&callback(r#"{"sum":3}"#));
    let id = desk.card(DiscrepancyKind::UnknownOrder).payment_id.unwrap();
    let write = |c: &mut Connection| {
        refund(c, RefundOf::Payment(id), sum(2), RefundState::Sent, "", &anna(), now())
    };
    assert_eq!(at_once(&desk, write), 1);
}

#[test]
fn one_of_those_who_decide_at_once_is_heard() {
    let mut desk = Desk::new();
    let order = desk.order();
    let version = order.last_event;
    let verb = |c: &mut Connection| confirm(c, order.id, version, sum(4), &anna(), now());
    assert_eq!(at_once(&desk, verb), 1);
    assert_eq!(desk.stands(&order), (Status::AwaitingPayment, 4));
    desk.db.receive(&callback(r#"{"sum":6}"#));
    let card = desk.card(DiscrepancyKind::UnknownOrder);
    let way = WayOut::Attach { order: order.uid.clone() };
    let verb = |c: &mut Connection| resolve(c, card.id, card.last_at, &way, &anna(), now());
    assert_eq!(at_once(&desk, verb), 1);
    assert_eq!(desk.stands(&order), (Status::Paid, 10));
    let payment = desk.payments(&order)[0].id;
    let verb = |c: &mut Connection| contest(c, payment, &anna(), now());
    assert_eq!(at_once(&desk, verb), 1);
}
