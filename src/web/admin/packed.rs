//! What goes into a box: on the packing slip, and in a courier's hands.

use crate::{
    catalog::Count,
    i18n::Messages,
    orders::Item,
    picking::{Remedy, RemedyKind, missing_of},
    web::pages::{admin::SlipItem, remedy::remedy_text},
};

/// Of each line of an order what is there, and what its customer gets instead of the rest.
pub(super) fn packed(items: &[Item], remedies: &[Remedy]) -> Vec<SlipItem> {
    let mut packed = Vec::new();
    for (position, item) in (0..).zip(items) {
        let left = item.quantity.saturating_sub(missing_of(remedies, position));
        if left > 0 {
            let count = Count::of(left, item.stack);
            packed.push(SlipItem { name: item.name.to_string(), count, instead_of: None });
        }
        let of_line = remedies.iter().filter(|each| each.position == position);
        let others =
            of_line.filter(|remedy| remedy.is_live()).filter_map(|each| each.instead.as_ref());
        packed.extend(others.map(|instead| SlipItem {
            name: instead.name.to_string(),
            count: Count::of(instead.quantity, instead.stack),
            instead_of: Some(item.name.to_string()),
        }));
    }
    packed
}

/// What does not go into it, and why. Whoever packs or brings it needs no sums.
pub(super) fn left_out(m: Messages, items: &[Item], remedies: &[Remedy]) -> Vec<String> {
    remedies
        .iter()
        .filter(|remedy| remedy.is_live() && remedy.kind != RemedyKind::Substitute)
        .map(|remedy| remedy_text(m, remedy, items, false))
        .collect()
}
