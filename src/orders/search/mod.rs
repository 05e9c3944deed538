//! The words that an order is found by: of its text, of its items' names, and its nickname.
//!
//! They are folded in Rust, since databases fold differently, and found by their beginnings: a dictionary of words, and
//! the orders of each. The order's number is no word: it is found by its own index (`fold_typed`).

mod index;

use std::collections::BTreeSet;

pub use index::write;

pub use crate::words::words;

/// How many items of an order are searched. (The most that an order has are 200.)
pub const MOST_ITEMS: i64 = 40;

/// How many words of an order are written down.
const MOST_WORDS: usize = 200;

/// All words of an order.
pub fn words_of<'a>(
    nickname: &str,
    uid: &str,
    text: &str,
    items: impl IntoIterator<Item = &'a str>,
) -> BTreeSet<String> {
    let items = items.into_iter().take(usize::try_from(MOST_ITEMS).unwrap_or(usize::MAX));
    // Most texts carry the number, and a number in the dictionary would be a word of its own for each order.
    let text = text.replace(uid, " ");
    words(nickname).chain(words(&text)).chain(items.flat_map(words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_orders_number_is_no_word() {
        let words = words_of("Steve_01", "48817-X", "Заказ 48817-X", ["Шалкер", "Шалкер с землёй"]);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert_eq!(words, ["steve_01", "заказ", "землей", "с", "шалкер"]);
    }
}
