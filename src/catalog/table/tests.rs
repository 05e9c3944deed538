//! Tables of all kinds, on a real database.

use super::*;
use crate::{
    catalog::{self, Change, Fault, Product, TypedGood},
    testing::{TestDatabase, moment},
};

fn add(db: &mut TestDatabase, name: &str, description: &str, stock: &str) -> i64 {
    let typed = TypedGood {
        name: name.to_owned(),
        description: description.to_owned(),
        price: "8".to_owned(),
        category: "Блоки".to_owned(),
        stack: "64".to_owned(),
        stock: stock.to_owned(),
        ..TypedGood::default()
    };
    db.write(|c| catalog::add(c, &typed.read().unwrap(), moment(0))).unwrap()
}

fn goods(db: &mut TestDatabase) -> Vec<Product> {
    catalog::all(&mut db.connection).unwrap()
}

fn planned(db: &mut TestDatabase, text: &str) -> Plan {
    plan(&mut db.connection, &Table::parse(text).unwrap()).unwrap()
}

fn told(plan: &Plan) -> Vec<(u64, Option<Column>, &str, CellFault)> {
    plan.faults.iter().map(|f| (f.line, f.column, f.value.as_str(), f.fault)).collect()
}

#[test]
fn what_goes_out_and_comes_back_changes_nothing() {
    let mut db = TestDatabase::new();
    for (name, description, stock) in [
        ("Земля", "с травой;\nи \"кавычками\", да", "10"),
        ("=HYPERLINK(\"http://evil.example\")", "+1", ""),
        ("-1", "@SUM(A1)", "0"),
        ("'в кавычке", "'=1", "1000000000"),
        ("Ёж 🦔", "", ""),
    ] {
        add(&mut db, name, description, stock);
    }
    let before = goods(&mut db);
    for lang in [Lang::Ru, Lang::En] {
        let file = export(&before, lang).unwrap();
        assert!(file.starts_with("\u{feff}id".as_bytes()));
        let text = decode(&file);
        // No cell begins like a formula.
        for cell in Table::parse(&text.replace('\'', "#"))
            .unwrap()
            .lines
            .iter()
            .flat_map(|line| &line.cells)
        {
            assert!(!cell.starts_with(FORMULA), "{cell}");
        }
        let plan = planned(&mut db, &text);
        assert_eq!((plan.unchanged, plan.is_empty()), (5, true), "{plan:?}");
        assert_eq!(plan.faults, []);
    }
}

#[test]
fn lines_add_change_and_leave_alone() {
    let mut db = TestDatabase::new();
    let earth = add(&mut db, "Земля", "с травой", "10");
    add(&mut db, "Песок", "", "");
    let plan = planned(
        &mut db,
        &format!("ID;Цена;Название\n{earth};12;Дёрн\n;8;Песок\n;1 000;Маяк\n;;\n"),
    );
    assert_eq!(plan.faults, []);
    assert_eq!((plan.added.len(), plan.changed.len(), plan.unchanged), (1, 1, 1));
    let changes: Vec<String> = plan.changed[0].changes.iter().map(Change::to_string).collect();
    assert_eq!(changes, ["name: Земля → Дёрн", "price: 8 → 12"]);
    let mut logged = 0;
    db.write(|c| {
        apply(c, &plan, moment(1), |_, _| {
            logged += 1;
            Ok(())
        })
    })
    .unwrap();
    assert_eq!(logged, 2);
    let now = goods(&mut db);
    let of = |name: &str| now.iter().find(|good| good.name.as_str() == name).unwrap();
    // What the table has no column of stays.
    assert_eq!(
        (of("Дёрн").id, of("Дёрн").stock, of("Дёрн").description.as_str()),
        (earth, Some(10), "с травой")
    );
    assert_eq!((of("Маяк").price.get(), of("Маяк").stock), (1000, None));
}

#[test]
fn each_wrong_cell_is_named_with_its_line() {
    let mut db = TestDatabase::new();
    let earth = add(&mut db, "Земля", "", "");
    add(&mut db, "Двойник", "", "");
    add(&mut db, "Двойник", "", "");
    let text = format!(
        "id,name,price,stock\n99,Нет,1,\n,Песок,дорого,-1\n,Двойник,1,\n{earth},Земля,8,\n,Земля,8,\n,Лишнее,1,1,1\n,,5,\n"
    );
    let plan = planned(&mut db, &text);
    assert_eq!(
        told(&plan),
        [
            (2, Some(Column::Id), "99", CellFault::UnknownId),
            (3, Some(Column::Price), "дорого", CellFault::Field(Fault::Price)),
            (3, Some(Column::Stock), "-1", CellFault::Field(Fault::Stock)),
            (4, Some(Column::Name), "Двойник", CellFault::Ambiguous),
            (6, None, "Земля", CellFault::Twice { line: 5 }),
            (7, None, " Лишнее 1 1 1", CellFault::Cells { found: 5, expected: 4 }),
            (8, Some(Column::Name), "", CellFault::Field(Fault::NameMissing)),
        ]
    );
}

#[test]
fn a_table_is_done_whole_or_not_at_all() {
    let mut db = TestDatabase::new();
    let earth = add(&mut db, "Земля", "", "10");
    let plan = planned(&mut db, "name,price\nМаяк,5\nЗемля,9\n");
    let digest = plan.digest();
    assert_eq!(planned(&mut db, "name,price\nМаяк,5\nЗемля,9\n").digest(), digest);
    // Somebody sells one meanwhile: another plan, and who agreed did not agree to it.
    db.run(&format!("UPDATE products SET stock = 9, version = 1 WHERE id = {earth}"));
    assert_ne!(planned(&mut db, "name,price\nМаяк,5\nЗемля,9\n").digest(), digest);
    let done = db.write(|c| apply(c, &plan, moment(1), |_, _| Ok(())));
    assert!(matches!(done, Err(catalog::GoodError::Changed(_))));
    assert_eq!(goods(&mut db).len(), 1);
}

#[test]
fn files_are_read_as_programs_save_them() {
    let expected = Table::parse("название;цена\nЗемля;8\n").unwrap();
    let utf16: Vec<u8> = "\u{feff}название\tцена\r\nЗемля\t8\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let (windows, ..) = encoding_rs::WINDOWS_1251.encode("Название;Цена\r\nЗемля;8\r\n");
    for file in [
        "name,price\nЗемля,8".as_bytes(),
        "\u{feff}Название;ЦЕНА\r\nЗемля;8\r\n".as_bytes(),
        "\"название\"\t\"цена\"\n\"Земля\"\t\"8\"\n".as_bytes(),
        &utf16,
        &windows,
    ] {
        assert_eq!(Table::parse(&decode(file)).as_ref(), Ok(&expected), "{file:?}");
    }
}

#[test]
fn what_is_no_table_of_goods_is_refused() {
    let long = "name\n".to_owned() + &"Земля\n".repeat(2001);
    for (text, error) in [
        ("", TableError::Empty),
        ("name,price\n", TableError::Empty),
        ("price,stock\n1,2\n", TableError::NoKey),
        ("name,прайс\nЗемля,2\n", TableError::UnknownColumn("прайс".to_owned())),
        ("name,название\nЗемля,2\n", TableError::ColumnTwice("название".to_owned())),
        ("PK\u{3}\u{4}\0\0", TableError::NotText),
        (&long, TableError::TooManyLines),
    ] {
        assert_eq!(Table::parse(text), Err(error), "{text:.20}");
    }
}
