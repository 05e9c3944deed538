use super::*;

fn found(db: &mut TestDatabase, text: &str) -> Vec<String> {
    listed(db, &Filter { search: Some(Search::of(text)), ..Filter::default() })
}

fn shop() -> TestDatabase {
    let mut db = TestDatabase::new();
    for (nickname, uid, items) in [
        ("Steve_01", "48817-X", ["Шалкер с землёй", "Кирка"]),
        ("steven", "48817-A", ["Алмазный меч", "Кирка"]),
        ("Alex", "my_Order-7", ["Мечта", "Шалкер пустой"]),
        ("Alex", "12345", ["Ёлка", "Кирка-бур"]),
    ] {
        place(&mut db, &named(nickname, uid, &items), 0);
    }
    db
}

#[test]
fn a_number_is_found_as_people_type_it() {
    let mut db = shop();
    for typed in ["48817-X", "48817-х", "48817 X", " 4 8 8 1 7 х", "48817x"] {
        assert_eq!(found(&mut db, typed), ["48817-X"], "{typed}");
    }
    // Digits alone: with the letter that they have, and as a program's whole uid.
    assert_eq!(found(&mut db, "48817"), ["48817-X"]);
    assert_eq!(found(&mut db, "12345"), ["12345"]);
    // What looks like a number of Kassa's with a wrong letter may be a program's.
    assert_eq!(found(&mut db, "48817а"), ["48817-A"]);
    assert!(Search::of("48817а").is_misspelt() && !Search::of("48817-X").is_misspelt());
    assert!(found(&mut db, "48818-X").is_empty());
    for typed in ["my_order-7", "MY_ORDER7", "my_order 7"] {
        assert_eq!(found(&mut db, typed), ["my_Order-7"], "{typed}");
    }
}

#[test]
fn a_nickname_is_found_by_its_beginning_in_any_case() {
    let mut db = shop();
    assert_eq!(found(&mut db, "STEVE"), ["48817-A", "48817-X"]);
    assert_eq!(found(&mut db, "steve_"), ["48817-X"]);
    assert_eq!(found(&mut db, "alex"), ["12345", "my_Order-7"]);
    assert!(found(&mut db, "teve").is_empty());
}

#[test]
fn words_of_the_text_and_of_the_items_are_found_by_their_beginnings() {
    let mut db = shop();
    assert_eq!(found(&mut db, "меч"), ["my_Order-7", "48817-A"]);
    assert_eq!(found(&mut db, "земле"), ["48817-X"]);
    assert_eq!(found(&mut db, "ЗЕМЛЁЙ"), ["48817-X"]);
    assert_eq!(found(&mut db, "елк"), ["12345"]);
    assert_eq!(found(&mut db, "кирка-бур"), ["12345"]);
    assert_eq!(found(&mut db, "заказ").len(), 4);
    assert!(found(&mut db, "алкер").is_empty());
}

#[test]
fn each_word_has_to_be_there() {
    let mut db = shop();
    assert_eq!(found(&mut db, "шалкер пуст"), ["my_Order-7"]);
    assert_eq!(found(&mut db, "alex кирка"), ["12345"]);
    assert_eq!(found(&mut db, "steve 48817-X"), ["48817-X"]);
    assert_eq!(found(&mut db, "48817-X кирка"), ["48817-X"]);
    assert!(found(&mut db, "шалкер меч заказ пусто нет").is_empty());
    assert!(found(&mut db, "alex 48817-X").is_empty());
}

#[test]
fn whatever_is_typed_is_looked_for() {
    let mut db = shop();
    for typed in ["", " ", "%", "_", "'", "\"", "\u{0}", "-", "0", "🦫", "*", "\u{10ffff}", "((("]
    {
        assert!(found(&mut db, typed).is_empty(), "{typed:?}");
    }
    let long = "ж".repeat(10_000);
    assert!(found(&mut db, &long).is_empty());
    let many = "кирка ".repeat(1000);
    assert_eq!(found(&mut db, &many).len(), 3);
}

/// More words begin alike than are looked up one by one.
#[test]
fn a_beginning_of_very_many_words_is_found_too() {
    let mut db = TestDatabase::new();
    db.write(|c| {
        for n in 0..1002 {
            orders::place(c, &named(&format!("Player{n}"), &format!("u{n}"), &["Лук"]), moment(n))?;
        }
        Ok::<_, orders::PlaceError>(())
    })
    .unwrap();
    let newest: Vec<String> = (952..1002).rev().map(|n| format!("u{n}")).collect();
    assert_eq!(found(&mut db, "pla"), newest);
    assert_eq!(found(&mut db, "player100"), ["u1001", "u1000", "u100"]);
    // A good many, each by its own word, in both directions.
    let filter = Filter { search: Some(Search::of("player1")), ..Filter::default() };
    let expected: Vec<String> = (0..1002)
        .filter(|n: &i32| n.to_string().starts_with('1'))
        .map(|n| format!("u{n}"))
        .collect();
    let walked: Vec<String> =
        walk(&mut db, &filter, Sort::LongestWaiting, 20).iter().map(Uid::to_string).collect();
    assert_eq!(walked, expected);
}
