mod sequences;

use std::time::Duration;

use super::*;
use crate::{
    feed::{self, Actor},
    payments::{DiscrepancyKind, RawCallback, Received, SourceRule},
    testing::{LIFETIME, TestDatabase, body, callback, moment},
};

const TIME: &str = "2026-11-24T07:05:03.126Z";

fn vera() -> By {
    By::new(Actor::staff("Вера"), None)
}

fn because(reason: &str) -> By {
    By::new(Actor::staff("Вера"), Some(reason.parse().unwrap()))
}

/// Staff does something with an order as it is now.
fn take(
    db: &mut TestDatabase,
    id: i64,
    step: Move,
    by: &By,
    now: UtcTime,
) -> Result<Order, DeskError> {
    let version = db.order(id).last_event;
    db.write(|c| move_order(c, id, version, step, by, now))
}

fn paid(db: &mut TestDatabase) -> Order {
    let order = db.place(8);
    assert_eq!(db.receive(&callback(body(&order, 8, TIME))), Received::Paid);
    db.order(order.id)
}

/// A paid order whose callback came from an address that nobody trusts yet.
fn held(db: &mut TestDatabase) -> Order {
    let order = db.place(8);
    let raw = RawCallback { rule: SourceRule::Unsaid, ..callback(body(&order, 8, TIME)) };
    assert_eq!(db.receive(&raw), Received::Paid);
    db.order(order.id)
}

fn last_event(db: &mut TestDatabase, id: i64) -> feed::Event {
    let last = db.order(id).last_event;
    feed::timeline(&mut db.connection, last).unwrap().pop().unwrap()
}

#[test]
fn a_paid_order_goes_its_way_and_back_again() {
    let mut db = TestDatabase::new();
    let id = paid(&mut db).id;
    for (step, status, kind) in [
        (Move::Assemble, Status::Assembling, EventKind::Assembling),
        (Move::Ready, Status::Ready, EventKind::Ready),
        (Move::Complete, Status::Completed, EventKind::Completed),
        (Move::Undo, Status::Ready, EventKind::BackToReady),
        (Move::Undo, Status::Assembling, EventKind::BackToAssembling),
        (Move::Undo, Status::Paid, EventKind::BackToPaid),
    ] {
        let moved = take(&mut db, id, step, &vera(), moment(7)).unwrap();
        let now = db.order(id);
        assert_eq!((moved.written_status, moved.last_event), (status, now.last_event));
        assert_eq!((now.written_status, now.counted), (status, Ar::new(8)));
        let event = last_event(&mut db, id);
        assert_eq!((event.kind, event.actor, event.at), (kind, vera().actor, moment(7)));
    }
    let nothing_to_undo = take(&mut db, id, Move::Undo, &vera(), moment(8));
    assert!(matches!(nothing_to_undo, Err(DeskError::NotAllowed { from: Status::Paid, .. })));
}

#[test]
fn the_second_of_two_is_told_and_changes_nothing() {
    let mut db = TestDatabase::new();
    let seen = paid(&mut db);
    take(&mut db, seen.id, Move::Assemble, &vera(), moment(7)).unwrap();
    let before = db.count("events");
    for step in Move::ALL {
        let late = db.write(|c| {
            move_order(c, seen.id, seen.last_event, *step, &because("поздно"), moment(8))
        });
        assert!(matches!(late, Err(DeskError::Changed)), "{step:?}: {late:?}");
    }
    assert_eq!(db.count("events"), before);
    assert_eq!(db.order(seen.id).written_status, Status::Assembling);
}

#[test]
fn an_order_that_is_held_goes_no_further() {
    let mut db = TestDatabase::new();
    let id = held(&mut db).id;
    let refused = take(&mut db, id, Move::Assemble, &vera(), moment(7));
    assert!(matches!(refused, Err(DeskError::Held(DiscrepancyKind::NewSource))), "{refused:?}");
    assert_eq!(db.order(id).written_status, Status::Paid);

    // What turns up while it is being assembled keeps it there, and can be gone back from.
    db.run("UPDATE discrepancies SET resolved_at = 1");
    take(&mut db, id, Move::Assemble, &vera(), moment(8)).unwrap();
    db.run("UPDATE discrepancies SET resolved_at = NULL");
    let refused = take(&mut db, id, Move::Ready, &vera(), moment(9));
    assert!(matches!(refused, Err(DeskError::Held(_))), "{refused:?}");
    take(&mut db, id, Move::Undo, &vera(), moment(10)).unwrap();

    db.run("UPDATE discrepancies SET overridden_at = 1, overridden_by = 'staff:Вера'");
    assert!(take(&mut db, id, Move::Assemble, &vera(), moment(11)).is_ok());
}

#[test]
fn cancelling_and_restoring_need_a_reason() {
    let mut db = TestDatabase::new();
    let id = paid(&mut db).id;
    let silent = take(&mut db, id, Move::Cancel, &vera(), moment(7));
    assert!(matches!(silent, Err(DeskError::NoReason)), "{silent:?}");
    take(&mut db, id, Move::Cancel, &because("передумал"), moment(8)).unwrap();
    let event = last_event(&mut db, id);
    assert_eq!((event.kind, event.note.as_deref()), (EventKind::Cancelled, Some("передумал")));
    let silent = take(&mut db, id, Move::Restore, &vera(), moment(9));
    assert!(matches!(silent, Err(DeskError::NoReason)), "{silent:?}");
    take(&mut db, id, Move::Restore, &because("всё же нужен"), moment(10)).unwrap();
    assert_eq!(db.order(id).written_status, Status::Paid);
    assert_eq!(last_event(&mut db, id).kind, EventKind::Restored);
}

