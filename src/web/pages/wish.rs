//! What a customer said beside his order, in words.

use super::shorten;
use crate::{
    i18n::Messages,
    orders::{MOST_LINE, MOST_NOTE, Wish, WishedWay},
};

/// As pages show it; what he did not say is `None`.
#[derive(Clone, Debug)]
pub struct WishView {
    pub contact: Option<String>,
    pub way: Option<String>,
    /// Line by line.
    pub note: Vec<String>,
}

impl WishView {
    /// `None` where he said nothing.
    #[must_use]
    pub fn of(m: Messages, wish: &Wish) -> Option<Self> {
        let line = |line: &crate::orders::Line| shorten(line.as_str(), MOST_LINE);
        (!wish.is_empty()).then(|| Self {
            contact: wish.contact.as_ref().map(line),
            way: wish.way.map(|way| match way {
                WishedWay::Cell => m.text("wish-way-cell"),
                WishedWay::Courier => {
                    let place = wish.place.as_ref().map(line).unwrap_or_default();
                    match wish.moment.as_ref().map(line) {
                        Some(moment) => m.with(
                            "wish-way-courier-at",
                            &[("place", place.into()), ("moment", moment.into())],
                        ),
                        None => m.with("wish-way-courier", &[("place", place.into())]),
                    }
                }
            }),
            note: wish.note.as_ref().map_or_else(Vec::new, |note| {
                note.as_str().lines().map(|line| shorten(line, MOST_NOTE)).collect()
            }),
        })
    }
}
