//! Books with something in every table and in every column.

use super::*;
use crate::{
    api_keys::{ApiKey, idempotency::Request},
    identity::{self, Books as Mode},
    orders::{BrowserId, Items, NewItem, NewOrder, Order},
    payments::{Completeness, RawCallback, SourceRule},
    testing::{body_of, new_order, sum},
};

pub(super) struct Books {
    pub db: TestDatabase,
    pub key: ApiKey,
    /// Waits for 21 АР.
    pub waiting: Order,
    /// What paid another order.
    pub paid_body: String,
}

impl Books {
    pub fn rich() -> Self {
        let mut db = TestDatabase::sqlite();
        let app = "5f00000000000000000000aa".parse().unwrap();
        db.write(|c| identity::claim(c, Mode::Real, &app, moment(0))).unwrap();
        db.run(
            "INSERT INTO products (name, description, price, position, hidden, created_at) VALUES
                ('Земля', 'с травой\n\tи \"кавычками\" \\N', 3, 1, false, 1), ('Песок', '', 4, 2, true, 2);
            INSERT INTO sources VALUES ('2001:db8::1', 5, 6, 'staff:Ирина'), ('203.0.113.7', 5, NULL, NULL);",
        );
        let waiting = db.write(|c| orders::place(c, &of_browser(), moment(7))).unwrap();
        let paid = db.place(8);
        let paid_body = body(&paid, 8, "t1");
        db.receive(&callback(paid_body.clone()));
        db.receive(&callback(paid_body.clone()));
        let over = db.place_with_uid("own-uid_1", 5);
        db.receive(&callback(body(&over, 9, "t2")));
        let part = db.place(1_000_000_000);
        db.receive(&callback(body(&part, 1, "t3")));
        db.receive(&callback(body(&part, 2, "t4")));
        db.receive(&callback(body_of("никто", "altered \u{0} \u{1f600}", (1 << 53) - 1, "t5")));
        db.receive(&callback(all_bytes()));
        db.receive(&callback(""));
        for rule in [SourceRule::Refused, SourceRule::Unsaid] {
            let source = "198.51.100.9".parse().unwrap();
            let told = body(&paid, 8, &format!("{rule:?}")).into_bytes();
            let raw = RawCallback::new(source, rule, told, Completeness::Whole);
            db.receive(&raw);
        }
        db.run(
            "UPDATE discrepancies SET resolved_at = 11, resolved_by = 'staff:Ирина',
                resolution = 'вернули \\ остаток' WHERE kind = 'overpaid'",
        );
        let cancelled = db.place(6);
        db.write(|c| orders::cancel(c, &cancelled, moment(8))).unwrap();
        db.run(
            "INSERT INTO consumers VALUES ('staff-notices', 7, 'a node', 12);
            INSERT INTO untaken VALUES (1, 13, NULL), (2, 14, 15);",
        );
        let name = "бот".parse().unwrap();
        let key = db.write(|c| api_keys::add(c, &name, moment(1))).unwrap();
        let program = api_keys::find(&mut db.connection, &key).unwrap().unwrap();
        let request = Request::new(&program, "K-1", b"body").unwrap();
        db.write(|c| request.keep(c, "{\"uid\":\"1\"}", moment(2))).unwrap();
        db.run("INSERT INTO other_payers VALUES (1, 'alex'); INSERT INTO feed_progress VALUES ('search', 1, 2)");
        Self { db, key, waiting, paid_body }
    }
}

fn of_browser() -> NewOrder {
    let line = |name: &str, product_id, price, quantity| NewItem {
        product_id,
        name: name.parse().unwrap(),
        price: sum(price),
        quantity,
    };
    NewOrder {
        browser: Some(BrowserId::random()),
        attempt: Some("attempt".to_owned()),
        items: Items::of(vec![line("Земля", Some(1), 3, 5), line("Своё", None, 6, 1)]).unwrap(),
        ..new_order(21)
    }
}

/// No text in any encoding, and every byte that could mean something on the way.
fn all_bytes() -> Vec<u8> {
    (0..=u8::MAX).chain((0..=u8::MAX).rev()).collect()
}

/// A table's rows with all their columns, as both databases can say them.
pub(super) fn rows(connection: &mut Connection, table: &Table) -> Vec<String> {
    let sqlite = matches!(connection, Connection::Sqlite(_));
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| {
            let name = format!("\"{}\"", column.name);
            let said = match column.kind {
                Kind::Integer => format!("CAST({name} AS TEXT)"),
                Kind::Bool => format!("CASE WHEN {name} THEN 'yes' ELSE 'no' END"),
                Kind::Text => format!("'<' || {name} || '>'"),
                Kind::Bytes if sqlite => format!("LOWER(HEX({name}))"),
                Kind::Bytes => format!("ENCODE({name}, 'hex')"),
            };
            format!("COALESCE({said}, 'NULL')")
        })
        .collect();
    let sql = format!("SELECT {} AS name FROM {}", columns.join(" || ' ' || "), table.name);
    let mut rows = super::names(connection, &sql);
    // They sort texts differently.
    rows.sort();
    rows
}
