//! Finding goods in the window by the beginnings of words.

use std::collections::BTreeSet;

use super::Product;
use crate::words::words;

/// The most words that are looked for: an address can hold thousands, and each is compared with all words of all goods.
const MOST_WORDS: usize = 8;

/// What somebody looks for: words, all of which a good has to have in its name, its description or its category. Neither case nor the
/// dots of `ё` matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search(BTreeSet<String>);

impl Search {
    /// `None` where no word was typed.
    #[must_use]
    pub fn of(typed: &str) -> Option<Self> {
        let words: BTreeSet<String> = words(typed).take(MOST_WORDS).collect();
        (!words.is_empty()).then_some(Self(words))
    }

    #[must_use]
    pub fn finds(&self, good: &Product) -> bool {
        let texts = [good.name.as_str(), &good.description, &good.category];
        let of_good: Vec<String> = texts.into_iter().flat_map(words).collect();
        self.0.iter().all(|wanted| of_good.iter().any(|word| word.starts_with(wanted)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalog, clock::UtcTime, testing::TestDatabase};

    #[test]
    fn all_words_are_found_by_their_beginnings() {
        let mut db = TestDatabase::new();
        db.write(|c| catalog::add_demo_goods(c, UtcTime::from_micros(0))).unwrap();
        let goods = catalog::window(&mut db.connection).unwrap();
        let found = |typed: &str| -> Vec<String> {
            let search = Search::of(typed).unwrap();
            let found = goods.iter().filter(|good| search.finds(good));
            found.map(|good| good.name.to_string()).collect()
        };
        assert_eq!(found("шалкер"), ["Шалкер с землёй", "Шалкер с песком"]);
        assert_eq!(found("ЗЕМЛЕЙ шал"), ["Шалкер с землёй"]);
        // Of the description, and of the category.
        assert_eq!(found("ракет"), ["Элитры с починкой"]);
        assert_eq!(found("ценности"), ["Стак алмазов", "Маяк"]);
        assert_eq!(found("лкер"), [""; 0]);
        assert_eq!(Search::of(" -! "), None);
        assert_eq!(Search::of(&"с ".repeat(30_000)).unwrap().0.len(), 1);
        let many: Vec<String> = (0..30_000).map(|nth| nth.to_string()).collect();
        assert_eq!(Search::of(&many.join(" ")).unwrap().0.len(), MOST_WORDS);
    }
}
