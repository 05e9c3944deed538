//! How players count: pieces, stacks, shulker boxes.

use crate::{db::columns::words, i18n::Messages};

/// How many stacks a shulker box holds.
const BOX: i64 = 27;

words! {
    /// How many pieces of a good go into one slot of an inventory.
    pub enum Stack {
        Of64 = "64",
        /// Ender pearls, signs, eggs.
        Of16 = "16",
        /// Tools, potions, totems: each has a slot of its own.
        Of1 = "1",
        /// Nobody counts it in stacks: a service, or a shulker box itself, which goes into no other.
        Loose = "loose",
    }
}

impl Stack {
    /// The pieces of one stack; `None` where it is not counted in stacks.
    #[must_use]
    pub fn size(self) -> Option<i64> {
        match self {
            Self::Of64 => Some(64),
            Self::Of16 => Some(16),
            Self::Of1 => Some(1),
            Self::Loose => None,
        }
    }
}

/// A number of pieces as players count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    Stacked { boxes: i64, stacks: i64, pieces: i64 },
    Loose(i64),
}

impl Count {
    #[must_use]
    pub fn of(quantity: i64, stack: Stack) -> Self {
        let Some(size) = stack.size() else {
            return Self::Loose(quantity);
        };
        let (stacks, pieces) = (quantity / size, quantity % size);
        let (boxes, stacks) = (stacks / BOX, stacks % BOX);
        // A stack of one is a piece.
        let (stacks, pieces) = if size == 1 { (0, stacks) } else { (stacks, pieces) };
        Self::Stacked { boxes, stacks, pieces }
    }

    /// In words: "2 шалкера, 3 стака, 5 шт.", or "×5" where nobody counts in stacks.
    #[must_use]
    pub fn text(self, messages: Messages) -> String {
        let part = |key: &str, n: i64| messages.with(key, &[("n", n.into())]);
        let (boxes, stacks, pieces) = match self {
            Self::Stacked { boxes, stacks, pieces } => (boxes, stacks, pieces),
            Self::Loose(n) => return part("count-loose", n),
        };
        let mut parts = Vec::new();
        if boxes > 0 {
            parts.push(part("count-boxes", boxes));
        }
        if stacks > 0 {
            parts.push(part("count-stacks", stacks));
        }
        if pieces > 0 || parts.is_empty() {
            parts.push(part("count-pieces", pieces));
        }
        parts.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    fn text(quantity: i64, stack: Stack) -> String {
        Count::of(quantity, stack).text(Messages::for_lang(Lang::Ru)).replace('\u{a0}', " ")
    }

    #[test]
    fn a_stack_is_64_and_a_box_is_27_stacks() {
        assert_eq!(text(2 * 27 * 64 + 3 * 64 + 5, Stack::Of64), "2 шалкера, 3 стака, 5 шт.");
        assert_eq!(text(27 * 64, Stack::Of64), "1 шалкер");
        assert_eq!(text(26 * 64, Stack::Of64), "26 стаков");
        assert_eq!(text(63, Stack::Of64), "63 шт.");
        assert_eq!(text(0, Stack::Of64), "0 шт.");
    }

    #[test]
    fn some_stacks_are_smaller() {
        assert_eq!(text(27 * 16 + 17, Stack::Of16), "1 шалкер, 1 стак, 1 шт.");
        assert_eq!(text(28, Stack::Of1), "1 шалкер, 1 шт.");
        assert_eq!(text(26, Stack::Of1), "26 шт.");
        assert_eq!(text(1000, Stack::Loose).replace('\u{202f}', " "), "×1 000");
    }

    #[test]
    fn nothing_is_lost_in_counting() {
        for stack in [Stack::Of64, Stack::Of16, Stack::Of1] {
            let size = stack.size().unwrap();
            for quantity in [1, 15, 16, 63, 64, 65, 1727, 1728, 1729, 1_000_000_000] {
                let Count::Stacked { boxes, stacks, pieces } = Count::of(quantity, stack) else {
                    panic!("{stack:?} is counted in stacks");
                };
                assert_eq!((boxes * 27 + stacks) * size + pieces, quantity);
                assert!(stacks < 27 && pieces < size.max(27));
            }
        }
    }
}
