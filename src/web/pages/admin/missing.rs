//! A line of an order of which something is missing, at `/admin/orders/{uid}/lines/{position}`.

use askama::Template;

use super::{AdminFrame, desk_event, desk_event::DeskEvent};
use crate::{
    db::columns::words,
    desk::{MOST_REASON, ReasonError},
    i18n::Messages,
    web::pages::shorten,
};

const NAME: usize = 80;
const NICKNAME: usize = 40;

words! {
    /// What can be done about what is missing: the forms of the page.
    pub enum Way {
        Substitute = "substitute",
        Refund = "refund",
        NeedsRefund = "needs-refund",
        Wait = "wait",
        TakeUp = "take-up",
        /// What somebody asked to be refunded is.
        Asked = "asked",
    }
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    Quantity {
        left: i64,
    },
    Instead,
    InsteadQuantity,
    /// Of what the customer would get instead there is less.
    OutOfStock {
        left: i64,
    },
    Sum,
    TooDear {
        most: i64,
    },
    Words(ReasonError),
}

#[derive(Debug, Template)]
#[template(path = "admin/missing.html")]
pub struct MissingPage {
    pub admin: AdminFrame,
    pub uid: String,
    pub nickname: String,
    pub position: i64,
    /// The newest event that this page knows; its forms say so.
    pub version: i64,
    /// The pick list to go back to.
    pub list: Option<i64>,
    pub name: String,
    /// How many were ordered, as players count.
    pub ordered: String,
    /// Of how many nothing is done yet.
    pub left: i64,
    pub left_count: String,
    /// What one costs.
    pub price: i64,
    /// Whether the order is being picked, or about to be.
    pub is_picked: bool,
    pub may_refund: bool,
    /// Whether the password comes before what is about money.
    pub password_first: bool,
    /// What the shop sells.
    pub goods: Vec<String>,
    pub remedies: Vec<RemedyView>,
    /// Where somebody was faster.
    pub changed: Option<Told>,
    /// The form that was not carried out.
    pub filled: Option<Filled>,
}

/// What happened since the page was opened.
#[derive(Clone, Debug)]
pub struct Told {
    pub meanwhile: Vec<DeskEvent>,
}

/// What was typed, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Filled {
    pub way: Way,
    pub problem: Option<Problem>,
    pub fields: Vec<(String, String)>,
}

/// What was done about the line.
#[derive(Clone, Debug)]
pub struct RemedyView {
    pub nth: i64,
    pub text: String,
    pub words: String,
    pub is_live: bool,
    pub can_be_taken_back: bool,
    /// Whether somebody who may is asked to send its money back.
    pub asks_refund: bool,
    pub quantity: i64,
}

impl RemedyView {
    pub(super) fn lines(&self) -> Vec<String> {
        desk_event::lines(&self.words)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]
impl MissingPage {
    /// For the template, which hands over references.
    const ASKED: &'static Way = &Way::Asked;
    const TAKE_UP: &'static Way = &Way::TakeUp;

    fn m(&self) -> Messages {
        self.admin.messages()
    }

    fn path(&self) -> String {
        format!("/admin/orders/{}/lines/{}", self.uid, self.position)
    }

    fn confirm_address(&self) -> String {
        let next = url::form_urlencoded::byte_serialize(self.path().as_bytes()).collect::<String>();
        format!("/admin/confirm?next={next}")
    }

    fn shown_name(&self) -> String {
        shorten(&self.name, NAME)
    }

    fn shown_nickname(&self) -> String {
        shorten(&self.nickname, NICKNAME)
    }

    /// The ways that are forms of their own, for this person.
    fn ways(&self) -> Vec<Way> {
        let money = match (self.may_refund, self.password_first) {
            (true, false) => Some(Way::Refund),
            (true, true) => None,
            (false, _) => Some(Way::NeedsRefund),
        };
        [Some(Way::Substitute), money, Some(Way::Wait)].into_iter().flatten().collect()
    }

    fn is_open(&self, way: &Way) -> bool {
        self.filled.as_ref().is_some_and(|filled| filled.way == *way)
    }

    /// What stands in a form's field: what was typed there, or what it begins with.
    fn typed(&self, way: &Way, field: &str, at_first: &str) -> String {
        match &self.filled {
            Some(filled) if filled.way == *way => {
                let typed = filled.fields.iter().find(|(name, _)| name == field);
                typed.map(|(_, value)| value.clone()).unwrap_or_default()
            }
            _ => at_first.to_owned(),
        }
    }

