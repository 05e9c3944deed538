//! The orders that have a word with a certain beginning.
//!
//! Each word of the dictionary has its orders sorted, and many words may begin alike. So first the nearest order of each
//! word is asked for, one step in the index each; the nearest orders of all of them can only be in the words whose own
//! nearest are nearest.

use std::collections::HashSet;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};

use super::window::{End, Window};
use crate::db::{
    Connection, dialect,
    schema::{order_words, words},
    statement::statement,
};

/// How many words of the dictionary one beginning may stand for.
const MOST_WORDS: i64 = 1000;

/// Of so few it is asked order by order whether it has one of them.
const FEW_WORDS: usize = 4;

/// Of how many words all orders are read at once, if they are no more than that many: of a nickname's beginning, say.
const RARE_WORDS: usize = 256;
const FEW_ORDERS: usize = 2000;

/// The orders that have a word with a certain beginning.
#[derive(Clone, Debug)]
pub(super) enum Begun {
    /// These, sorted.
    Few(Vec<i64>),
    Many(WordSource),
    /// Too many words begin like that.
    TooMany,
}

#[derive(Clone, Debug)]
pub(super) struct WordSource {
    /// From this word on, up to before that one.
    from: String,
    until: String,
    /// The words, if they are few.
    few: Option<Vec<i64>>,
}

#[derive(QueryableByName)]
struct Head {
    #[diesel(sql_type = BigInt)]
    word_id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    head: Option<i64>,
}

impl WordSource {
    pub(super) fn find(connection: &mut Connection, beginning: &str) -> QueryResult<Begun> {
        // No text that begins like this is after it: a code point that stands for no character.
        let until = format!("{beginning}{}", char::MAX);
        let ids: Vec<i64> = words::table
            .filter(words::word.ge(beginning).and(words::word.lt(&until)))
            .select(words::id)
            .limit(MOST_WORDS + 1)
            .load(connection)?;
        if i64::try_from(ids.len()).is_ok_and(|count| count > MOST_WORDS) {
            return Ok(Begun::TooMany);
        }
        if ids.len() <= RARE_WORDS
            && let Some(orders) = all_of(connection, &ids)?
        {
            return Ok(Begun::Few(orders));
        }
        let few = Some(ids).filter(|ids| ids.len() <= FEW_WORDS);
        Ok(Begun::Many(Self { from: beginning.to_owned(), until, few }))
    }

    /// Which of these orders have such a word; `None` where that takes too long.
    pub(super) fn among(
        &self,
        connection: &mut Connection,
        ids: &[i64],
    ) -> QueryResult<Option<HashSet<i64>>> {
        let Some(few) = &self.few else { return Ok(None) };
        let among = dialect::orders_with_word(connection, few, ids)?;
        Ok(Some(among.into_iter().collect()))
    }

    pub(super) fn read(
        &self,
        connection: &mut Connection,
        window: Window,
        most: usize,
    ) -> QueryResult<Vec<i64>> {
        let mut heads = self.heads(connection, window)?;
        heads.sort_unstable_by_key(|(_, head)| match window.end {
            End::High => -head,
            End::Low => *head,
        });
        let mut ids: Vec<i64> = Vec::new();
        for (word_id, head) in heads {
            // All that this word and the next ones have is farther away.
            if ids.len() >= most && ids.last().is_some_and(|last| window.is_nearer(*last, head)) {
                break;
            }
            ids.extend(of_word(connection, word_id, window, most)?);
            window.sort(&mut ids);
            ids.truncate(most);
        }
        Ok(ids)
    }

    /// Each word with the nearest of its orders.
    fn heads(&self, connection: &mut Connection, window: Window) -> QueryResult<Vec<(i64, i64)>> {
        let first = window.first();
        let heads: Vec<Head> = diesel::sql_query(format!(
            "SELECT words.id AS word_id, (
                SELECT {first}(order_words.order_id) FROM order_words
                WHERE order_words.word_id = words.id AND order_words.order_id BETWEEN $1 AND $2
            ) AS head
            FROM words WHERE words.word >= $3 AND words.word < $4"
        ))
        .bind::<BigInt, _>(window.low)
        .bind::<BigInt, _>(window.high)
        .bind::<Text, _>(&self.from)
        .bind::<Text, _>(&self.until)
        .load(connection)?;
        Ok(heads.into_iter().filter_map(|row| Some((row.word_id, row.head?))).collect())
    }
}

/// All orders that have one of these words, sorted; `None` where they are many.
fn all_of(connection: &mut Connection, words: &[i64]) -> QueryResult<Option<Vec<i64>>> {
    let most = i64::try_from(FEW_ORDERS).unwrap_or(i64::MAX);
    let mut orders: Vec<i64> = order_words::table
        .filter(order_words::word_id.eq_any(words))
        .select(order_words::order_id)
        .limit(most.saturating_add(1))
        .load(connection)?;
    if orders.len() > FEW_ORDERS {
        return Ok(None);
    }
    orders.sort_unstable();
    orders.dedup();
    Ok(Some(orders))
}

fn of_word(
    connection: &mut Connection,
    word_id: i64,
    Window { low, high, end }: Window,
    most: usize,
) -> QueryResult<Vec<i64>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    match end {
        End::High => dialect::load(connection, NewestOfWord { word_id, low, high, most }),
        End::Low => dialect::load(connection, OldestOfWord { word_id, low, high, most }),
    }
}

// One list may ask for hundreds of words, one after the other.
struct NewestOfWord {
    word_id: i64,
    low: i64,
    high: i64,
    most: i64,
}

statement!(NewestOfWord -> BigInt:
    "SELECT order_id FROM order_words WHERE word_id = " word_id as BigInt,
    " AND order_id BETWEEN " low as BigInt,
    " AND " high as BigInt,
    " ORDER BY order_id DESC LIMIT " most as BigInt;
    ""
);

struct OldestOfWord {
    word_id: i64,
    low: i64,
    high: i64,
    most: i64,
}

statement!(OldestOfWord -> BigInt:
    "SELECT order_id FROM order_words WHERE word_id = " word_id as BigInt,
    " AND order_id BETWEEN " low as BigInt,
    " AND " high as BigInt,
    " ORDER BY order_id LIMIT " most as BigInt;
    ""
);
