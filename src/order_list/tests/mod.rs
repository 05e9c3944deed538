use super::*;
use crate::{
    catalog::Stack,
    clock::UtcTime,
    orders::{self, Items, NewItem, NewOrder, Order, Status, Uid},
    testing::{TestDatabase, body, callback, moment, new_order, sum},
};

mod pages;
mod plans;
mod searches;
mod upkeep;

/// When the tests look: a second after their callbacks.
pub(super) fn later() -> UtcTime {
    moment(2_000_000)
}

pub(super) fn place(db: &mut TestDatabase, new: &NewOrder, at: u64) -> Order {
    db.write(|c| orders::place(c, new, moment(at))).unwrap()
}

pub(super) fn named(nickname: &str, uid: &str, items: &[&str]) -> NewOrder {
    let lines = items.iter().map(|name| NewItem {
        product_id: None,
        name: name.parse().unwrap(),
        price: sum(4),
        quantity: 1,
        stack: Stack::Loose,
    });
    NewOrder {
        nickname: nickname.parse().unwrap(),
        uid: Some(uid.parse().unwrap()),
        items: Items::of(lines.collect()).unwrap(),
        ..new_order(4)
    }
}

/// Pays an order, as a payer of that name.
pub(super) fn pay(db: &mut TestDatabase, order: &Order, ar: i64, payer: &str) {
    // A time of its own, so that no two are the same callback.
    let nth = db.count("callbacks");
    let body = body(order, ar, &format!("2026-11-24T07:05:03.{nth:03}Z"));
    db.receive(&callback(body.replace("Steve_01", payer)));
}

/// Staff moves an order, as far as the list is concerned.
pub(super) fn move_to(db: &mut TestDatabase, order: &Order, status: Status) {
    let order = db.order(order.id);
    let change = orders::Change {
        kind: crate::feed::EventKind::Assembling,
        actor: crate::feed::Actor::staff("Анна"),
        note: None,
        status,
        counted: order.counted,
        payment: None,
        about: orders::About::Nothing,
    };
    db.write(|c| orders::advance(c, &order, &change, moment(3))).unwrap();
}

/// What a node that has just started finds.
pub(super) fn find(
    db: &mut TestDatabase,
    filter: &Filter,
    sort: Sort,
    from: &From,
    most: usize,
) -> Page {
    let open = open(db);
    super::find(&mut db.connection, &open, filter, sort, from, most).unwrap()
}

pub(super) fn open(db: &mut TestDatabase) -> Open {
    OpenOrders::default().read(&mut db.connection, later()).unwrap()
}

pub(super) fn page(db: &mut TestDatabase, filter: &Filter) -> Page {
    find(db, filter, Sort::NewestFirst, &From::Start, 50)
}

/// The uids of the first page.
pub(super) fn listed(db: &mut TestDatabase, filter: &Filter) -> Vec<String> {
    uids(&page(db, filter))
}

pub(super) fn uids(page: &Page) -> Vec<String> {
    page.rows.iter().map(|row| row.order.uid.to_string()).collect()
}

pub(super) fn show(which: &str) -> Filter {
    Filter { show: Some(which.parse().unwrap()), ..Filter::default() }
}

/// All uids of a list, page by page.
pub(super) fn walk(db: &mut TestDatabase, filter: &Filter, sort: Sort, most: usize) -> Vec<Uid> {
    let mut all = Vec::new();
    let mut from = From::Start;
    loop {
        let page = find(db, filter, sort, &from, most);
        assert!(page.rows.len() <= most);
        all.extend(page.rows.iter().map(|row| row.order.uid.clone()));
        match page.next {
            None => return all,
            Some(uid) => from = From::After(uid),
        }
    }
}

/// All uids of a list, as an export has them.
pub(super) fn each(db: &mut TestDatabase, filter: &Filter, sort: Sort) -> Vec<Uid> {
    let open = open(db);
    let mut all = Vec::new();
    crate::order_list::each(
        &mut db.connection,
        &open,
        filter,
        sort,
        Lines::None,
        &mut |_, rows| {
            assert!(rows.iter().all(|row| row.items.is_empty()));
            all.extend(rows.into_iter().map(|row| row.order.uid));
            Ok::<_, diesel::result::Error>(())
        },
    )
    .unwrap();
    all
}
