//! No view of the list reads a whole table: each statement is caught on its way and its plan asked for.

use diesel::connection::SimpleConnection;

use super::*;
use crate::{
    db::Connection,
    testing::plans::{
        ON_POSTGRES, ON_SQLITE, asked, assert_reads_by_index, assert_sorts_no_list, seed, seeded,
    },
};

fn filters() -> Vec<(Filter, Sort)> {
    let mut filters = vec![Filter::default(), show("to_assemble"), show("overdue")];
    filters.extend(Status::ALL.iter().map(|status| show(status.as_str())));
    for trouble in ["any", "hold", "overpaid", "paid_late"] {
        filters.push(Filter { trouble: Some(trouble.parse().unwrap()), ..Filter::default() });
    }
    filters.push(Filter { product: Some(7), ..Filter::default() });
    filters.push(Filter { product: Some(7), ..show("cancelled") });
    filters.push(Filter { payer: Some(seed::nickname(5)), ..Filter::default() });
    filters.push(Filter { from: Some(moment(0)), until: Some(later()), ..Filter::default() });
    let words = ["steve", "меч", "м", "заказ", "a", "ab", "лесной якорь", "алмазн меч ab"];
    let uid = seed::uid(77);
    for text in words.into_iter().chain([uid.as_str()]) {
        let search = Some(Search::of(text));
        filters.push(Filter { search: search.clone(), ..Filter::default() });
        filters.push(Filter { search, ..show("ready") });
    }
    let both = [Sort::NewestFirst, Sort::LongestWaiting];
    filters.into_iter().flat_map(|filter| both.map(|sort| (filter.clone(), sort))).collect()
}

/// What the list asks of the database.
fn views(connection: &mut Connection, orders: u64) -> Vec<String> {
    let asked = asked(connection, |connection| {
        let open_orders = OpenOrders::default();
        open_orders.read(connection, later()).unwrap();
        crate::testing::happen(connection, Some(1));
        let open = open_orders.read(connection, later()).unwrap();
        open.count(connection).unwrap();
        for (filter, sort) in filters() {
            let middle = From::After(seed::uid(orders / 2).parse().unwrap());
            for from in [From::Start, middle] {
                super::super::find(connection, &open, &filter, sort, &from, 50).unwrap();
            }
        }
    });
    assert!(asked.len() > 15, "{asked:#?}");
    asked
}

#[test]
fn on_sqlite_every_view_is_read_by_an_index() {
    let mut db = seeded(TestDatabase::sqlite(), ON_SQLITE, later());
    // A shop's file has no statistics; but nothing may depend on that.
    for analyze in ["SELECT 1", "ANALYZE"] {
        db.connection.batch_execute(analyze).unwrap();
        let views = views(&mut db.connection, ON_SQLITE);
        assert_reads_by_index(&mut db.connection, &views);
        assert_sorts_no_list(&mut db.connection, &views);
    }
}

#[test]
fn on_postgres_every_view_is_read_by_an_index() {
    let mut db = seeded(TestDatabase::postgres_apart(), ON_POSTGRES, later());
    db.connection.batch_execute("VACUUM ANALYZE").unwrap();
    let views = views(&mut db.connection, ON_POSTGRES);
    assert_reads_by_index(&mut db.connection, &views);
    assert_sorts_no_list(&mut db.connection, &views);
}

/// However close together they lie and however common the words are: which of them have one is the same.
fn tells_which_orders_have_a_word(mut db: TestDatabase) {
    use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

    use crate::db::{
        dialect::orders_with_word,
        schema::{order_words, words},
    };

    let mut all_ids = |beginnings: &[&str]| -> Vec<i64> {
        words::table
            .filter(words::word.eq_any(beginnings))
            .select(words::id)
            .load(&mut db.connection)
            .unwrap()
    };
    let (common, some) = (all_ids(&["заказ"]), all_ids(&["меч", "шалкер"]));
    assert_eq!((common.len(), some.len()), (1, 2));
    let close: Vec<i64> = (1_000..1_128).rev().collect();
    let apart: Vec<i64> = (1..128).map(|n| n * 23).collect();
    for words in [&common, &some, &Vec::new()] {
        for orders in [&close, &apart, &vec![7], &Vec::new()] {
            let mut expected: Vec<i64> = order_words::table
                .filter(order_words::word_id.eq_any(words))
                .select(order_words::order_id)
                .load(&mut db.connection)
                .unwrap();
            expected.retain(|id| orders.contains(id));
            let mut found = orders_with_word(&mut db.connection, words, orders).unwrap();
            for ids in [&mut expected, &mut found] {
                ids.sort_unstable();
                ids.dedup();
            }
            assert_eq!(found, expected, "{words:?} in {orders:?}");
        }
    }
}

#[test]
fn on_sqlite_an_index_tells_which_orders_have_a_word() {
    tells_which_orders_have_a_word(seeded(TestDatabase::sqlite(), ON_SQLITE, later()));
}

#[test]
fn on_postgres_an_index_tells_which_orders_have_a_word() {
    tells_which_orders_have_a_word(seeded(TestDatabase::postgres_apart(), ON_SQLITE, later()));
}
