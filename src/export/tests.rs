use super::*;
use crate::{
    order_list::OpenOrders,
    testing::{TestDatabase, body, callback, moment},
};

fn read_all(db: &mut TestDatabase, table: Table) -> Vec<Vec<Exported>> {
    let open = OpenOrders::default().read(&mut db.connection, moment(2_000_000)).unwrap();
    let mut batches = Vec::new();
    let filter = Filter::default();
    read(&mut db.connection, &open, &filter, Sort::NewestFirst, table, |batch| {
        batches.push(batch);
        Ok::<_, diesel::result::Error>(())
    })
    .unwrap();
    batches
}

/// However many orders there are, few are held at once.
#[test]
fn a_large_shop_is_read_a_few_orders_at_a_time() {
    let mut db = TestDatabase::new();
    let first = db.place(8);
    db.run(&format!(
        "INSERT INTO orders (id, uid, uid_folded, token, customer_id, nickname, text, total, counted, status, last_event,
                created_at, expires_at)
            WITH RECURSIVE n (id) AS (SELECT 100001 UNION ALL SELECT id + 1 FROM n WHERE id < 120000)
            SELECT n.id, 'x' || n.id, 'X' || n.id, '2f1c0000-0000-4000-8000-000000' || n.id, customer_id, nickname, text, total, counted, status,
                last_event, created_at, expires_at
            FROM n, orders WHERE orders.id = {};
        INSERT INTO order_items (order_id, position, name, price, quantity, stack)
            SELECT id, 0, 'Шалкер', 8, 1, 'loose' FROM orders WHERE id > 100000;",
        first.id
    ));
    let batches = read_all(&mut db, Table::Lines);
    assert_eq!(batches.iter().map(Vec::len).sum::<usize>(), 20_001);
    let largest = batches.iter().map(Vec::len).max().unwrap();
    assert!(largest <= 128, "{largest} orders at once");
    let lines: usize = batches.iter().flatten().map(|each| each.row.items.len()).sum();
    assert_eq!(lines, 20_000);
}

/// One of them came for another order first: it is linked behind a newer one.
#[test]
fn each_order_has_its_own_payments_oldest_first() {
    let mut db = TestDatabase::new();
    let (first, second, unpaid) =
        (db.place_with_uid("u1", 8), db.place_with_uid("u2", 9), db.place_with_uid("u3", 8));
    for (nth, order) in [&first, &second, &first, &first].into_iter().enumerate() {
        let body = body(order, 8, &format!("2026-11-24T07:05:{nth:02}.000Z"));
        db.receive(&callback(body));
    }
    let ids = |db: &mut TestDatabase| -> Vec<(String, Vec<i64>)> {
        read_all(db, Table::Payments)
            .into_iter()
            .flatten()
            .map(|each| {
                let ids = each.payments.iter().map(|payment| payment.id).collect();
                (each.row.order.uid.to_string(), ids)
            })
            .collect()
    };
    let expected = |first: &[i64], second: &[i64]| {
        [("u3", &[][..]), ("u2", second), ("u1", first)]
            .map(|(uid, ids)| (uid.to_owned(), ids.to_vec()))
            .to_vec()
    };
    let all: Vec<i64> = payments_of(&mut db, &first);
    let of_second = payments_of(&mut db, &second);
    assert_eq!((all.len(), of_second.len(), payments_of(&mut db, &unpaid).len()), (3, 1, 0));
    assert_eq!(ids(&mut db), expected(&all, &of_second));
    // The oldest one was attached later.
    let (a, b, c) = (all[0], all[1], all[2]);
    db.run(&format!(
        "UPDATE payments SET previous = {c} WHERE id = {a};
        UPDATE payments SET previous = NULL WHERE id = {b};
        UPDATE orders SET last_payment = {a} WHERE uid = 'u1'"
    ));
    assert_eq!(ids(&mut db), expected(&all, &of_second));
    assert!(read_all(&mut db, Table::Orders).iter().flatten().all(|each| each.payments.is_empty()));
}

fn payments_of(db: &mut TestDatabase, order: &crate::orders::Order) -> Vec<i64> {
    let order = db.order(order.id);
    let payments = payments::of_order(&mut db.connection, &order).unwrap();
    payments.iter().map(|payment| payment.id).collect()
}
