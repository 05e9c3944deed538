//! Which of some sums add up to a difference: one of them, two, or three.

use std::collections::HashMap;

/// How many sets of each size are looked for; nobody reads more.
const MOST_OF_A_SIZE: usize = 12;

/// The sets of one, two or three of `sums` that add up to `wanted`, as their places: the smallest sets first, and among
/// equal sizes those of early places. Sums are above 0.
///
/// At most as many of each size as anybody reads; with `n` sums that is `n²` steps.
#[must_use]
pub fn adding_up_to(wanted: i64, sums: &[i64]) -> Vec<Vec<usize>> {
    let mut places: HashMap<i64, Vec<usize>> = HashMap::new();
    for (place, sum) in sums.iter().enumerate() {
        places.entry(*sum).or_default().push(place);
    }
    let after = |missing: i64, place: usize| {
        let found: &[usize] = places.get(&missing).map_or(&[], Vec::as_slice);
        found[found.partition_point(|each| *each <= place)..].iter().copied()
    };
    let ones = sums.iter().enumerate().filter(|(_, sum)| **sum == wanted);
    let ones = ones.map(|(place, _)| vec![place]).take(MOST_OF_A_SIZE);
    let mut sets: Vec<Vec<usize>> = ones.collect();
    let twos = sums.iter().enumerate().flat_map(|(first, sum)| {
        let missing = wanted.saturating_sub(*sum);
        after(missing, first).map(move |second| vec![first, second])
    });
    sets.extend(twos.take(MOST_OF_A_SIZE));
    let threes = (0..sums.len()).flat_map(|first| {
        let after = &after;
        (first + 1..sums.len()).flat_map(move |second| {
            let missing = wanted.saturating_sub(sums[first]).saturating_sub(sums[second]);
            after(missing, second).map(move |third| vec![first, second, third])
        })
    });
    sets.extend(threes.take(MOST_OF_A_SIZE));
    sets
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn small_sets_come_first() {
        assert_eq!(
            adding_up_to(8, &[5, 8, 3, 2, 3]),
            [vec![1], vec![0, 2], vec![0, 4], vec![2, 3, 4]]
        );
        assert!(adding_up_to(8, &[9, 1, 1]).is_empty());
        assert!(adding_up_to(8, &[]).is_empty());
        assert!(adding_up_to(i64::MIN, &[i64::MAX, i64::MAX]).is_empty());
    }

    #[test]
    fn equal_sums_are_not_all_listed() {
        let sets = adding_up_to(24, &[8; 200]);
        assert_eq!(sets.len(), MOST_OF_A_SIZE);
        assert_eq!(sets[..2], [vec![0, 1, 2], vec![0, 1, 3]]);
    }

    proptest! {
        /// As trying them all.
        #[test]
        fn nothing_is_missed(
            wanted in 1_i64..20,
            sums in prop::collection::vec(1_i64..12, 0..6),
        ) {
            let found = adding_up_to(wanted, &sums);
            let mut all = Vec::new();
            for bits in 1_usize..1 << sums.len() {
                let set: Vec<usize> = (0..sums.len()).filter(|place| bits >> place & 1 == 1).collect();
                if set.len() <= 3 && set.iter().map(|place| sums[*place]).sum::<i64>() == wanted {
                    all.push(set);
                }
            }
            all.sort_by_key(|set| (set.len(), set.clone()));
            prop_assert_eq!(found, all);
        }
    }
}
