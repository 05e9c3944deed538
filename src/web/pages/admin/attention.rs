//! What waits for a person to decide.

use askama::Template;

use super::{AdminFrame, ClaimCard, EndpointRow, MissedCard, NoticeCards};
use crate::{staff::Right, web::pages::Moment};

/// `/admin/attention`
#[derive(Debug, Template)]
#[template(path = "admin/attention.html")]
pub struct AttentionPage {
    pub admin: AdminFrame,
    /// What has just been done.
    pub done: Option<String>,
    /// Why nothing was, where that concerns no card on this page.
    pub problem: Option<String>,
    pub silence: Option<SilenceCard>,
    /// The webhook endpoints that somebody should look at.
    pub webhooks: Vec<EndpointRow>,
    /// Who says that he has paid.
    pub claims: Vec<ClaimCard>,
    /// That more of them wait than are shown.
    pub more_claims: Option<String>,
    /// Who has just been answered.
    pub told: Option<String>,
    /// Messages that could not be delivered.
    pub notices: NoticeCards,
    /// What has just been decided about some of them.
    pub notice_done: Option<String>,
    /// Most pressing first; none of them is empty.
    pub groups: Vec<Group>,
    /// Where the rest is.
    pub next: Option<String>,
    /// It is not the first page.
    pub later: bool,
    /// For which orders nobody came.
    pub missed: Vec<MissedCard>,
    /// What has just become of one of these.
    pub became: Option<String>,
    pub refunds: Vec<RefundLine>,
    pub refused: Option<RefusedList>,
}

/// Cards that are equally pressing.
#[derive(Debug)]
pub struct Group {
    /// Of its heading.
    pub id: &'static str,
    pub title: String,
    pub hint: Option<String>,
    /// It waits for the balance to be compared.
    pub aside: bool,
    pub cards: Vec<Card>,
}

/// One discrepancy.
#[derive(Debug)]
pub struct Card {
    pub id: i64,
    /// The discrepancy's word, for whoever looks for it in the page.
    pub kind: &'static str,
    pub title: String,
    /// It keeps its order from being assembled.
    pub holds: bool,
    /// How often the same has happened, where that is more than once.
    pub times: Option<String>,
    pub happened: String,
    pub customer: String,
    pub facts: Vec<Fact>,
    /// Why what was just tried was not done.
    pub problem: Option<String>,
    /// Orders that a stray payment may be meant for; `None` where it is not about that.
    pub guesses: Option<Vec<Guess>>,
    /// What the forms send along as the version that was seen.
    pub seen: String,
    /// The first suggestion.
    pub main: Option<WayForm>,
    pub others: Vec<WayForm>,
}

/// Something that is known.
#[derive(Debug)]
pub struct Fact {
    pub label: String,
    pub value: String,
    /// What stands behind it in smaller words.
    pub more: Option<String>,
    pub link: Option<String>,
    /// The same time for machines.
    pub iso: Option<String>,
}

/// An order that may be meant.
#[derive(Debug)]
pub struct Guess {
    pub uid: String,
    pub link: String,
    pub button: String,
    /// Whose, how much, where it stands.
    pub about: String,
    pub why: String,
    /// It stands out.
    pub likely: bool,
}

/// A way out, as a form.
#[derive(Debug)]
pub struct WayForm {
    pub way: &'static str,
    pub label: String,
    pub does: String,
    /// It is not the first suggestion.
    pub quiet: bool,
    /// It asks for an order's number.
    pub asks_order: bool,
    pub asks_reason: bool,
    /// Where the password is given first; `None`: it was, recently.
    pub confirm: Option<String>,
    /// What was typed before.
    pub order: String,
    pub reason: String,
}

/// A refund that has not ended.
#[derive(Debug)]
pub struct RefundLine {
    pub what: String,
    pub state: String,
    pub of: String,
    pub link: Option<String>,
    pub at: Moment,
    pub reason: String,
}

/// Callbacks that came with a wrong token.
#[derive(Debug)]
pub struct RefusedList {
    pub count: i64,
    pub lines: Vec<RefusedLine>,
    /// Of how many the token fits by now.
    pub fitting: i64,
    /// Where the password is given first; `None`: it was, recently.
    pub confirm: Option<String>,
}

#[derive(Debug)]
pub struct RefusedLine {
    pub id: i64,
    pub at: Moment,
    pub source: String,
    pub cause: String,
    pub says: String,
    /// The token that it came with is right by now.
    pub fits: bool,
    /// What stands where the button would.
    pub not: String,
}

/// Nothing is heard from Dromon.
#[derive(Debug)]
pub struct SilenceCard {
    pub happened: String,
    pub last: String,
    /// Number and address of the orders.
    pub orders: Vec<(String, String)>,
    pub check: Vec<String>,
}

impl AttentionPage {
    fn may_see_webhooks(&self) -> bool {
        self.admin.may(Right::ManageKeys)
    }
}

impl Card {
    fn reason_id(&self, way: &WayForm) -> String {
        format!("reason-{}-{}", self.id, way.way)
    }

    fn order_id(&self) -> String {
        format!("order-{}", self.id)
    }

    /// A card on which something went wrong shows all that can be done.
    fn is_open(&self) -> bool {
        self.problem.is_some()
    }
}
