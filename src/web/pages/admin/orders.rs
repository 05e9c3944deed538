//! The order list.

use askama::Template;

use super::AdminFrame;
use crate::{
    catalog::Count,
    clock::UtcTime,
    desk::moves::Move,
    i18n::Messages,
    money::Ar,
    order_list::{self, Show, Trouble},
    orders::Status,
    payments::DiscrepancyKind,
    picking::RemedyKind,
    web::pages::{HandOverView, Moment, shorten},
};

/// How much of an item's name the list shows.
const MOST_NAME: usize = 40;

#[derive(Template)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own that the template asks"
)]
#[template(path = "admin/orders.html")]
pub struct OrdersPage {
    pub admin: AdminFrame,
    /// Where news are told from.
    pub live: String,
    pub heading: String,
    pub tabs: Vec<Tab>,
    pub search: String,
    /// Whether something is chosen among the fields that are folded away.
    pub narrowed: bool,
    pub statuses: Vec<Choice>,
    pub troubles: Vec<Choice>,
    pub products: Vec<Choice>,
    /// `None`: who paid is not this person's business.
    pub payer: Option<String>,
    pub from: String,
    pub until: String,
    pub sort_waiting: bool,
    pub sees_money: bool,
    /// The moves that can be made for several orders.
    pub moves: Vec<Choice>,
    /// Whether a pick list can be made of several orders.
    pub picks: bool,
    /// The query to come back to.
    pub back: String,
    /// Whether nothing at all is asked for.
    pub is_everything: bool,
    /// What was searched looks like a number with a typing error.
    pub misspelt: bool,
    /// How far back it was looked, where that was not to the end.
    pub looked_until: Option<Moment>,
    pub older: Option<String>,
    pub newer: Option<String>,
    pub first: Option<String>,
    pub clear: String,
    /// Where it is exported, for whoever may.
    pub export: Option<String>,
    pub moved: Option<String>,
    pub refused: Vec<(String, String)>,
    pub rows: Vec<Row>,
}

pub struct Tab {
    pub label: String,
    pub address: String,
    /// 0 is not shown.
    pub count: i64,
    pub is_here: bool,
}

/// Something to choose.
pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

pub struct Row {
    pub uid: String,
    /// What the form sends: the number, and the version that the page shows.
    pub key: String,
    pub status: String,
    pub tone: &'static str,
    /// Why it must not be assembled.
    pub held: Option<String>,
    /// How it is handed over, once it is ready.
    pub hand_over: Option<String>,
    /// Whether the customer has had his time.
    pub is_missed: bool,
    /// What else is open about it.
    pub open: Vec<String>,
    /// Goods or refunds that it waits for.
    pub waits: Vec<String>,
    pub items: String,
    /// `None`: sums are not this person's business.
    pub money: Option<Money>,
    pub nickname: String,
    pub age: String,
    pub placed: Moment,
}

pub struct Money {
    pub total: i64,
    pub paid: i64,
    /// Whether it is just what was asked for, or nothing yet.
    pub is_plain: bool,
}

impl Row {
    #[must_use]
    pub fn new(
        row: order_list::Row,
        missing: &[RemedyKind],
        hand_over: Option<&HandOverView>,
        sees_money: bool,
        now: UtcTime,
        moment: &impl Fn(UtcTime) -> Moment,
        m: Messages,
    ) -> Self {
        let order_list::Row { order, status, open, held, items, has_more_items } = row;
        let is_part_paid = status == Status::AwaitingPayment && order.counted > Ar::ZERO;
        let mut names: Vec<String> = items
            .iter()
            .map(|item| {
                let name = shorten(item.name.as_str(), MOST_NAME);
                let key = match item.count() {
                    Count::Loose(1) => return name,
                    Count::Loose(_) => "orders-item",
                    Count::Stacked { .. } => "orders-item-count",
                };
                let count = item.count().text(m);
                m.with(key, &[("name", name.into()), ("count", count.into())])
            })
            .collect();
        if has_more_items {
            names.push("…".to_owned());
        }
        let held_label = held.map(|kind| {
            if sees_money {
                m.with("orders-held-by", &[("why", kind_label(m, kind).into())])
            } else {
                m.text("orders-held")
            }
        });
        Self {
            key: format!("{}:{}", order.uid, order.last_event),
            status: if is_part_paid {
                m.text("orders-status-part-paid")
            } else {
                status_label(m, status)
            },
            tone: tone(status),
            held: held_label,
            hand_over: hand_over.map(|hand_over| hand_over.brief(m)),
            is_missed: hand_over.is_some_and(|hand_over| hand_over.is_missed),
            open: open
                .into_iter()
                .filter(|kind| sees_money && Some(*kind) != held)
                .map(|kind| kind_label(m, kind))
                .collect(),
            waits: missing.iter().filter_map(|kind| waiting_label(m, *kind)).collect(),
            items: if names.is_empty() {
                shorten(order.text.as_str(), MOST_NAME)
            } else {
                names.join(", ")
            },
            money: sees_money.then(|| Money {
                total: order.total.get(),
                paid: order.counted.get(),
                is_plain: order.counted == Ar::ZERO || order.counted == Ar::from(order.total),
            }),
            nickname: order.nickname.to_string(),
            age: age(m, order.created_at, now),
            placed: moment(order.created_at),
            uid: order.uid.to_string(),
        }
    }
}

