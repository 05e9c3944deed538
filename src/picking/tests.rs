use super::*;
use crate::{
    catalog::Stack,
    clock::UtcTime,
    desk::{
        By, DeskError,
        moves::{self, Move},
    },
    feed::{Actor, EventKind},
    orders::{self, Items, NewItem, NewOrder, Order, Status},
    payments::{RawCallback, SourceRule},
    testing::{TestDatabase, body, callback, moment, new_order, sum},
};

const TIME: &str = "2026-11-24T07:05:03.126Z";

pub(super) fn petya() -> By {
    By::new(Actor::staff("Петя"), None)
}

/// A paid order of these goods: each with how many, at 1 АР.
pub(super) fn paid(db: &mut TestDatabase, goods: &[(&str, i64)]) -> Order {
    let order = placed(db, goods);
    db.receive(&callback(body(&order, order.total.get(), TIME)));
    db.order(order.id)
}

fn placed(db: &mut TestDatabase, goods: &[(&str, i64)]) -> Order {
    let lines = goods.iter().map(|(name, quantity)| NewItem {
        product_id: None,
        name: name.parse().unwrap(),
        price: sum(1),
        quantity: *quantity,
        stack: Stack::Of64,
    });
    let new = NewOrder { items: Items::of(lines.collect()).unwrap(), ..new_order(1) };
    db.write(|c| orders::place(c, &new, moment(0))).unwrap()
}

/// As a page shows it now.
fn chosen(db: &mut TestDatabase, order: &Order) -> Chosen {
    Chosen { uid: order.uid.clone(), version: db.order(order.id).last_event }
}

fn make_of(db: &mut TestDatabase, orders: &[&Order]) -> Made {
    let chosen: Vec<Chosen> = orders.iter().map(|order| chosen(db, order)).collect();
    db.write(|c| make(c, &chosen, &petya(), moment(5))).unwrap()
}

/// A list of all of these.
pub(super) fn list(db: &mut TestDatabase, orders: &[&Order]) -> i64 {
    let made = make_of(db, orders);
    assert!(made.refused.is_empty(), "{:?}", made.refused);
    made.list.unwrap()
}

pub(super) fn sheet(db: &mut TestDatabase, list: i64) -> Sheet {
    read(&mut db.connection, list).unwrap().unwrap()
}

/// Each good with how many of it there are, and how many of its shares are picked.
pub(super) fn goods(db: &mut TestDatabase, list: i64) -> Vec<(String, i64, usize)> {
    let picked = |good: &Good| good.shares.iter().filter(|share| share.is_picked()).count();
    sheet(db, list)
        .goods
        .iter()
        .map(|good| (good.name.clone(), good.quantity(), picked(good)))
        .collect()
}

pub(super) fn moved(db: &mut TestDatabase, order: &Order, step: Move) -> Result<Order, DeskError> {
    let version = db.order(order.id).last_event;
    let by = By::new(Actor::staff("Вера"), Some("так надо".parse().unwrap()));
    db.write(|c| moves::move_order(c, order.id, version, step, &by, moment(9)))
}

pub(super) fn entry(order: &Order, position: i64, quantity: i64) -> Entry {
    Entry { uid: order.uid.clone(), position, nth: 0, quantity }
}

pub(super) fn ticked(
    db: &mut TestDatabase,
    list: i64,
    entries: &[Entry],
    now: UtcTime,
) -> Result<(), PickError> {
    db.write(|c| tick(c, list, entries, &petya().actor, now))
}

#[test]
fn goods_are_summed_over_the_orders_that_they_go_to() {
    let mut db = TestDatabase::new();
    let one = paid(&mut db, &[("Песок", 100), ("Земля", 5)]);
    let other = paid(&mut db, &[("Земля", 60)]);
    let list = list(&mut db, &[&one, &other]);
    for order in [&one, &other] {
        let now = db.order(order.id);
        assert_eq!(now.written_status, Status::Assembling);
        let events = crate::feed::timeline(&mut db.connection, now.last_event).unwrap();
        let newest = events.last().unwrap();
        assert_eq!((newest.kind, newest.actor.clone()), (EventKind::Assembling, petya().actor));
        assert_eq!(list_of(&mut db.connection, order.id).unwrap(), Some(list));
    }
    assert_eq!(goods(&mut db, list), [("Земля".into(), 65, 0), ("Песок".into(), 100, 0)]);
    let dirt = sheet(&mut db, list).goods.remove(0);
    let shares: Vec<_> = dirt.shares.iter().map(|share| (share.order_id, share.quantity)).collect();
    assert_eq!(shares, [(one.id, 5), (other.id, 60)]);
    assert_eq!(dirt.count(), crate::catalog::Count::of(65, Stack::Of64));
}

#[test]
fn an_order_of_just_a_sum_is_picked_by_its_text() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    db.receive(&callback(body(&order, 8, TIME)));
    let list = list(&mut db, &[&order]);
    assert_eq!(goods(&mut db, list), [(order.text.as_str().to_owned(), 1, 0)]);
    ticked(&mut db, list, &[entry(&order, 0, 1)], moment(6)).unwrap();
    assert!(sheet(&mut db, list).is_all_picked());
}

