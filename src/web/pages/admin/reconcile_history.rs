//! Lines of a history beside the books.

use askama::Template;

use super::{
    AdminFrame,
    reconcile::{NAME, Problem, by},
};
use crate::{
    desk::reconcile::history::{LineError, MOST_CHARACTERS, Verdict},
    dromon::HistoryLineError,
    i18n::Messages,
    staff::Right,
    web::pages::{Moment, shorten},
};

/// How much of a line is shown.
const LINE: usize = 300;

#[derive(Debug, Template)]
#[template(path = "admin/reconcile_history.html")]
pub struct HistoryPage {
    pub admin: AdminFrame,
    pub problem: Option<Problem>,
    pub paste: i64,
    pub recipient: String,
    pub recipient_is_typed: bool,
    pub at: Moment,
    pub who: String,
    pub shown: Verdict,
    /// Each verdict that there is, with how many lines have it.
    pub counts: Vec<(Verdict, i64)>,
    pub lines: Vec<Line>,
    /// Where it goes on.
    pub more: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Line {
    pub id: i64,
    pub place: i64,
    pub text: String,
    pub error: Option<LineError>,
    pub order: Option<NamedOrder>,
    pub payment: Option<KnownPayment>,
    /// By whom and when it was pasted first, and where that is.
    pub earlier: Option<(String, Moment, i64)>,
    /// Who has confirmed its payment.
    pub confirmed: Option<(String, Moment)>,
    /// The payment that would be confirmed; `None`: nothing is to be confirmed.
    pub open: Option<i64>,
}

/// The order that a line names.
#[derive(Clone, Debug)]
pub struct NamedOrder {
    pub uid: String,
    pub version: i64,
    pub status: &'static str,
    pub left: Option<i64>,
}

#[derive(Clone, Debug)]
pub struct KnownPayment {
    pub sum: i64,
    pub at: Moment,
    /// The text key of how sure it is.
    pub sure: &'static str,
    pub counted: bool,
    /// Whether it has come since the line was pasted.
    pub since: bool,
}

impl HistoryPage {
    fn may_write_money(&self) -> bool {
        self.admin.may(Right::ManualMoney)
    }

    fn about_the_recipient(&self) -> String {
        let m = self.admin.messages();
        let name = [("name", shorten(&self.recipient, NAME).into())];
        if self.recipient_is_typed {
            m.with("reconcile-history-recipient-typed", &name)
        } else {
            m.with("reconcile-history-recipient-guessed", &name)
        }
    }

    fn hint(&self) -> String {
        let key = self.shown.as_str();
        self.admin.messages().text(&format!("reconcile-verdict-hint-{key}"))
    }

    fn verdict_label(&self, verdict: Verdict) -> String {
        self.admin.messages().text(&format!("reconcile-verdict-{}", verdict.as_str()))
    }

    fn by(&self, who: &str, at: &Moment) -> String {
        by(self.admin.messages(), who, at)
    }

    /// A text that says who did something, and when.
    fn when(&self, key: &str, who: &str, at: &Moment) -> String {
        let who = shorten(who, NAME);
        let args = [("who", who.into()), ("at", at.shown.as_str().into())];
        self.admin.messages().with(key, &args)
    }

    fn is_of_claims(&self) -> bool {
        self.shown == Verdict::Missing
    }
}

impl Line {
    fn shown(&self) -> String {
        shorten(&self.text, LINE)
    }

    fn error_text(&self, m: Messages) -> Option<String> {
        let most = i64::try_from(MOST_CHARACTERS).unwrap_or(i64::MAX);
        Some(match self.error? {
            LineError::TooLong => m.with("reconcile-line-error-too-long", &[("most", most.into())]),
            LineError::NoLine(error) => match error {
                HistoryLineError::NoTime => m.text("reconcile-line-error-no-time"),
                HistoryLineError::BadTime => m.text("reconcile-line-error-bad-time"),
                HistoryLineError::NoArrow => m.text("reconcile-line-error-no-arrow"),
                HistoryLineError::NoSum => m.text("reconcile-line-error-no-sum"),
                HistoryLineError::BadSum => m.text("reconcile-line-error-bad-sum"),
            },
        })
    }

    fn payment_text(&self, m: Messages) -> Option<String> {
        let payment = self.payment.as_ref()?;
        Some(m.with(
            "reconcile-line-payment",
            &[
                ("sum", payment.sum.into()),
                ("at", payment.at.shown.as_str().into()),
                ("sure", m.text(payment.sure).into()),
            ],
        ))
    }
}

impl NamedOrder {
    fn status_text(&self, m: Messages) -> String {
        m.text(&format!("reconcile-status-{}", self.status))
    }
}
