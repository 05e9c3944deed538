//! Goods as staff changes them, on a real database.

use super::*;
use crate::{
    orders::{self, Items, NewItem, NewOrder},
    testing::{TestDatabase, moment, new_order},
};

fn fields(name: &str) -> GoodFields {
    TypedGood {
        name: name.to_owned(),
        price: "8".to_owned(),
        stack: "64".to_owned(),
        stock: "10".to_owned(),
        ..TypedGood::default()
    }
    .read()
    .unwrap()
}

fn in_category(name: &str, category: &str) -> GoodFields {
    GoodFields { category: category.parse().unwrap(), ..fields(name) }
}

fn add_all(db: &mut TestDatabase, goods: &[(&str, &str)]) -> Vec<i64> {
    let add = |(name, category): &(&str, &str)| {
        db.write(|c| add(c, &in_category(name, category), moment(0))).unwrap()
    };
    goods.iter().map(add).collect()
}

fn names(db: &mut TestDatabase) -> Vec<String> {
    window(&mut db.connection).unwrap().into_iter().map(|good| good.name.to_string()).collect()
}

fn stock(db: &mut TestDatabase, id: i64) -> Option<i64> {
    find(&mut db.connection, id).unwrap().unwrap().stock
}

/// As an order does it.
fn take(db: &mut TestDatabase, id: i64, pieces: i64) {
    db.run(&format!("UPDATE products SET stock = stock - {pieces} WHERE id = {id}"));
}

#[test]
fn what_is_changed_is_told_and_counted() {
    let mut db = TestDatabase::new();
    let [id] = add_all(&mut db, &[("Земля", "")])[..] else { panic!("one") };
    let shown = Shown { version: 0, stock: Some(10) };
    let wanted = GoodFields {
        price: Sum::new(12).unwrap(),
        description: "с травой".parse().unwrap(),
        hidden: true,
        stock: None,
        ..fields("Дёрн")
    };
    let changes = db.write(|c| change(c, id, shown, &wanted)).unwrap();
    let told: Vec<String> = changes.iter().map(Change::to_string).collect();
    let expected =
        ["name: Земля → Дёрн", "description", "price: 8 → 12", "stock: 10 → —", "hidden: − → +"];
    assert_eq!(told, expected);
    let good = find(&mut db.connection, id).unwrap().unwrap();
    assert_eq!((good.version, good.price.get(), good.stock, good.hidden), (1, 12, None, true));
    assert_eq!(good.description, "с травой");

    // The same once more is no change.
    let shown = Shown { version: 1, stock: None };
    assert_eq!(db.write(|c| change(c, id, shown, &wanted)).unwrap(), []);
    assert_eq!(find(&mut db.connection, id).unwrap().unwrap().version, 1);
}

#[test]
fn the_second_of_two_is_told_and_changes_nothing() {
    let mut db = TestDatabase::new();
    let [id] = add_all(&mut db, &[("Земля", "")])[..] else { panic!("one") };
    let shown = Shown { version: 0, stock: Some(10) };
    db.write(|c| change(c, id, shown, &fields("Первый"))).unwrap();
    let second = db.write(|c| change(c, id, shown, &fields("Второй")));
    let Err(GoodError::Changed(now)) = second else { panic!("{second:?}") };
    assert_eq!((now.name.as_str(), now.version), ("Первый", 1));
    assert_eq!(names(&mut db), ["Первый"]);
    assert!(matches!(db.write(|c| delete(c, id, 0)), Err(GoodError::Changed(_))));
    let none = db.write(|c| change(c, id + 1, shown, &fields("Никто")));
    assert!(matches!(none, Err(GoodError::NotFound)));
}

#[test]
fn a_correction_does_not_give_back_what_was_ordered_meanwhile() {
    let mut db = TestDatabase::new();
    let [id] = add_all(&mut db, &[("Земля", "")])[..] else { panic!("one") };
    let shown = |version, stock| Shown { version, stock };
    let with = |stock| GoodFields { stock, ..fields("Земля") };
    take(&mut db, id, 4);
    // Ten were shown, five came: of the eleven, four are ordered.
    db.write(|c| change(c, id, shown(0, Some(10)), &with(Some(15)))).unwrap();
    assert_eq!(stock(&mut db, id), Some(11));
    // Another field is changed: the stock is not.
    take(&mut db, id, 1);
    let renamed = GoodFields { stock: Some(11), ..fields("Дёрн") };
    db.write(|c| change(c, id, shown(1, Some(11)), &renamed)).unwrap();
    assert_eq!(stock(&mut db, id), Some(10));
    // Nine are taken out, and by then there are three.
    take(&mut db, id, 7);
    let fewer = GoodFields { stock: Some(1), ..renamed };
    db.write(|c| change(c, id, shown(2, Some(10)), &fewer)).unwrap();
    assert_eq!(stock(&mut db, id), Some(0));
    // Nobody counts any more, and then somebody does again.
    let uncounted = GoodFields { stock: None, ..fewer.clone() };
    db.write(|c| change(c, id, shown(3, Some(0)), &uncounted)).unwrap();
    assert_eq!(stock(&mut db, id), None);
    let counted = GoodFields { stock: Some(7), ..fewer };
    db.write(|c| change(c, id, shown(4, None), &counted)).unwrap();
    assert_eq!(stock(&mut db, id), Some(7));
}

