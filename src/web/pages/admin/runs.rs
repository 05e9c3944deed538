//! Courier runs: all of them at `/admin/runs`, and one at `/admin/runs/{id}`.

use askama::Template;

use super::{AdminFrame, CourierForms, SlipItem};
use crate::{
    i18n::Messages,
    runs::RunError,
    web::pages::{HandOverView, Moment, shorten},
};

const NICKNAME: usize = 40;

#[derive(Debug, Template)]
#[template(path = "admin/runs.html")]
pub struct RunsPage {
    pub admin: AdminFrame,
    /// The runs that couriers are on.
    pub open: Vec<RunRow>,
    /// What waits for one.
    pub waiting: Vec<WaitingRow>,
    /// Whether more wait than are shown.
    pub has_more: bool,
    pub ended: Vec<EndedRun>,
    pub older: Option<String>,
    pub first: Option<String>,
    /// Orders that were chosen and are on no run now, and why.
    pub refused: Vec<(String, String)>,
    pub trouble: Option<String>,
}

#[derive(Clone, Debug)]
pub struct RunRow {
    pub address: String,
    pub id: i64,
    pub by: String,
    pub at: Moment,
    pub left: i64,
    pub stops: i64,
    /// Whom the courier meets next.
    pub next: Option<String>,
}

/// An order that waits for a courier.
#[derive(Clone, Debug)]
pub struct WaitingRow {
    pub uid: String,
    pub nickname: String,
    pub hand_over: HandOverView,
}

#[derive(Clone, Debug)]
pub struct EndedRun {
    pub address: String,
    pub id: i64,
    pub by: String,
    pub at: Moment,
}

#[derive(Debug, Template)]
#[template(path = "admin/run.html")]
pub struct RunPage {
    pub admin: AdminFrame,
    pub id: i64,
    pub by: String,
    pub at: Moment,
    /// When it ended, and who ended it, where it was not the last stop.
    pub ended: Option<(Moment, Option<String>)>,
    pub next: Option<NextStop>,
    pub later: Vec<LaterStop>,
    /// The stops that are over.
    pub over: Vec<OverStop>,
    pub refused: Vec<(String, String)>,
    pub trouble: Option<String>,
}

/// Where the courier goes now.
#[derive(Clone, Debug)]
pub struct NextStop {
    pub uid: String,
    pub nickname: String,
    pub hand_over: HandOverView,
    pub goods: Vec<SlipItem>,
    /// What an order of just a sum is for.
    pub text: Option<String>,
    /// What is not with it, and why.
    pub missing: Vec<String>,
    /// `None`: it is held, and must not be handed over.
    pub courier: Option<CourierForms>,
}

/// Where he goes afterwards.
#[derive(Clone, Debug)]
pub struct LaterStop {
    pub uid: String,
    pub nickname: String,
    pub hand_over: HandOverView,
    pub is_last: bool,
}

#[derive(Clone, Debug)]
pub struct OverStop {
    pub uid: String,
    pub nickname: String,
    /// What became of it.
    pub outcome: String,
    pub tone: &'static str,
}

impl RunsPage {
    fn m(&self) -> Messages {
        self.admin.messages()
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]
    fn title(&self, id: &i64) -> String {
        title(self.m(), *id)
    }

    fn progress(&self, row: &RunRow) -> String {
        progress(self.m(), row.left, row.stops)
    }
}

impl WaitingRow {
    fn shown_nickname(&self) -> String {
        shorten(&self.nickname, NICKNAME)
    }
}

impl RunPage {
    fn m(&self) -> Messages {
        self.admin.messages()
    }

    fn path(&self) -> String {
        format!("/admin/runs/{}", self.id)
    }

    fn title(&self) -> String {
        title(self.m(), self.id)
    }

    fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    fn left(&self) -> i64 {
        count(self.later.len() + usize::from(self.next.is_some()))
    }

    fn stops(&self) -> i64 {
        self.left() + count(self.over.len())
    }

    fn progress(&self) -> String {
        progress(self.m(), self.left(), self.stops())
    }
}

impl NextStop {
    fn shown_nickname(&self) -> String {
        shorten(&self.nickname, NICKNAME)
    }
}

impl LaterStop {
    fn shown_nickname(&self) -> String {
        shorten(&self.nickname, NICKNAME)
    }
}

impl OverStop {
    fn shown_nickname(&self) -> String {
        shorten(&self.nickname, NICKNAME)
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn title(m: Messages, id: i64) -> String {
    m.with("runs-title", &[("number", id.to_string().into())])
}

fn progress(m: Messages, left: i64, stops: i64) -> String {
    m.with("runs-progress", &[("left", left.into()), ("stops", stops.into())])
}

/// What is told of what was not done; `None` where there is no page to tell it on.
#[must_use]
pub fn problem(m: Messages, error: &RunError) -> Option<String> {
    match error {
        RunError::NoStop => Some(m.text("runs-problem-no-stop")),
        RunError::Ended => Some(m.text("runs-problem-ended")),
        RunError::NotFound | RunError::Store(_) => None,
    }
}
