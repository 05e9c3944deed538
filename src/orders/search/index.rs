//! Writes the words of an order down.

use std::collections::{BTreeSet, HashMap};

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};

use super::MOST_WORDS;
use crate::db::{Connection, dialect, schema::words, statement::statement};

/// Makes an order be found by these words. What is written already stays.
///
/// # Errors
/// The database's own.
pub fn write(
    connection: &mut Connection,
    order_id: i64,
    all: &BTreeSet<String>,
) -> QueryResult<()> {
    let all: Vec<&String> = all.iter().take(MOST_WORDS).collect();
    if all.is_empty() {
        return Ok(());
    }
    let known: HashMap<String, i64> = words::table
        .filter(words::word.eq_any(&all))
        .select((words::word, words::id))
        .load::<(String, i64)>(connection)?
        .into_iter()
        .collect();
    // In the order of the words: two who add the same new ones at once wait for one another, not both for both.
    for word in all {
        let word_id = match known.get(word) {
            Some(id) => *id,
            None => add(connection, word)?,
        };
        dialect::execute(connection, &NewOrderWord { word_id, order_id })?;
    }
    Ok(())
}

fn add(connection: &mut Connection, word: &str) -> QueryResult<i64> {
    match dialect::insert(connection, &NewWord { word })? {
        Some(id) => Ok(id),
        // Somebody else has added it meanwhile.
        None => words::table.filter(words::word.eq(word)).select(words::id).get_result(connection),
    }
}

struct NewWord<'a> {
    word: &'a str,
}

statement!(NewWord<'_> -> ():
    "INSERT INTO words (word) VALUES (" word as Text;
    ") ON CONFLICT DO NOTHING"
);

struct NewOrderWord {
    word_id: i64,
    order_id: i64,
}

statement!(NewOrderWord -> ():
    "INSERT INTO order_words (word_id, order_id) VALUES (" word_id as BigInt,
    ", " order_id as BigInt;
    ") ON CONFLICT DO NOTHING"
);