#[test]
fn a_restored_order_that_nobody_paid_waits_anew() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    take(&mut db, order.id, Move::Cancel, &because("ошибка"), moment(7)).unwrap();
    let much_later = order.expires_at.plus(Duration::from_hours(9));
    take(&mut db, order.id, Move::Restore, &because("просит"), much_later).unwrap();
    let restored = db.order(order.id);
    assert_eq!(restored.status_at(much_later), Status::AwaitingPayment);
    assert_eq!(restored.expires_at, much_later.plus(LIFETIME));
    db.write(|c| orders::expire_due(c, much_later, 100)).unwrap();
    assert_eq!(db.order(order.id).written_status, Status::AwaitingPayment);
    db.write(|c| orders::expire_due(c, restored.expires_at, 100)).unwrap();
    assert_eq!(db.order(order.id).written_status, Status::Expired);
}

#[test]
fn a_part_paid_order_comes_back_to_wait_for_the_rest() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    db.receive(&callback(body(&order, 3, TIME)));
    take(&mut db, order.id, Move::Cancel, &because("ошибка"), moment(7)).unwrap();
    take(&mut db, order.id, Move::Restore, &because("просит"), moment(8)).unwrap();
    let restored = db.order(order.id);
    assert_eq!(restored.status_at(order.expires_at), Status::AwaitingPayment);
    assert_eq!(restored.expires_at, order.expires_at);
}

#[test]
fn what_has_expired_is_not_cancelled() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let late = take(&mut db, order.id, Move::Cancel, &because("всё"), order.expires_at);
    let from = Status::Expired;
    assert!(
        matches!(late, Err(DeskError::NotAllowed { from: was, to: Status::Cancelled }) if was == from),
        "{late:?}"
    );
}

#[test]
fn a_note_moves_nothing_and_asks_for_no_version() {
    let mut db = TestDatabase::new();
    let order = paid(&mut db);
    let text: Reason = "Просил после\nшести".parse().unwrap();
    db.write(|c| note(c, order.id, &text, &vera(), moment(7))).unwrap();
    let now = db.order(order.id);
    assert_eq!((now.written_status, now.counted), (Status::Paid, Ar::new(8)));
    let event = last_event(&mut db, order.id);
    assert_eq!(event.kind, EventKind::Note);
    assert_eq!(event.note.as_deref(), Some("Просил после\nшести"));
    let nowhere = db.write(|c| note(c, order.id + 1, &text, &vera(), moment(8)));
    assert!(matches!(nowhere, Err(DeskError::NotFound)), "{nowhere:?}");
}

#[test]
fn each_role_is_offered_its_own_moves() {
    use Move::{Assemble, Cancel, Complete, Ready, Restore, Undo};
    let mut db = TestDatabase::new();
    let waiting = db.place(8);
    let paid = paid(&mut db);
    let now = moment(5);
    let at = |status| Order { written_status: status, ..paid.clone() };
    let offered = |order: &Order| {
        [Role::Manager, Role::Picker, Role::Courier].map(|role| allowed(order, &[], role, now))
    };
    assert_eq!(offered(&waiting), [vec![Cancel], vec![], vec![]]);
    assert_eq!(offered(&paid), [vec![Assemble, Cancel], vec![Assemble], vec![]]);
    assert_eq!(
        offered(&at(Status::Assembling)),
        [vec![Ready, Undo, Cancel], vec![Ready, Undo], vec![]]
    );
    assert_eq!(
        offered(&at(Status::Ready)),
        [vec![Complete, Undo, Cancel], vec![Undo], vec![Complete]]
    );
    assert_eq!(offered(&at(Status::Completed)), [vec![Undo], vec![], vec![Undo]]);
    assert_eq!(offered(&at(Status::Cancelled)), [vec![Restore], vec![], vec![]]);
    assert_eq!(offered(&at(Status::Refunded)), [vec![], vec![], vec![]]);
    let expired = Order { expires_at: now, ..waiting };
    assert_eq!(offered(&expired), [vec![], vec![], vec![]]);
}

#[test]
fn a_held_order_is_offered_no_way_on() {
    let mut db = TestDatabase::new();
    let order = held(&mut db);
    let discrepancies = payments::discrepancies_of_order(&mut db.connection, order.id).unwrap();
    assert_eq!(allowed(&order, &discrepancies, Role::Owner, moment(5)), [Move::Cancel]);
    assert_eq!(allowed(&order, &discrepancies, Role::Picker, moment(5)), []);
}

/// Where several nodes share the books, two may read the same version at once.
#[test]
fn on_a_server_the_second_waits_and_is_told() {
    let mut db = TestDatabase::postgres();
    let seen = paid(&mut db);
    let database = db.database.clone();
    db.connection.begin_write().unwrap();
    move_order(&mut db.connection, seen.id, seen.last_event, Move::Assemble, &vera(), moment(7))
        .unwrap();
    let second = std::thread::spawn(move || {
        let mut connection = database.connect(crate::db::Purpose::Write).unwrap();
        connection.begin_write().unwrap();
        move_order(&mut connection, seen.id, seen.last_event, Move::Assemble, &vera(), moment(8))
            .map(drop)
    });
    db.run("COMMIT");
    let told = second.join().unwrap();
    assert!(matches!(told, Err(DeskError::Changed)), "{told:?}");
    assert_eq!(db.count("events WHERE kind = 'assembling'"), 1);
}