    fn typed_quantity(&self, way: &Way) -> String {
        self.typed(way, "quantity", &self.left.to_string())
    }

    /// Proposed is what they cost.
    fn typed_sum(&self, way: &Way, quantity: &i64) -> String {
        self.typed(way, "sum", &self.price.saturating_mul(*quantity).to_string())
    }

    /// What is wrong with that field of that form.
    fn problem(&self, way: &Way, field: &str) -> Option<String> {
        let filled = self.filled.as_ref().filter(|filled| filled.way == *way)?;
        let m = self.m();
        let (wrong, text) = match filled.problem? {
            Problem::Quantity { left } => {
                ("quantity", m.with("missing-problem-quantity", &[("left", left.into())]))
            }
            Problem::Instead => ("instead", m.text("missing-problem-instead")),
            Problem::InsteadQuantity => {
                ("instead_quantity", m.text("missing-problem-instead-quantity"))
            }
            Problem::OutOfStock { left } => {
                let left = [("left", left.into())];
                ("instead_quantity", m.with("missing-problem-out-of-stock", &left))
            }
            Problem::Sum => ("sum", m.text("desk-problem-sum")),
            Problem::TooDear { most } => {
                ("sum", m.with("desk-problem-too-much", &[("most", most.into())]))
            }
            Problem::Words(ReasonError::Empty) => ("reason", self.no_words(*way)),
            Problem::Words(ReasonError::TooLong) => {
                let most = i64::try_from(MOST_REASON).unwrap_or(i64::MAX);
                ("reason", m.with("desk-problem-reason-too-long", &[("most", most.into())]))
            }
        };
        (wrong == field).then_some(text)
    }

    fn no_words(&self, way: Way) -> String {
        match way {
            Way::Substitute => self.m().text("missing-problem-agreed"),
            Way::Wait => self.m().text("missing-problem-until"),
            Way::Refund | Way::NeedsRefund | Way::TakeUp | Way::Asked => {
                self.m().text("desk-problem-no-reason")
            }
        }
    }

    fn summary(&self, way: &Way) -> String {
        match way {
            Way::Substitute => self.m().text("missing-way-substitute"),
            Way::Refund | Way::NeedsRefund | Way::Asked => self.m().text("missing-way-refund"),
            Way::Wait => self.m().text("missing-way-wait"),
            Way::TakeUp => self.button(way),
        }
    }

    fn meaning(&self, way: &Way) -> String {
        match way {
            Way::Substitute => self.m().text("missing-meaning-substitute"),
            Way::Refund | Way::Asked => self.m().text("missing-meaning-refund"),
            Way::NeedsRefund => self.m().text("missing-meaning-needs-refund"),
            Way::Wait => self.m().text("missing-meaning-wait"),
            Way::TakeUp => self.button(way),
        }
    }

    fn words_label(&self, way: &Way) -> String {
        match way {
            Way::Substitute => self.m().text("missing-agreed"),
            Way::Wait => self.m().text("missing-until"),
            Way::Refund | Way::NeedsRefund | Way::TakeUp | Way::Asked => {
                self.m().text("desk-reason")
            }
        }
    }

    fn words_hint(&self, way: &Way) -> String {
        match way {
            Way::Substitute => self.m().text("missing-agreed-hint"),
            Way::Wait => self.m().text("missing-until-hint"),
            Way::Refund | Way::NeedsRefund | Way::TakeUp | Way::Asked => {
                self.m().text("missing-reason-hint")
            }
        }
    }

    fn button(&self, way: &Way) -> String {
        match way {
            Way::Substitute => self.m().text("missing-button-substitute"),
            Way::Refund | Way::Asked => self.m().text("missing-button-refund"),
            Way::NeedsRefund => self.m().text("missing-button-needs-refund"),
            Way::Wait => self.m().text("missing-button-wait"),
            Way::TakeUp => self.m().text("missing-button-take-up"),
        }
    }

    fn is_substitute(way: &Way) -> bool {
        *way == Way::Substitute
    }

    fn is_refund(way: &Way) -> bool {
        *way == Way::Refund
    }

    fn event_label(&self, event: &DeskEvent) -> String {
        desk_event::label(self.m(), event.kind)
    }
}