#[test]
fn what_cannot_be_picked_is_not_put_on_a_list_and_it_is_said_why() {
    let mut db = TestDatabase::new();
    let good = paid(&mut db, &[("Песок", 1)]);
    let unpaid = placed(&mut db, &[("Песок", 1)]);
    let held = placed(&mut db, &[("Песок", 1)]);
    let raw = RawCallback { rule: SourceRule::Unsaid, ..callback(body(&held, 1, TIME)) };
    db.receive(&raw);
    let listed = paid(&mut db, &[("Песок", 1)]);
    let first = list(&mut db, &[&listed]);
    let changed = paid(&mut db, &[("Песок", 1)]);
    let mut stale = chosen(&mut db, &changed);
    stale.version -= 1;
    let mut all: Vec<Chosen> =
        [&good, &unpaid, &held, &listed].map(|order| chosen(&mut db, order)).into();
    all.push(stale);
    all.push(Chosen { uid: "nobody".parse().unwrap(), version: 1 });
    let made = db.write(|c| make(c, &all, &petya(), moment(5))).unwrap();
    let sheet = sheet(&mut db, made.list.unwrap());
    assert_eq!(sheet.orders.len(), 1);
    assert_eq!(sheet.orders[0].order.id, good.id);
    let why = |order: &Order| {
        let found = made.refused.iter().find(|(uid, _)| *uid == order.uid);
        &found.unwrap().1
    };
    assert!(matches!(why(&unpaid), Refusal::Desk(DeskError::NotAllowed { .. })));
    assert!(matches!(why(&held), Refusal::Desk(DeskError::Held(_))));
    assert!(matches!(why(&listed), Refusal::Listed(on) if *on == first));
    assert!(matches!(why(&changed), Refusal::Desk(DeskError::Changed)));
    assert_eq!(made.refused.len(), 5);
    assert_eq!(db.order(changed.id).written_status, Status::Paid);
}

#[test]
fn nothing_to_pick_makes_no_list() {
    let mut db = TestDatabase::new();
    let unpaid = placed(&mut db, &[("Песок", 1)]);
    assert_eq!(make_of(&mut db, &[&unpaid]).list, None);
    assert_eq!(make_of(&mut db, &[]).list, None);
    assert_eq!(db.count("pick_lists"), 0);
}

#[test]
fn an_order_is_on_one_open_list_and_the_database_sees_to_it() {
    let mut db = TestDatabase::new();
    let order = paid(&mut db, &[("Песок", 1)]);
    let first = list(&mut db, &[&order]);
    let again = make_of(&mut db, &[&order]);
    assert!(matches!(again.refused[..], [(_, Refusal::Listed(on))] if on == first));
    let forced = db.write(|c| {
        use diesel::connection::SimpleConnection;
        c.batch_execute(&format!(
            "INSERT INTO pick_lists (made_by, made_at) VALUES ('staff:Ваня', 1);
            INSERT INTO pick_list_orders (list_id, order_id, standing)
            SELECT MAX(id), {}, 'open' FROM pick_lists",
            order.id
        ))
    });
    assert!(forced.is_err());
    // One that is assembled already, and on no open list.
    db.write(|c| end(c, first, Left::GoesOff, &petya().actor, moment(7))).unwrap();
    assert_ne!(list(&mut db, &[&order]), first);
}

#[test]
fn an_order_that_goes_back_or_is_cancelled_leaves_its_list() {
    let mut db = TestDatabase::new();
    let stays = paid(&mut db, &[("Песок", 1)]);
    let goes_back = paid(&mut db, &[("Песок", 10)]);
    let cancelled = paid(&mut db, &[("Песок", 100), ("Земля", 1)]);
    let list = list(&mut db, &[&stays, &goes_back, &cancelled]);
    assert_eq!(goods(&mut db, list), [("Земля".into(), 1, 0), ("Песок".into(), 111, 0)]);
    moved(&mut db, &goes_back, Move::Undo).unwrap();
    moved(&mut db, &cancelled, Move::Cancel).unwrap();
    assert_eq!(goods(&mut db, list), [("Песок".into(), 1, 0)]);
    let on: Vec<_> =
        sheet(&mut db, list).orders.iter().map(|each| (each.order.id, each.is_on())).collect();
    assert_eq!(on, [(stays.id, true), (goes_back.id, false), (cancelled.id, false)]);
    // Assembled anew it is no part of the old list, and can be on a new one.
    moved(&mut db, &goes_back, Move::Assemble).unwrap();
    assert_eq!(goods(&mut db, list), [("Песок".into(), 1, 0)]);
    assert_ne!(self::list(&mut db, &[&goes_back]), list);
    assert!(matches!(
        ticked(&mut db, list, &[entry(&cancelled, 0, 100)], moment(8)),
        Err(PickError::Changed)
    ));
}

