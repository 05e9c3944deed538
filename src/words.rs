//! The words of a text, as searches compare them.

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
}
