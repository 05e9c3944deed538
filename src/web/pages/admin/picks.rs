//! Pick lists: all of them at `/admin/picks`, and one at `/admin/picks/{id}`.

use askama::Template;

use super::AdminFrame;
use crate::{
    i18n::Messages,
    picking::PickError,
    web::pages::{Moment, shorten},
};

const NAME: usize = 80;
const NICKNAME: usize = 40;

#[derive(Debug, Template)]
#[template(path = "admin/picks.html")]
pub struct PicksPage {
    pub admin: AdminFrame,
    pub open: Vec<ListRow>,
    pub ended: Vec<EndedRow>,
    pub older: Option<String>,
    pub first: Option<String>,
}

/// A list that is being picked.
#[derive(Clone, Debug)]
pub struct ListRow {
    pub address: String,
    pub id: i64,
    pub by: String,
    pub at: Moment,
    pub orders: i64,
    pub picked: i64,
    pub goods: i64,
}

/// A list that has ended.
#[derive(Clone, Debug)]
pub struct EndedRow {
    pub address: String,
    pub id: i64,
    pub by: String,
    pub at: Moment,
}

#[derive(Debug, Template)]
#[template(path = "admin/pick_list.html")]
pub struct PickListPage {
    pub admin: AdminFrame,
    pub id: i64,
    pub by: String,
    pub at: Moment,
    /// Who ended it, and when.
    pub ended: Option<(String, Moment)>,
    pub picked: i64,
    pub goods: Vec<GoodView>,
    pub orders: Vec<OrderView>,
    /// Orders that were chosen for it and are not on it, and why.
    pub refused: Vec<(String, String)>,
    /// Why what was sent was not done.
    pub trouble: Option<String>,
}

#[derive(Clone, Debug)]
pub struct GoodView {
    pub anchor: String,
    pub name: String,
    pub quantity: Quantity,
    pub picked: Picked,
    pub can_tick: bool,
    pub shares: Vec<ShareView>,
}

/// What of a good goes to one order.
#[derive(Clone, Debug)]
pub struct ShareView {
    pub anchor: String,
    pub uid: String,
    pub nickname: String,
    pub quantity: Quantity,
    /// What the form sends.
    pub entry: String,
    pub is_picked: bool,
    pub is_ready: bool,
    /// What was ordered, where this is a substitute for it.
    pub instead_of: Option<String>,
    /// Where it is said that it is missing.
    pub missing: Option<String>,
    /// Who picked it, and when.
    pub ticked: Option<(String, Moment)>,
}

/// How many, as players count, and the plain number where that says more.
#[derive(Clone, Debug)]
pub struct Quantity {
    pub count: String,
    pub number: Option<i64>,
}

/// How much of it is picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picked {
    Nothing,
    Some,
    All,
}

#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own that the template asks"
)]
pub struct OrderView {
    pub uid: String,
    pub nickname: String,
    pub status: String,
    /// `false`: it was cancelled, or went back, and its share is not asked for any more.
    pub is_on: bool,
    pub is_held: bool,
    pub waits: bool,
    pub needs_refund: bool,
}

impl Picked {
    #[must_use]
    pub fn of(each: impl Iterator<Item = bool>) -> Self {
        let (mut some, mut all) = (false, true);
        for is_picked in each {
            some |= is_picked;
            all &= is_picked;
        }
        match (some, all) {
            (_, true) => Self::All,
            (true, false) => Self::Some,
            (false, false) => Self::Nothing,
        }
    }

    /// For `aria-checked`.
    fn checked(self) -> &'static str {
        match self {
            Self::Nothing => "false",
            Self::Some => "mixed",
            Self::All => "true",
        }
    }
}

impl GoodView {
    fn shown_name(&self) -> String {
        shorten(&self.name, NAME)
    }

    fn is_picked(&self) -> bool {
        self.picked == Picked::All
    }

    fn is_shared(&self) -> bool {
        self.shares.len() > 1
    }
}

impl ShareView {
    fn shown_nickname(&self) -> String {
        shorten(&self.nickname, NICKNAME)
    }

    fn shown_instead_of(&self) -> Option<String> {
        self.instead_of.as_ref().map(|name| shorten(name, NAME))
    }

    fn checked(&self) -> &'static str {
        if self.is_picked { "true" } else { "false" }
    }
}

impl OrderView {
    fn shown_nickname(&self) -> String {
        shorten(&self.nickname, NICKNAME)
    }
}

impl PickListPage {
    fn m(&self) -> Messages {
        self.admin.messages()
    }

    fn path(&self) -> String {
        format!("/admin/picks/{}", self.id)
    }

    fn title(&self) -> String {
        self.m().with("picks-title", &[("number", self.id.to_string().into())])
    }

    fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    fn good_count(&self) -> i64 {
        i64::try_from(self.goods.len()).unwrap_or(i64::MAX)
    }

    fn progress(&self) -> String {
        let args = [("picked", self.picked.into()), ("goods", self.good_count().into())];
        self.m().with("picks-progress", &args)
    }

    fn is_all_picked(&self) -> bool {
        self.picked == self.good_count()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]
impl PicksPage {
    fn m(&self) -> Messages {
        self.admin.messages()
    }

    fn title(&self, id: &i64) -> String {
        self.m().with("picks-title", &[("number", id.to_string().into())])
    }

    fn progress(&self, row: &ListRow) -> String {
        let args = [("picked", row.picked.into()), ("goods", row.goods.into())];
        self.m().with("picks-progress", &args)
    }
}

/// What is told of what was not done; `None` where there is no list to tell it on.
#[must_use]
pub fn problem(m: Messages, error: &PickError) -> Option<String> {
    match error {
        PickError::Changed => Some(m.text("picks-problem-changed")),
        PickError::Ended => Some(m.text("picks-problem-ended")),
        PickError::NotAll => Some(m.text("picks-problem-not-all")),
        PickError::NotFound | PickError::Store(_) => None,
    }
}