#[test]
fn goods_stand_in_their_categories_and_new_ones_at_the_end() {
    let mut db = TestDatabase::new();
    let ids = add_all(
        &mut db,
        &[("к1", "Кирки"), ("б1", "Блоки"), ("без", ""), ("к2", "Кирки"), ("б2", "Блоки")],
    );
    assert_eq!(names(&mut db), ["без", "к1", "к2", "б1", "б2"]);
    // From one category into another: behind what is there.
    let shown = Shown { version: 0, stock: Some(10) };
    db.write(|c| change(c, ids[0], shown, &in_category("к1", "Блоки"))).unwrap();
    assert_eq!(names(&mut db), ["без", "б1", "б2", "к1", "к2"]);
    // Hiding a category's first good moves nothing.
    let hidden = GoodFields { hidden: true, ..in_category("б1", "Блоки") };
    db.write(|c| change(c, ids[1], shown, &hidden)).unwrap();
    assert_eq!(names(&mut db), ["без", "б2", "к1", "к2"]);
}

#[test]
fn a_good_is_moved_within_its_category() {
    let mut db = TestDatabase::new();
    let ids = add_all(
        &mut db,
        &[("а", ""), ("б", ""), ("к1", "Кирки"), ("к2", "Кирки"), ("к3", "Кирки")],
    );
    for (id, direction, expected) in [
        (ids[4], Direction::Up, ["а", "б", "к1", "к3", "к2"]),
        (ids[4], Direction::Up, ["а", "б", "к3", "к1", "к2"]),
        // It is the first of its category.
        (ids[4], Direction::Up, ["а", "б", "к3", "к1", "к2"]),
        (ids[0], Direction::Down, ["б", "а", "к3", "к1", "к2"]),
        (ids[0], Direction::Down, ["б", "а", "к3", "к1", "к2"]),
        (ids[3], Direction::Down, ["б", "а", "к3", "к1", "к2"]),
    ] {
        db.write(|c| move_good(c, id, direction)).unwrap();
        assert_eq!(names(&mut db), expected);
    }
    let nobody = db.write(|c| move_good(c, 99, Direction::Up));
    assert!(matches!(nobody, Err(GoodError::NotFound)));
}

#[test]
fn a_category_is_moved_with_its_goods() {
    let mut db = TestDatabase::new();
    // The positions of these two categories are mixed.
    add_all(
        &mut db,
        &[("к1", "Кирки"), ("б1", "Блоки"), ("без", ""), ("к2", "Кирки"), ("м", "Мечи")],
    );
    let mut moved = |category: &str, direction| {
        let category: Category = category.parse().unwrap();
        db.write(|c| move_category(c, &category, direction)).map(|()| names(&mut db))
    };
    assert_eq!(moved("Кирки", Direction::Down).unwrap(), ["без", "б1", "к1", "к2", "м"]);
    assert_eq!(moved("Кирки", Direction::Down).unwrap(), ["без", "б1", "м", "к1", "к2"]);
    assert_eq!(moved("Кирки", Direction::Down).unwrap(), ["без", "б1", "м", "к1", "к2"]);
    // What has no category stays first.
    assert_eq!(moved("Блоки", Direction::Up).unwrap(), ["без", "б1", "м", "к1", "к2"]);
    assert!(matches!(moved("", Direction::Down), Err(GoodError::NotFound)));
    assert!(matches!(moved("Луки", Direction::Up), Err(GoodError::NotFound)));
}

#[test]
fn a_good_is_deleted_only_while_nobody_has_ordered_it() {
    let mut db = TestDatabase::new();
    let ids = add_all(&mut db, &[("Земля", ""), ("Песок", "")]);
    let line = NewItem {
        product_id: Some(ids[0]),
        name: "Земля".parse().unwrap(),
        price: Sum::new(8).unwrap(),
        quantity: 1,
        stack: Stack::Of64,
    };
    let new = NewOrder { items: Items::of(vec![line]).unwrap(), ..new_order(8) };
    db.write(|c| orders::place(c, &new, moment(1))).unwrap();
    assert!(matches!(db.write(|c| delete(c, ids[0], 0)), Err(GoodError::Ordered)));
    assert_eq!(db.write(|c| delete(c, ids[1], 0)).unwrap().name.as_str(), "Песок");
    assert_eq!(names(&mut db), ["Земля"]);
}

#[test]
fn a_shop_has_so_many_goods_and_the_window_shows_them_all() {
    let mut db = TestDatabase::new();
    let fill = |c: &mut Connection| {
        for n in 0..MOST_GOODS {
            diesel::insert_into(products::table)
                .values((
                    products::name.eq(format!("Товар {n}")),
                    products::description.eq(""),
                    products::price.eq(1),
                    products::position.eq(n),
                    products::hidden.eq(false),
                    products::created_at.eq(moment(0)),
                ))
                .execute(c)
                .unwrap();
        }
        Ok::<_, diesel::result::Error>(())
    };
    db.write(fill).unwrap();
    assert_eq!(names(&mut db).len(), 2000);
    let one_more = db.write(|c| add(c, &fields("Лишний"), moment(0)));
    assert!(matches!(one_more, Err(GoodError::TooMany)));
}
