//! Comparing the books with Dromon's.

use askama::Template;

use super::AdminFrame;
use crate::{
    i18n::Messages,
    staff::Right,
    web::pages::{Moment, shorten},
};

pub(super) const NAME: usize = 40;
const REASON: usize = 200;

#[derive(Debug, Template)]
#[template(path = "admin/reconcile.html")]
pub struct ReconcilePage {
    pub admin: AdminFrame,
    pub problem: Option<Problem>,
    pub done: Option<Done>,
    /// The balance as it was typed, where that was no balance or could not be compared.
    pub typed: String,
    /// The newest payment when this page was made.
    pub seen: i64,
    /// What the app held before the first payment, the newest entry first.
    pub openings: Vec<Opening>,
    /// The entry that counts now; 0: none.
    pub opening_id: i64,
    pub result: Option<Outcome>,
    pub past: Vec<Past>,
    /// Where older comparisons are.
    pub older: Option<String>,
    pub recipient: String,
    /// What was pasted, where it could not be read.
    pub pasted: String,
    pub pastes: Vec<RecentPaste>,
}

/// Why nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    NotABalance,
    /// So many callbacks wait in the inbox.
    Inbox(i64),
    BooksAway,
    Changed,
    NoReason,
    LineNeedsMore,
    ReasonTooLong(i64),
    NotASum,
    NoSuchOrder,
    TooMuch(i64),
    OutOfRange,
    NotChosen,
    NotAllowed,
    PasteEmpty,
    PasteTooLong(i64),
    PasteTooMany(i64),
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    Confirmed,
    Contested,
    Withdrawn,
    Refunded,
    Opening,
}

#[derive(Clone, Debug)]
pub struct Opening {
    pub sum: i64,
    pub reason: String,
    pub at: Moment,
    pub who: String,
}

/// The latest comparison.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub statement: i64,
    pub stated: i64,
    pub at: Moment,
    pub who: String,
    /// What came while the page was open.
    pub meanwhile: i64,
    pub verdict: Verdict,
    /// What the expected balance is made of, where it is not what was stated.
    pub figures: Option<Figures>,
}

#[derive(Clone, Debug)]
pub enum Verdict {
    /// With how many payments were verified because of it; `None`: that is not done yet.
    Agreed(Option<i64>),
    Explained,
    More(More),
    Less(Less),
    /// The sums are too large to be added.
    Absurd,
}

#[derive(Clone, Debug)]
pub struct Figures {
    pub opening: i64,
    pub came: i64,
    pub withdrawn: i64,
    pub refunded: i64,
    pub expected: i64,
    pub difference: i64,
    pub unknown: i64,
    pub intended: i64,
    pub contested: i64,
}

/// Who may have paid what no callback told of.
#[derive(Clone, Debug)]
pub struct More {
    pub difference: i64,
    pub sets: Vec<Set>,
    pub doubted: Vec<Doubted>,
    /// How many callbacks wait for a decision.
    pub undecided: i64,
}

/// Orders that add up to the difference.
#[derive(Clone, Debug)]
pub struct Set {
    pub orders: Vec<Candidate>,
}

#[derive(Clone, Debug)]
pub struct Candidate {
    pub id: i64,
    pub uid: String,
    pub version: i64,
    pub nickname: String,
    /// What is left to pay.
    pub open: i64,
    pub placed: Moment,
    pub claimed: bool,
    pub expired: bool,
    pub part_paid: bool,
}

/// A payment of which somebody doubts that it came.
#[derive(Clone, Debug)]
pub struct Doubted {
    /// Its order's number.
    pub uid: Option<String>,
}

/// What may be missing.
#[derive(Clone, Debug)]
pub struct Less {
    /// Above zero.
    pub missing: i64,
    pub likely: Vec<Suspect>,
    pub all: Vec<Suspect>,
    pub older: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Suspect {
    pub id: i64,
    pub sum: i64,
    pub at: Moment,
    pub payer: Option<String>,
    pub uid: Option<String>,
    /// The text key of how sure the payment is.
    pub sure: &'static str,
    /// The text keys of what is suspicious about it.
    pub doubts: Vec<&'static str>,
}

/// A comparison of the past.
#[derive(Clone, Debug)]
pub struct Past {
    pub at: Moment,
    pub who: String,
    pub stated: i64,
    pub difference: i64,
}

#[derive(Clone, Debug)]
pub struct RecentPaste {
    pub id: i64,
    pub at: Moment,
    pub who: String,
}

impl Problem {
    #[must_use]
    pub fn text(&self, m: Messages) -> String {
        match self {
            Self::NotABalance => m.text("reconcile-error-not-a-balance"),
            Self::Inbox(count) => m.with("reconcile-error-inbox", &[("count", (*count).into())]),
            Self::BooksAway => m.text("reconcile-error-books-away"),
            Self::Changed => m.text("reconcile-error-changed"),
            Self::NoReason => m.text("reconcile-error-no-reason"),
            Self::LineNeedsMore => m.text("reconcile-error-line-needs-more"),
            Self::ReasonTooLong(most) => {
                m.with("reconcile-error-reason-too-long", &[("most", (*most).into())])
            }
            Self::NotASum => m.text("reconcile-error-not-a-sum"),
            Self::NoSuchOrder => m.text("reconcile-error-no-such-order"),
            Self::TooMuch(most) => m.with("reconcile-error-too-much", &[("most", (*most).into())]),
            Self::OutOfRange => m.text("reconcile-error-out-of-range"),
            Self::NotChosen => m.text("reconcile-error-not-chosen"),
            Self::NotAllowed => m.text("reconcile-error-not-allowed"),
            Self::PasteEmpty => m.text("reconcile-error-paste-empty"),
            Self::PasteTooLong(kib) => {
                m.with("reconcile-error-paste-too-long", &[("kib", (*kib).into())])
            }
            Self::PasteTooMany(most) => {
                m.with("reconcile-error-paste-too-many", &[("most", (*most).into())])
            }
        }
    }

