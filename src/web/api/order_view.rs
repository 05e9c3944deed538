//! An order as programs see it.

use serde::Serialize;

use crate::{
    clock::UtcTime,
    db::Connection,
    delivery::Told,
    dromon::Sum,
    feed::{self, Event},
    orders::{self, Item, Order},
    payments::{self, Discrepancy, Payment},
    web::{Error, Shop},
};

#[derive(Debug, Serialize)]
pub struct OrderView {
    uid: String,
    text: String,
    total: i64,
    paid: i64,
    left_to_pay: i64,
    status: &'static str,
    held: bool,
    /// How to pay what is left; `null` when nothing can be paid.
    payment: Option<PaymentLinkView>,
    order_url: String,
    customer: CustomerView,
    items: Vec<ItemView>,
    payments: Vec<PaymentView>,
    events: Vec<EventView>,
    discrepancies: Vec<DiscrepancyView>,
    created_at: String,
}

#[derive(Debug, Serialize)]
struct PaymentLinkView {
    sum: i64,
    sign: String,
    url: String,
}

#[derive(Debug, Serialize)]
struct CustomerView {
    nickname: String,
}

#[derive(Debug, Serialize)]
struct ItemView {
    name: String,
    price: i64,
    quantity: i64,
}

#[derive(Debug, Serialize)]
struct PaymentView {
    sum: i64,
    counted: bool,
    sure: &'static str,
    payer: Option<String>,
    at: String,
}

#[derive(Debug, Serialize)]
struct EventView {
    kind: &'static str,
    by: String,
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// How the order was to be handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    hand_over: Option<Told>,
}

#[derive(Debug, Serialize)]
struct DiscrepancyView {
    kind: &'static str,
    open: bool,
}

impl OrderView {
    /// Reads all that belongs to the order.
    ///
    /// # Errors
    /// The store's.
    pub fn read(
        connection: &mut Connection,
        order: &Order,
        now: UtcTime,
        shop: &Shop,
    ) -> Result<Self, Error> {
        let items = orders::items(connection, order.id)?;
        let payments = payments::of_order(connection, order)?;
        let events = feed::timeline(connection, order.last_event)?;
        let discrepancies = payments::discrepancies_of_order(connection, order.id)?;
        let status = order.status_at(now);
        let payable = order.payable_at(now);
        Ok(Self {
            uid: order.uid.to_string(),
            text: order.text.as_str().to_owned(),
            total: order.total.get(),
            paid: order.counted.get(),
            left_to_pay: order.left_to_pay().map_or(0, Sum::get),
            status: status.as_str(),
            held: payments::holds(status, &discrepancies),
            payment: payable.and_then(|left| shop.payment_link(order, left)).map(|link| {
                PaymentLinkView {
                    sum: link.sum.get(),
                    sign: link.sign.to_string(),
                    url: link.url.into(),
                }
            }),
            order_url: shop.order_url(order),
            customer: CustomerView { nickname: order.nickname.to_string() },
            items: items.into_iter().map(ItemView::from).collect(),
            payments: payments.into_iter().map(PaymentView::from).collect(),
            events: events.into_iter().map(EventView::from).collect(),
            discrepancies: discrepancies.into_iter().map(DiscrepancyView::from).collect(),
            created_at: order.created_at.rfc3339(),
        })
    }
}

impl From<Item> for ItemView {
    fn from(item: Item) -> Self {
        Self { name: item.name.to_string(), price: item.price.get(), quantity: item.quantity }
    }
}

impl From<Payment> for PaymentView {
    fn from(payment: Payment) -> Self {
        Self {
            sum: payment.sum.get(),
            counted: payment.counted,
            sure: payment.sure.as_str(),
            payer: payment.payer,
            at: payment.at.rfc3339(),
        }
    }
}

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        let hand_over = Told::read(&event);
        Self {
            kind: event.kind.as_str(),
            by: event.actor.to_string(),
            at: event.at.rfc3339(),
            note: event.note.filter(|_| hand_over.is_none()),
            hand_over,
        }
    }
}

impl From<Discrepancy> for DiscrepancyView {
    fn from(discrepancy: Discrepancy) -> Self {
        Self { kind: discrepancy.kind.as_str(), open: discrepancy.is_open() }
    }
}
