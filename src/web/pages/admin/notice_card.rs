//! A message that could not be delivered, and what can be done about it.

use crate::web::pages::Moment;

/// Those that wait for a person.
#[derive(Debug, Default)]
pub struct NoticeCards {
    pub cards: Vec<NoticeCard>,
    /// That there are more than are shown.
    pub more: Option<String>,
    /// The channels of which several can be left at once.
    pub many: Vec<NoticeChannel>,
}

#[derive(Debug)]
pub struct NoticeCard {
    pub id: i64,
    /// Its order, if it is about one.
    pub uid: Option<String>,
    /// What it was about.
    pub what: String,
    pub channel: String,
    pub at: Moment,
    pub why: String,
    /// It will be tried once more as it is.
    pub is_asked: bool,
}

#[derive(Debug)]
pub struct NoticeChannel {
    pub label: String,
    /// The newest of them when the page was made.
    pub up_to: i64,
}
