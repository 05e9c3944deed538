//! The words that an order is found by: of its text, of its items' names, and its nickname.
//!
//! They are folded in Rust, since databases fold differently, and found by their beginnings: a dictionary of words, and
//! the orders of each. The order's number is no word: it is found by its own index (`fold_typed`).

mod index;

use std::collections::BTreeSet;

pub use index::write;

/// How many items of an order are searched. (The most that an order has are 200.)
pub const MOST_ITEMS: i64 = 40;

/// How many words of an order are written down.
const MOST_WORDS: usize = 200;

/// How much of a word is kept.
const MOST_LETTERS: usize = 32;

/// The words of a text, folded: what is neither letter, digit nor `_` parts them; case and the dots of `ё` don't matter.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).map(
        |word| {
            word.chars()
                .flat_map(char::to_lowercase)
                .map(|c| if c == 'ё' { 'е' } else { c })
                .take(MOST_LETTERS)
                .collect()
        },
    )
}

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

    fn folded(text: &str) -> Vec<String> {
        words(text).collect()
    }

    #[test]
    fn a_word_is_the_same_in_every_spelling() {
        assert_eq!(folded("Шалкер с ЗЕМЛЁЙ, 64 шт."), ["шалкер", "с", "землей", "64", "шт"]);
        assert_eq!(folded("xX_Steve_Xx"), ["xx_steve_xx"]);
        assert_eq!(folded("Кирка-«Бобёр»\u{0}"), ["кирка", "бобер"]);
        assert!(folded(" -\u{202e}!?").is_empty());
        assert_eq!(folded(&"я".repeat(200)), ["я".repeat(MOST_LETTERS)]);
    }

    #[test]
    fn an_orders_number_is_no_word() {
        let words = words_of("Steve_01", "48817-X", "Заказ 48817-X", ["Шалкер", "Шалкер с землёй"]);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert_eq!(words, ["steve_01", "заказ", "землей", "с", "шалкер"]);
    }
}
