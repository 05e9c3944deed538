use super::*;
use crate::testing::TestDatabase;

/// A shop with two counted goods and one that nobody counts, and an order.
fn shop() -> (TestDatabase, i64) {
    let mut db = TestDatabase::new();
    db.run(
        "INSERT INTO products (name, description, price, position, hidden, created_at, stock) VALUES
            ('Алмаз', '', 10, 1, false, 1, 5), ('Железо', '', 2, 2, false, 1, 64), ('Совет', '', 1, 3, false, 1, NULL)",
    );
    let order = db.place(8).id;
    (db, order)
}

fn stock_of(db: &mut TestDatabase, product: i64) -> i64 {
    db.number(&format!("SELECT stock AS number FROM products WHERE id = {product}"))
}

fn hold(db: &mut TestDatabase, order: i64, wanted: &[(i64, i64)]) -> Result<bool, HoldError> {
    let wanted = wanted.iter().copied().collect();
    db.write(|c| super::hold(c, order, &wanted))
}

#[test]
fn what_is_put_aside_is_in_the_stock_no_more() {
    let (mut db, order) = shop();
    assert!(hold(&mut db, order, &[(1, 5), (2, 10), (3, 1000)]).unwrap());
    assert_eq!((stock_of(&mut db, 1), stock_of(&mut db, 2)), (0, 54));
    let claims = of_order(&mut db.connection, order).unwrap();
    let seen: Vec<_> = claims.iter().map(|each| (each.product_id, each.wanted, each.has)).collect();
    assert_eq!(seen, [(1, 5, 5), (2, 10, 10)]);
    db.write(|c| give_back(c, order)).unwrap();
    assert_eq!((stock_of(&mut db, 1), stock_of(&mut db, 2)), (5, 64));
    // Twice gives back once.
    db.write(|c| give_back(c, order)).unwrap();
    assert_eq!((stock_of(&mut db, 1), stock_of(&mut db, 2)), (5, 64));
}

#[test]
fn more_than_there_is_is_refused_and_nothing_put_aside() {
    let (mut db, order) = shop();
    let refused = hold(&mut db, order, &[(1, 6), (2, 10)]);
    assert!(
        matches!(refused, Err(HoldError::OutOfStock { product_id: 1, left: 5 })),
        "{refused:?}"
    );
    assert_eq!((stock_of(&mut db, 1), stock_of(&mut db, 2)), (5, 64));
    assert_eq!(db.count("claims"), 0);
}

#[test]
fn what_nobody_counts_is_not_put_aside() {
    let (mut db, order) = shop();
    assert!(!hold(&mut db, order, &[(3, 1000)]).unwrap());
    assert_eq!(db.count("claims"), 0);
}

#[test]
fn what_was_given_back_is_taken_as_far_as_it_is_there() {
    let (mut db, order) = shop();
    hold(&mut db, order, &[(1, 5), (2, 10)]).unwrap();
    db.write(|c| give_back(c, order)).unwrap();
    db.run("UPDATE products SET stock = 3 WHERE id = 1");
    assert_eq!(db.write(|c| take(c, order)).unwrap(), Cover::Short);
    assert_eq!((stock_of(&mut db, 1), stock_of(&mut db, 2)), (0, 54));
    let lacking = lacking(&mut db.connection, order).unwrap();
    assert_eq!((lacking.len(), lacking[0].name.as_str(), lacking[0].lacks), (1, "Алмаз", 2));
    // What comes in later goes to it as well.
    db.run("UPDATE products SET stock = 7 WHERE id = 1");
    assert_eq!(db.write(|c| take(c, order)).unwrap(), Cover::Whole);
    assert_eq!(stock_of(&mut db, 1), 5);
}

#[test]
fn what_is_counted_no_more_is_there() {
    let (mut db, order) = shop();
    hold(&mut db, order, &[(1, 5)]).unwrap();
    db.write(|c| give_back(c, order)).unwrap();
    db.run("UPDATE products SET stock = NULL WHERE id = 1");
    assert_eq!(db.write(|c| take(c, order)).unwrap(), Cover::Whole);
    db.write(|c| give_back(c, order)).unwrap();
    assert_eq!(db.count("products WHERE id = 1 AND stock IS NULL"), 1);
}

#[test]
fn an_order_may_settle_for_what_it_has() {
    let (mut db, order) = shop();
    hold(&mut db, order, &[(1, 5), (2, 10)]).unwrap();
    db.run("UPDATE claims SET has = 2 WHERE product_id = 1; UPDATE claims SET has = 0 WHERE product_id = 2");
    db.write(|c| settle_for_less(c, order)).unwrap();
    let claims = of_order(&mut db.connection, order).unwrap();
    let seen: Vec<_> = claims.iter().map(|each| (each.product_id, each.wanted, each.has)).collect();
    assert_eq!(seen, [(1, 2, 2)]);
    assert_eq!(db.write(|c| take(c, order)).unwrap(), Cover::Whole);
}