    /// Whether it is about the balance that was typed.
    fn is_about_the_balance(&self) -> bool {
        matches!(self, Self::NotABalance | Self::Inbox(_) | Self::BooksAway)
    }
}

impl Done {
    pub const ALL: [Done; 5] =
        [Done::Confirmed, Done::Contested, Done::Withdrawn, Done::Refunded, Done::Opening];

    /// As it stands in an address.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Contested => "contested",
            Self::Withdrawn => "withdrawn",
            Self::Refunded => "refunded",
            Self::Opening => "opening",
        }
    }

    fn text(self, m: Messages) -> String {
        match self {
            Self::Confirmed => m.text("reconcile-done-confirmed"),
            Self::Contested => m.text("reconcile-done-contested"),
            Self::Withdrawn => m.text("reconcile-done-withdrawn"),
            Self::Refunded => m.text("reconcile-done-refunded"),
            Self::Opening => m.text("reconcile-done-opening"),
        }
    }
}

impl ReconcilePage {
    /// Whether the person may write down money that no callback told of.
    fn may_write_money(&self) -> bool {
        self.admin.may(Right::ManualMoney)
    }

    fn may_decide(&self) -> bool {
        self.admin.may(Right::Decide)
    }

    fn balance_is_wrong(&self) -> bool {
        self.problem.as_ref().is_some_and(Problem::is_about_the_balance)
    }

    fn by(&self, who: &str, at: &Moment) -> String {
        by(self.admin.messages(), who, at)
    }

    /// A difference with its sign.
    fn signed(&self, ar: i64) -> String {
        let shown = self.admin.messages().ar(ar);
        if ar > 0 { format!("+{shown}") } else { shown }
    }

    /// What the difference would be with that sum.
    fn with_sum(&self, key: &str, sum: i64, difference: i64) -> String {
        let m = self.admin.messages();
        let sign = if difference > 0 { "+" } else { "" };
        let difference = format!("{sign}{}", m.number(difference));
        m.with(key, &[("sum", sum.into()), ("difference", difference.into())])
    }

    fn opening_text(&self) -> String {
        let m = self.admin.messages();
        match self.openings.first() {
            Some(opening) => m.with("reconcile-opening-now", &[("sum", opening.sum.into())]),
            None => m.text("reconcile-opening-unknown"),
        }
    }
}

impl Opening {
    fn shown_reason(&self) -> String {
        shorten(&self.reason, REASON)
    }
}

impl Figures {
    /// What the difference would be if those went out as well.
    fn with_unknown(&self) -> i64 {
        self.difference.saturating_add(self.unknown)
    }

    fn with_intended(&self) -> i64 {
        self.with_unknown().saturating_add(self.intended)
    }

    fn with_contested(&self) -> i64 {
        self.difference.saturating_sub(self.contested)
    }
}

impl Set {
    fn title(&self, m: Messages) -> String {
        let count = i64::try_from(self.orders.len()).unwrap_or(i64::MAX);
        let sum = self.orders.iter().fold(0_i64, |sum, each| sum.saturating_add(each.open));
        if count == 1 {
            m.with("reconcile-set-one", &[("sum", sum.into())])
        } else {
            m.with("reconcile-set-several", &[("count", count.into()), ("sum", sum.into())])
        }
    }
}

impl Candidate {
    fn about(&self, m: Messages) -> String {
        m.with(
            "reconcile-candidate",
            &[
                ("nickname", shorten(&self.nickname, NAME).into()),
                ("sum", self.open.into()),
                ("at", self.placed.shown.as_str().into()),
            ],
        )
    }

    /// What the form sends back: which order, as it was shown, and how much.
    fn chosen(&self) -> String {
        format!("{}:{}:{}", self.id, self.version, self.open)
    }
}

impl Suspect {
    fn shown_payer(&self, m: Messages) -> Option<String> {
        let payer = shorten(self.payer.as_deref()?, NAME);
        Some(m.with("reconcile-suspect-payer", &[("payer", payer.into())]))
    }
}

/// When, and by whom.
pub(super) fn by(m: Messages, who: &str, at: &Moment) -> String {
    let who = shorten(who, NAME);
    m.with("reconcile-by", &[("at", at.shown.as_str().into()), ("who", who.into())])
}
