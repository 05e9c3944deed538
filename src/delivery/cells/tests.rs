use super::*;
use crate::testing::{TestDatabase, moment};

fn names(db: &mut TestDatabase) -> Vec<String> {
    let all = shelves(&mut db.connection).unwrap();
    all.iter().map(|shelf| shelf.cell.name.to_string()).collect()
}

fn put(db: &mut TestDatabase, text: &str) -> Result<(), CellsError> {
    let names: CellNames = text.parse().unwrap();
    db.write(|c| add(c, &names, &Place::default()))
}

fn id(db: &mut TestDatabase, name: &str) -> i64 {
    let all = shelves(&mut db.connection).unwrap();
    all.into_iter().find(|shelf| shelf.cell.name.as_str() == name).unwrap().cell.id
}

#[test]
fn all_or_none_of_the_names_are_added() {
    let mut db = TestDatabase::new();
    put(&mut db, "A1-A3").unwrap();
    // The last one is Cyrillic, and on a sign the same.
    let taken = put(&mut db, "B1, \u{430}2");
    assert!(
        matches!(&taken, Err(CellsError::NameTaken(name)) if name.as_str() == "A2"),
        "{taken:?}"
    );
    assert_eq!(names(&mut db), ["A1", "A2", "A3"]);
    put(&mut db, "B1").unwrap();
    assert_eq!(names(&mut db), ["A1", "A2", "A3", "B1"]);
}

#[test]
fn a_cell_goes_where_it_is_put() {
    let mut db = TestDatabase::new();
    put(&mut db, "1, 2, 3").unwrap();
    for (name, to, order) in [
        ("3", Shift::Up, ["1", "3", "2"]),
        ("1", Shift::Up, ["1", "3", "2"]),
        ("1", Shift::Down, ["3", "1", "2"]),
        ("2", Shift::Down, ["3", "1", "2"]),
    ] {
        let id = id(&mut db, name);
        db.write(|c| shift(c, id, to)).unwrap();
        assert_eq!(names(&mut db), order);
    }
}

#[test]
fn a_cell_keeps_its_name_and_takes_no_other_ones() {
    let mut db = TestDatabase::new();
    put(&mut db, "A1, A2").unwrap();
    let first = id(&mut db, "A1");
    let place: Place = "у фонтана".parse().unwrap();
    db.write(|c| change(c, first, &"a 1".parse().unwrap(), &place)).unwrap();
    let taken = db.write(|c| change(c, first, &"a2".parse().unwrap(), &place));
    assert!(matches!(taken, Err(CellsError::NameTaken(_))), "{taken:?}");
    assert_eq!(names(&mut db), ["a 1", "A2"]);
    let gone = db.write(|c| change(c, first + 100, &"A9".parse().unwrap(), &place));
    assert!(matches!(gone, Err(CellsError::NotFound)), "{gone:?}");
}

#[test]
fn a_cell_is_given_up_only_while_it_is_empty() {
    let mut db = TestDatabase::new();
    put(&mut db, "A1, A2").unwrap();
    let (full, empty) = (id(&mut db, "A1"), id(&mut db, "A2"));
    let order = db.place(8);
    db.run(&format!(
        "INSERT INTO hand_overs (order_id, cell_id, due_at) VALUES ({}, {full}, {})",
        order.id,
        moment(1).micros()
    ));
    let refused = db.write(|c| remove(c, full));
    assert!(matches!(refused, Err(CellsError::Occupied)), "{refused:?}");
    db.write(|c| remove(c, empty)).unwrap();
    assert_eq!(names(&mut db), ["A1"]);
    let again = db.write(|c| remove(c, empty));
    assert!(matches!(again, Err(CellsError::NotFound)), "{again:?}");
}
