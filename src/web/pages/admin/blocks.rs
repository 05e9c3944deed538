//! Who may not order.

use askama::Template;

use super::AdminFrame;
use crate::{
    customers::BlockKind,
    desk::{MOST_REASON, ReasonError},
    i18n::Messages,
    web::pages::{Moment, shorten},
};

#[derive(Debug, Template)]
#[template(path = "admin/blocks.html")]
pub struct BlocksPage {
    pub admin: AdminFrame,
    /// Whoever is to be blocked.
    pub form: Option<BlockForm>,
    pub problem: Option<BlockProblem>,
    pub blocks: Vec<BlockRow>,
    /// The page of the older ones.
    pub older: Option<String>,
}

/// The customer of an order, and what he is known by.
#[derive(Debug)]
pub struct BlockForm {
    pub uid: String,
    pub nickname: String,
    pub known: Vec<KnownBy>,
    pub reason: String,
}

#[derive(Debug)]
pub struct KnownBy {
    pub kind: BlockKind,
    pub shown: String,
    pub is_blocked: bool,
    pub is_chosen: bool,
}

#[derive(Debug)]
pub struct BlockRow {
    pub id: i64,
    pub kind: BlockKind,
    pub shown: String,
    pub reason: String,
    pub who: String,
    pub at: Moment,
}

/// Why nobody was blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockProblem {
    /// Nothing was chosen to know him by.
    Nothing,
    Reason(ReasonError),
}

/// What somebody is known by, in words.
#[must_use]
pub fn block_kind_label(m: Messages, kind: BlockKind) -> String {
    match kind {
        BlockKind::Browser => m.text("blocks-kind-browser"),
        BlockKind::Network => m.text("blocks-kind-network"),
        BlockKind::Nickname => m.text("blocks-kind-nickname"),
    }
}

impl BlocksPage {
    fn problem_told(&self) -> Option<String> {
        let m = self.admin.messages();
        self.problem.map(|problem| match problem {
            BlockProblem::Nothing => m.text("blocks-nothing"),
            BlockProblem::Reason(ReasonError::Empty) => m.text("desk-problem-no-reason"),
            BlockProblem::Reason(ReasonError::TooLong) => {
                let most = i64::try_from(MOST_REASON).unwrap_or(i64::MAX);
                m.with("blocks-long-reason", &[("most", most.into())])
            }
        })
    }

    fn kind_label(&self, kind: BlockKind) -> String {
        block_kind_label(self.admin.messages(), kind)
    }
}

impl KnownBy {
    fn hint(&self, m: Messages) -> String {
        match self.kind {
            BlockKind::Browser => m.text("blocks-hint-browser"),
            BlockKind::Network => m.text("blocks-hint-network"),
            BlockKind::Nickname => m.text("blocks-hint-nickname"),
        }
    }
}

impl BlockForm {
    fn shown_nickname(&self) -> String {
        shorten(&self.nickname, 40)
    }
}