#[test]
fn an_order_that_is_ready_is_not_looked_for_any_more() {
    let mut db = TestDatabase::new();
    let (one, other) = (paid(&mut db, &[("Песок", 1)]), paid(&mut db, &[("Песок", 2)]));
    let list = list(&mut db, &[&one, &other]);
    moved(&mut db, &one, Move::Ready).unwrap();
    assert_eq!(goods(&mut db, list), [("Песок".into(), 3, 1)]);
    // And is again when it comes back.
    moved(&mut db, &one, Move::Undo).unwrap();
    assert_eq!(goods(&mut db, list), [("Песок".into(), 3, 0)]);
}

#[test]
fn ticks_tell_who_and_when_and_can_be_taken_back() {
    let mut db = TestDatabase::new();
    let (one, other) = (paid(&mut db, &[("Песок", 1)]), paid(&mut db, &[("Песок", 2)]));
    let list = list(&mut db, &[&one, &other]);
    ticked(&mut db, list, &[entry(&one, 0, 1)], moment(6)).unwrap();
    assert_eq!(goods(&mut db, list), [("Песок".into(), 3, 1)]);
    assert!(!sheet(&mut db, list).is_all_picked());
    // Whoever comes second changes nothing.
    let both = [entry(&one, 0, 1), entry(&other, 0, 2)];
    let vera = Actor::staff("Вера");
    db.write(|c| tick(c, list, &both, &vera, moment(7))).unwrap();
    let good = sheet(&mut db, list).goods.remove(0);
    let who: Vec<_> = good
        .shares
        .iter()
        .map(|share| share.tick.as_ref().map(|tick| (tick.by.clone(), tick.at)).unwrap())
        .collect();
    assert_eq!(who, [(petya().actor, moment(6)), (vera, moment(7))]);
    assert!(sheet(&mut db, list).is_all_picked());
    db.write(|c| untick(c, list, &both[1..])).unwrap();
    assert_eq!(goods(&mut db, list), [("Песок".into(), 3, 1)]);
    // What is not there, or is another number now, is not ticked, nor is what was sent with it.
    let version = db.order(one.id).last_event;
    for wrong in [entry(&one, 0, 5), entry(&one, 1, 1)] {
        let sent = [entry(&other, 0, 2), wrong];
        assert!(matches!(ticked(&mut db, list, &sent, moment(8)), Err(PickError::Changed)));
    }
    assert_eq!(goods(&mut db, list), [("Песок".into(), 3, 1)]);
    assert_eq!(db.order(one.id).last_event, version, "a tick is no change of an order");
}

#[test]
fn a_list_ends_when_all_is_picked_and_its_orders_stay_where_they_are() {
    let mut db = TestDatabase::new();
    let (one, other) = (paid(&mut db, &[("Песок", 1)]), paid(&mut db, &[("Песок", 2)]));
    let list = list(&mut db, &[&one, &other]);
    let by = petya().actor;
    ticked(&mut db, list, &[entry(&one, 0, 1)], moment(6)).unwrap();
    let too_early = db.write(|c| end(c, list, Left::Nothing, &by, moment(7)));
    assert!(matches!(too_early, Err(PickError::NotAll)));
    ticked(&mut db, list, &[entry(&other, 0, 2)], moment(8)).unwrap();
    assert_eq!(open(&mut db.connection).unwrap().len(), 1);
    db.write(|c| end(c, list, Left::Nothing, &by, moment(9))).unwrap();
    assert!(open(&mut db.connection).unwrap().is_empty());
    let ended = ended(&mut db.connection, None, 9).unwrap().remove(0);
    assert_eq!((ended.id, ended.ended_by, ended.ended_at), (list, Some(by), Some(moment(9))));
    for order in [&one, &other] {
        assert_eq!(db.order(order.id).written_status, Status::Assembling);
        assert_eq!(list_of(&mut db.connection, order.id).unwrap(), None);
    }
    // It stays as it was, whatever happens to its orders.
    moved(&mut db, &one, Move::Undo).unwrap();
    assert_eq!(goods(&mut db, list), [("Песок".into(), 3, 2)]);
    let late = ticked(&mut db, list, &[entry(&other, 0, 2)], moment(10));
    assert!(matches!(late, Err(PickError::Ended)));
}

#[test]
fn a_list_that_is_given_up_keeps_what_was_picked() {
    let mut db = TestDatabase::new();
    let (one, other) = (paid(&mut db, &[("Песок", 1)]), paid(&mut db, &[("Песок", 2)]));
    let list = list(&mut db, &[&one, &other]);
    ticked(&mut db, list, &[entry(&one, 0, 1)], moment(6)).unwrap();
    db.write(|c| end(c, list, Left::GoesOff, &petya().actor, moment(7))).unwrap();
    assert_eq!(goods(&mut db, list), [("Песок".into(), 1, 1)]);
    let on: Vec<bool> = sheet(&mut db, list).orders.iter().map(OnList::is_on).collect();
    assert_eq!(on, [true, false]);
}