/// How long ago, in the one unit that says it best.
#[must_use]
pub fn age(m: Messages, at: UtcTime, now: UtcTime) -> String {
    let minutes = (now.utc() - at.utc()).num_minutes().max(0);
    if minutes < 60 {
        m.with("age-minutes", &[("count", minutes.into())])
    } else if minutes < 48 * 60 {
        m.with("age-hours", &[("count", (minutes / 60).into())])
    } else {
        m.with("age-days", &[("count", (minutes / 60 / 24).into())])
    }
}

/// Where an order stands, as staff calls it.
#[must_use]
pub fn status_label(m: Messages, status: Status) -> String {
    match status {
        Status::AwaitingPayment => m.text("orders-status-awaiting-payment"),
        Status::Paid => m.text("orders-status-paid"),
        Status::Assembling => m.text("orders-status-assembling"),
        Status::Ready => m.text("orders-status-ready"),
        Status::Completed => m.text("orders-status-completed"),
        Status::Cancelled => m.text("orders-status-cancelled"),
        Status::Expired => m.text("orders-status-expired"),
        Status::Refunded => m.text("orders-status-refunded"),
    }
}

fn tone(status: Status) -> &'static str {
    match status {
        Status::AwaitingPayment => "tint-waiting",
        Status::Paid | Status::Assembling | Status::Ready => "tint-good",
        Status::Completed | Status::Cancelled | Status::Expired | Status::Refunded => "tint-off",
    }
}

/// What a list shows, in words.
#[must_use]
pub fn heading(m: Messages, show: Option<Show>) -> String {
    match show {
        None => m.text("orders-tab-all"),
        Some(Show::ToAssemble) => m.text("orders-tab-to-assemble"),
        Some(Show::Overdue) => m.text("orders-tab-overdue"),
        Some(Show::Status(status)) => status_label(m, status),
    }
}

#[must_use]
pub fn together_label(m: Messages, step: Move) -> String {
    match step {
        Move::Assemble => m.text("orders-together-assemble"),
        Move::Ready => m.text("orders-together-ready"),
        Move::Complete => m.text("orders-together-complete"),
        // These are made one by one, on the order's own page.
        Move::Undo | Move::Cancel | Move::Restore => String::new(),
    }
}

#[must_use]
pub fn trouble_label(m: Messages, trouble: Trouble) -> String {
    match trouble {
        Trouble::Any => m.text("orders-trouble-any"),
        Trouble::Hold => m.text("orders-held"),
        Trouble::Kind(kind) => kind_label(m, kind),
    }
}

/// What an order waits for.
fn waiting_label(m: Messages, kind: RemedyKind) -> Option<String> {
    match kind {
        RemedyKind::Wait => Some(m.text("picks-waits")),
        RemedyKind::NeedsRefund => Some(m.text("picks-needs-refund")),
        RemedyKind::Substitute | RemedyKind::Refund => None,
    }
}

fn kind_label(m: Messages, kind: DiscrepancyKind) -> String {
    match kind {
        DiscrepancyKind::UnknownOrder => m.text("orders-trouble-unknown-order"),
        DiscrepancyKind::Unreadable => m.text("orders-trouble-unreadable"),
        DiscrepancyKind::Altered => m.text("orders-trouble-altered"),
        DiscrepancyKind::NewSource => m.text("orders-trouble-new-source"),
        DiscrepancyKind::ForeignSource => m.text("orders-trouble-foreign-source"),
        DiscrepancyKind::Repeated => m.text("orders-trouble-repeated"),
        DiscrepancyKind::ConfirmedTwice => m.text("orders-trouble-confirmed-twice"),
        DiscrepancyKind::Underpaid => m.text("orders-trouble-underpaid"),
        DiscrepancyKind::Overpaid => m.text("orders-trouble-overpaid"),
        DiscrepancyKind::PaidLate => m.text("orders-trouble-paid-late"),
        DiscrepancyKind::PaidAgain => m.text("orders-trouble-paid-again"),
        DiscrepancyKind::PaidAfterCancel => m.text("orders-trouble-paid-after-cancel"),
        DiscrepancyKind::PaidAfterRefund => m.text("orders-trouble-paid-after-refund"),
        DiscrepancyKind::RefundDue => m.text("orders-trouble-refund-due"),
        DiscrepancyKind::Contested => m.text("orders-trouble-contested"),
        DiscrepancyKind::OutOfStock => m.text("orders-trouble-out-of-stock"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn an_age_is_told_in_the_unit_that_says_it_best() {
        let (ru, en) = (Messages::for_lang(Lang::Ru), Messages::for_lang(Lang::En));
        let start = crate::testing::moment(0);
        let after = |minutes: u64| start.plus(Duration::from_mins(minutes));
        for (minutes, in_russian, in_english) in [
            (0, "0\u{a0}мин", "0\u{a0}min"),
            (59, "59\u{a0}мин", "59\u{a0}min"),
            (60, "1\u{a0}ч", "1\u{a0}h"),
            (47 * 60 + 59, "47\u{a0}ч", "47\u{a0}h"),
            (48 * 60, "2\u{a0}д", "2\u{a0}d"),
        ] {
            assert_eq!(age(ru, start, after(minutes)), in_russian);
            assert_eq!(age(en, start, after(minutes)), in_english);
        }
        // A clock was put back.
        assert_eq!(age(ru, after(5), start), "0\u{a0}мин");
    }
}
