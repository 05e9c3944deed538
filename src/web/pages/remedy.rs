//! What is done about goods that are missing, in words.

use super::shorten;
use crate::{
    catalog::{Count, Stack},
    i18n::Messages,
    orders::Item,
    picking::{Remedy, RemedyKind},
};

const NAME: usize = 80;

/// What a remedy says to whoever may see the shop's sums, or may not: which good, how many, and what becomes of them.
#[must_use]
pub fn remedy_text(m: Messages, remedy: &Remedy, items: &[Item], sees_money: bool) -> String {
    let item = usize::try_from(remedy.position).ok().and_then(|place| items.get(place));
    let name = item.map(|item| shorten(item.name.as_str(), NAME)).unwrap_or_default();
    let stack = item.map_or(Stack::Loose, |item| item.stack);
    let count = Count::of(remedy.quantity, stack).text(m);
    let what = [("name", name.into()), ("count", count.into())];
    let with = |key: &str, more: &[(&str, crate::i18n::Arg)]| {
        m.with(key, &[what.as_slice(), more].concat())
    };
    match (remedy.kind, &remedy.instead, &remedy.refund) {
        (RemedyKind::Substitute, Some(instead), _) => {
            let other = shorten(instead.name.as_str(), NAME);
            let count = Count::of(instead.quantity, instead.stack).text(m);
            with("remedy-substitute", &[("instead", other.into()), ("how-many", count.into())])
        }
        (RemedyKind::Refund, _, Some((sum, _))) if sees_money => {
            with("remedy-refund-sum", &[("sum", m.ar(sum.get()).into())])
        }
        (RemedyKind::Substitute | RemedyKind::Refund, ..) => with("remedy-refund", &[]),
        (RemedyKind::NeedsRefund, ..) => with("remedy-needs-refund", &[]),
        (RemedyKind::Wait, ..) => with("remedy-wait", &[]),
    }
}

/// What the event of that id tells about what is missing.
#[must_use]
pub fn remedy_of_event(remedies: &[Remedy], event_id: i64) -> Option<&Remedy> {
    let told = remedies.iter().find(|remedy| remedy.event_id == event_id);
    told.or_else(|| remedies.iter().find(|remedy| remedy.ended_event == Some(event_id)))
}
