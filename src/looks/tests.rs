//! What is said, and by whom last.

use super::*;
use crate::{
    catalog::{self, TypedGood, pictures::MediaType, pictures::PictureHash},
    testing::{TestDatabase, moment},
};

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

fn picture(bytes: &[u8]) -> Picture {
    Picture {
        hash: PictureHash::of(bytes),
        media_type: MediaType::Png,
        width: 40,
        height: 10,
        bytes: bytes.to_vec(),
    }
}

#[test]
fn a_logo_is_shown_and_goes_when_nothing_shows_it_any_more() {
    let mut db = TestDatabase::new();
    let [first, second] = [picture(b"1"), picture(b"2")];
    let mut set =
        |version, logo: Option<&Picture>| db.write(|c| set_logo(c, version, logo, moment(0)));
    assert_eq!(set(0, Some(&first)).unwrap(), Looks::default());
    // The same once more lets go of nothing.
    set(1, Some(&first)).unwrap();
    let late = set(1, Some(&second)).unwrap_err();
    let LooksError::Changed(now) = late else { panic!("{late}") };
    let logo = now.logo.clone().unwrap();
    assert_eq!((now.version, &logo.hash, logo.width, logo.height), (2, &first.hash, 40, 10));
    let before = set(2, Some(&second)).unwrap();
    assert_eq!(before, *now);
    let mut is_kept =
        |picture: &Picture| pictures::find(&mut db.connection, &picture.hash).unwrap().is_some();
    assert!(!is_kept(&first) && is_kept(&second));
    // What is said of the shop leaves it alone, and the other way round.
    db.write(|c| change(c, 3, &typed("Лавка").read().unwrap())).unwrap();
    db.write(|c| set_logo(c, 4, None, moment(1))).unwrap();
    let looks = find(&mut db.connection).unwrap();
    assert_eq!((looks.version, &looks.logo, looks.fields.name.is_some()), (5, &None, true));
    assert_eq!(pictures::find(&mut db.connection, &second.hash).unwrap(), None);
}

#[test]
fn a_picture_that_is_a_logo_stays_when_the_good_that_showed_it_goes() {
    let mut db = TestDatabase::new();
    let picture = picture(b"1");
    let good =
        TypedGood { name: "Маяк".to_owned(), price: "8".to_owned(), ..TypedGood::default() };
    let good = db.write(|c| catalog::add(c, &good.read().unwrap(), moment(0))).unwrap();
    db.write(|c| catalog::set_picture(c, good, 0, Some(&picture), moment(0))).unwrap();
    db.write(|c| set_logo(c, 0, Some(&picture), moment(0))).unwrap();
    db.write(|c| catalog::delete(c, good, 1)).unwrap();
    assert_eq!(pictures::find(&mut db.connection, &picture.hash).unwrap(), Some(picture));
    db.write(|c| set_logo(c, 1, None, moment(1))).unwrap();
    assert_eq!(find(&mut db.connection).unwrap().logo, None);
}

#[test]
fn a_shop_that_is_closed_says_so_until_it_is_opened() {
    let mut db = TestDatabase::new();
    assert!(!db.write(open).unwrap());
    let words = "до субботы".parse().unwrap();
    db.write(|c| close(c, Some(&words), moment(5))).unwrap();
    let looks = find(&mut db.connection).unwrap();
    assert_eq!((looks.version, looks.closed_at), (1, Some(moment(5))));
    assert_eq!(looks.closed_words, Some(words.clone()));
    // Other words, and still closed since then.
    db.write(|c| close(c, None, moment(6))).unwrap();
    let looks = find(&mut db.connection).unwrap();
    assert_eq!((looks.closed_at, looks.closed_words), (Some(moment(5)), None));
    assert!(db.write(open).unwrap());
    assert!(!find(&mut db.connection).unwrap().is_closed());
}

#[test]
fn an_announcement_is_one_line() {
    let typed = |text: &str| TypedLooks { announcement: text.to_owned(), ..TypedLooks::default() };
    let fields = typed(" Скидки <до субботы> ").read().unwrap();
    let mut db = TestDatabase::new();
    assert_eq!(db.write(|c| change(c, 0, &fields)).unwrap(), [Field::Announcement]);
    let kept = find(&mut db.connection).unwrap().fields.announcement;
    assert_eq!(kept.unwrap().to_string(), "Скидки <до субботы>");
    let faults = typed("две\nстроки").read().unwrap_err();
    assert_eq!(faults, [(Field::Announcement, Fault::ControlCharacter)]);
    let faults = typed(&"я".repeat(201)).read().unwrap_err();
    assert_eq!(faults, [(Field::Announcement, Fault::TooLong { typed: 201, most: 200 })]);
}
