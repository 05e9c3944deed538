//! A small pixel picture for each good, made from its key: a shop looks alive before anybody has drawn anything.

/// The side of an emblem, in squares. Odd, so that the mirror has a middle column.
pub const SIDE: u8 = 7;
/// How many colours `kassa.css` has for emblems.
const TONES: u64 = 6;
/// The drawn half of an emblem, one bit a square: three columns, the middle one included, of five squares each.
const HALF: u64 = 0x7fff;

/// A symmetric pattern of squares in one of the stylesheet's tones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emblem {
    pub tone: u64,
    /// The filled squares, as `(x, y)` from 0.
    pub squares: Vec<(u8, u8)>,
}

impl Emblem {
    /// The same key always gives the same emblem.
    #[must_use]
    pub fn of(id: i64) -> Self {
        let mut bits = scatter(id.cast_unsigned());
        // Fewer squares look like a speck of dirt, more like a wall.
        while !(6..=11).contains(&(bits & HALF).count_ones()) {
            bits = scatter(bits);
        }
        let middle = SIDE / 2;
        let mut squares = Vec::new();
        // One square of border stays empty all around, so the inner half is 3 × 5 squares and fifteen bits.
        for y in 1..SIDE - 1 {
            for x in 1..=middle {
                let bit = (y - 1) * middle + (x - 1);
                if bits >> bit & 1 == 0 {
                    continue;
                }
                squares.push((x, y));
                if x != middle {
                    squares.push((SIDE - 1 - x, y));
                }
            }
        }
        Self {
            // Not from the scattered bits: goods next to each other get different colours.
            tone: id.cast_unsigned() % TONES,
            squares,
        }
    }
}

/// `SplitMix64`'s finisher: neighbouring keys get emblems that have nothing in common.
const fn scatter(key: u64) -> u64 {
    let z = key.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emblem_is_symmetric_and_keeps_its_border() {
        for id in -5..200 {
            let emblem = Emblem::of(id);
            for (x, y) in &emblem.squares {
                assert!((1..SIDE - 1).contains(x) && (1..SIDE - 1).contains(y));
                assert!(emblem.squares.contains(&(SIDE - 1 - x, *y)));
            }
            assert!((7..=21).contains(&emblem.squares.len()), "{id}: {:?}", emblem.squares);
            assert!(emblem.tone < TONES);
        }
    }

    #[test]
    fn goods_next_to_each_other_differ() {
        assert_ne!(Emblem::of(1), Emblem::of(2));
        assert_eq!(Emblem::of(1), Emblem::of(1));
    }
}
