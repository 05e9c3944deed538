//! A made-up order, to show what a message will look like.

use std::error::Error;

use super::{
    channel::Audience,
    notice::{News, Notice, OrderFacts},
    topic::Topic,
};
use crate::{
    catalog::Stack,
    clock::UtcTime,
    delivery::{HandOver, Way},
    dromon::Sum,
    i18n::Messages,
    money::Ar,
    orders::{Item, Order, OrderToken, Status},
    payments::{Discrepancy, DiscrepancyKind},
};

const TOTAL: i64 = 29;
const PAID: i64 = 21;

/// What a message about that topic could tell. Its customer's name has a mark in it that could be markup, and is none.
///
/// # Errors
/// None of its words is one that an order could not have, which a test sees.
pub fn sample(
    audience: Audience,
    topic: Topic,
    m: Messages,
    now: UtcTime,
) -> Result<Notice, Box<dyn Error + Send + Sync>> {
    let item = |name: String, price, quantity| {
        Ok::<_, Box<dyn Error + Send + Sync>>(Item {
            product_id: None,
            name: name.parse()?,
            price: Sum::new(price)?,
            quantity,
            stack: Stack::Loose,
        })
    };
    let counted = if topic == Topic::PartPaid { PAID } else { TOTAL };
    let order = Order {
        id: 0,
        uid: "48817-X".parse()?,
        token: OrderToken::random(),
        nickname: "Steve_01".parse()?,
        text: "48817-X".parse()?,
        total: Sum::new(TOTAL)?,
        counted: Ar::from(Sum::new(counted)?),
        written_status: status(topic),
        last_event: 0,
        last_payment: None,
        created_at: now,
        expires_at: now,
    };
    let items =
        vec![item(m.text("notify-sample-one"), 4, 2)?, item(m.text("notify-sample-other"), 21, 1)?];
    let is_handed_over =
        matches!(topic, Topic::Ready | Topic::HandOver | Topic::Missed | Topic::FoundNobody);
    let way = if topic == Topic::FoundNobody {
        Way::Courier { place: m.text("notify-sample-place").parse()? }
    } else {
        Way::Cell { id: 0, name: "A1".parse()?, place: m.text("notify-sample-place").parse()? }
    };
    let hand_over = HandOver { way, due_at: now, missed_at: None, attempts: 0 };
    let facts =
        OrderFacts { order, items, held: false, hand_over: is_handed_over.then_some(hand_over) };
    let raised = if topic == Topic::Discrepancy { vec![discrepancy(now)] } else { Vec::new() };
    Ok(Notice {
        news: news(topic),
        event: None,
        order: Some(facts),
        words: matches!(topic, Topic::Claimed | Topic::CustomerNote)
            .then(|| m.text("notify-sample-words")),
        raised,
        to: None,
        is_for_its_customer: audience == Audience::Customers,
    })
}

fn news(topic: Topic) -> Option<News> {
    Some(match topic {
        Topic::Paid => News::Paid { late: false },
        Topic::PaidLate => News::Paid { late: true },
        Topic::PartPaid => News::PartPaid,
        Topic::Assembling => News::Assembling,
        Topic::Ready => News::Ready,
        Topic::HandOver => News::HandOver,
        Topic::Missed => News::Missed,
        Topic::FoundNobody => News::FoundNobody,
        Topic::Completed => News::Completed,
        Topic::Cancelled => News::Cancelled,
        Topic::Refunded => News::Refunded,
        Topic::Claimed => News::Claimed,
        Topic::ClaimRefused => News::ClaimRefused,
        Topic::CustomerNote => News::CustomerNote,
        Topic::Untaken => News::Untaken,
        Topic::Discrepancy => return None,
    })
}

fn status(topic: Topic) -> Status {
    match topic {
        Topic::PartPaid | Topic::Claimed | Topic::ClaimRefused => Status::AwaitingPayment,
        Topic::Assembling => Status::Assembling,
        Topic::Ready | Topic::HandOver | Topic::Missed | Topic::FoundNobody => Status::Ready,
        Topic::Completed => Status::Completed,
        Topic::Cancelled => Status::Cancelled,
        Topic::Refunded => Status::Refunded,
        Topic::Paid
        | Topic::PaidLate
        | Topic::CustomerNote
        | Topic::Untaken
        | Topic::Discrepancy => Status::Paid,
    }
}

fn discrepancy(now: UtcTime) -> Discrepancy {
    Discrepancy {
        id: 0,
        kind: DiscrepancyKind::Overpaid,
        order_id: None,
        payment_id: None,
        callback_id: None,
        amount: Some(TOTAL - PAID),
        times: 1,
        opened_at: now,
        last_at: now,
        resolved_at: None,
        resolved_by: None,
        resolution: None,
        overridden_at: None,
        overridden_by: None,
        waits_since: None,
        way: None,
    }
}
