//! How an order is handed over, in words.

use super::{Moment, shorten};
use crate::{
    delivery::{HandOver, Told, Unfit, Way},
    i18n::Messages,
};

/// How much of a place is shown.
const PLACE: usize = 100;

/// How an order that is ready is handed over, as pages show it.
#[derive(Clone, Debug)]
pub struct HandOverView {
    /// The cell; `None`: a courier brings it.
    pub cell: Option<String>,
    /// Where the cell is, or where the courier comes; it may be empty.
    pub place: String,
    pub due: Moment,
    pub is_missed: bool,
    /// How many times a courier found nobody.
    pub attempts: i64,
}

impl HandOverView {
    #[must_use]
    pub fn new(hand_over: &HandOver, due: Moment, is_missed: bool) -> Self {
        let (cell, place) = match &hand_over.way {
            Way::Cell { name, place, .. } => (Some(name.to_string()), place),
            Way::Courier { place } => (None, place),
        };
        Self {
            cell,
            place: shorten(place.as_str(), PLACE),
            due,
            is_missed,
            attempts: hand_over.attempts,
        }
    }

    /// In a few words, for a list.
    #[must_use]
    pub fn brief(&self, m: Messages) -> String {
        let due = ("due", self.due.shown.as_str().into());
        match &self.cell {
            Some(cell) => m.with("hand-over-brief-cell", &[("cell", cell.as_str().into()), due]),
            None => m.with("hand-over-brief-courier", &[due]),
        }
    }
}

/// What an event tells of a hand-over. `due`: the moment that it names.
#[must_use]
pub fn told(m: Messages, told: &Told, due: Option<Moment>) -> String {
    let due = due.map_or_else(String::new, |due| due.shown);
    let with_place = |key: &str, without: &str, args: &[(&'static str, String)], place: &str| {
        let place = shorten(place, PLACE);
        let mut filled: Vec<_> =
            args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        if place.is_empty() {
            return m.with(without, &filled);
        }
        filled.push(("place", place.as_str().into()));
        m.with(key, &filled)
    };
    match told {
        Told::Cell { cell, place, .. } => with_place(
            "hand-over-told-cell-at",
            "hand-over-told-cell",
            &[("cell", shorten(cell, PLACE)), ("due", due)],
            place,
        ),
        Told::Courier { place, .. } => m.with(
            "hand-over-told-courier",
            &[("place", shorten(place, PLACE).into()), ("due", due.into())],
        ),
        Told::Agreed => m.text("hand-over-told-agreed"),
    }
}

/// Why it cannot be handed over so.
#[must_use]
pub fn unfit(m: Messages, unfit: Unfit) -> String {
    match unfit {
        Unfit::NoSuchCell => m.text("hand-over-no-such-cell"),
        Unfit::Taken => m.text("hand-over-taken"),
        Unfit::NoneFree => m.text("hand-over-none-free"),
        Unfit::Past => m.text("hand-over-past"),
        Unfit::Nowhere => m.text("hand-over-nowhere"),
        Unfit::TriedEnough => m.text("courier-tried-enough"),
    }
}
