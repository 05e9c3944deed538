//! What is said, and by whom last.

use super::*;
use crate::testing::TestDatabase;

fn typed(name: &str) -> TypedLooks {
    TypedLooks {
        name: name.to_owned(), hours: "с 9\r\nдо 21".to_owned(), ..TypedLooks::default()
    }
}

#[test]
fn a_shop_of_which_nothing_was_said_is_as_kassa_has_it() {
    let mut db = TestDatabase::new();
    assert_eq!(find(&mut db.connection).unwrap(), Looks::default());
    // To say nothing changes nothing.
    let nothing = db.write(|c| change(c, 0, &LooksFields::default())).unwrap();
    assert_eq!(nothing, []);
    assert_eq!(find(&mut db.connection).unwrap().version, 0);
}

#[test]
fn what_is_said_stays_and_can_be_taken_back() {
    let mut db = TestDatabase::new();
    let fields = typed(" Лавка <Бобра> ").read().unwrap();
    let changed = db.write(|c| change(c, 0, &fields)).unwrap();
    assert_eq!(changed, [Field::Name, Field::Hours]);
    let looks = find(&mut db.connection).unwrap();
    assert_eq!(looks.version, 1);
    let as_typed = TypedLooks::from(&looks.fields);
    assert_eq!((&*as_typed.name, &*as_typed.hours), ("Лавка <Бобра>", "с 9\nдо 21"));
    // The same once more is no change.
    assert_eq!(db.write(|c| change(c, 1, &fields)).unwrap(), []);
    let back = db.write(|c| change(c, 1, &LooksFields::default())).unwrap();
    assert_eq!(back, [Field::Name, Field::Hours]);
    let looks = find(&mut db.connection).unwrap();
    assert_eq!((looks.version, looks.fields), (2, LooksFields::default()));
}

#[test]
fn of_two_who_change_it_at_once_one_is_told_so() {
    let mut db = TestDatabase::new();
    for version in 0..2 {
        let fields = typed(&format!("Лавка {version}")).read().unwrap();
        db.write(|c| change(c, version, &fields)).unwrap();
        let other = typed("Другая").read().unwrap();
        let refused = db.write(|c| change(c, version, &other)).unwrap_err();
        let LooksError::Changed(now) = refused else { panic!("{refused}") };
        assert_eq!((now.version, &now.fields), (version + 1, &fields));
        assert_eq!(find(&mut db.connection).unwrap(), *now);
    }
}

#[test]
fn what_is_wrong_is_told_of_each_field() {
    let looks = TypedLooks {
        accent: "#12345;}".to_owned(),
        name: "я".repeat(41),
        greeting: "a\0b".to_owned(),
        contact: "я".repeat(501),
        ..TypedLooks::default()
    };
    let faults = [
        (Field::Name, Fault::TooLong { typed: 41, most: MOST_NAME }),
        (Field::Greeting, Fault::ControlCharacter),
        (Field::Contact, Fault::TooLong { typed: 501, most: MOST_TEXT }),
        (Field::Accent, Fault::NotAColour),
    ];
    assert_eq!(looks.read().unwrap_err(), faults);
}

#[test]
fn a_colour_is_kept_and_the_usual_one_is_none_of_its_own() {
    let mut db = TestDatabase::new();
    let mut colour = |version, typed: &str| {
        let typed = TypedLooks { accent: typed.to_owned(), ..TypedLooks::default() };
        db.write(|c| change(c, version, &typed.read().unwrap())).unwrap();
        let looks = find(&mut db.connection).unwrap();
        (looks.version, TypedLooks::from(&looks.fields).accent)
    };
    assert_eq!(colour(0, "#FFE066"), (1, "#ffe066".to_owned()));
    assert_eq!(colour(1, " #0f6b62 "), (2, String::new()));
    assert_eq!(colour(2, "#0f6b62"), (2, String::new()));
    assert_eq!(colour(2, ""), (2, String::new()));
}
