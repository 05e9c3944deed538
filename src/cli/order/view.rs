//! An order as the command line tells it: the names are those of the API.

use std::fmt;

use serde::Serialize;

use crate::{
    clock::UtcTime,
    config::Config,
    db::{Connection, StoreError},
    dromon::{PaymentLink, Sum},
    feed,
    orders::{self, Order},
    payments,
    shorten::shorten,
    views::EventView,
};

/// How much of a text of somebody else's a line shows.
const MOST: usize = 120;

/// The order itself.
#[derive(Clone, Debug, Serialize)]
pub struct OrderSummary {
    pub uid: String,
    /// The id of its newest event.
    pub version: i64,
    pub status: &'static str,
    /// Paid, and not to be assembled before somebody has looked at it.
    pub held: bool,
    pub total: i64,
    pub paid: i64,
    pub left_to_pay: i64,
    pub customer: Customer,
    pub text: String,
    pub created_at: String,
    pub expires_at: String,
    pub order_url: String,
    /// How to pay what is left; `null` where nothing can be paid, and in a sandbox, whose secret only the running shop has.
    pub payment: Option<Payable>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Customer {
    pub nickname: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Payable {
    pub sum: i64,
    pub sign: String,
    pub url: String,
}

/// The order with all that belongs to it.
#[derive(Clone, Debug, Serialize)]
pub struct OrderDetails {
    #[serde(flatten)]
    order: OrderSummary,
    items: Vec<ItemLine>,
    payments: Vec<PaymentLine>,
    discrepancies: Vec<DiscrepancyLine>,
    events: Vec<EventView>,
}

#[derive(Clone, Debug, Serialize)]
struct ItemLine {
    name: String,
    price: i64,
    quantity: i64,
}

#[derive(Clone, Debug, Serialize)]
struct PaymentLine {
    id: i64,
    sum: i64,
    counted: bool,
    sure: &'static str,
    payer: Option<String>,
    at: String,
}

#[derive(Clone, Debug, Serialize)]
struct DiscrepancyLine {
    id: i64,
    kind: &'static str,
    open: bool,
}

impl OrderSummary {
    #[must_use]
    pub fn of(order: &Order, held: bool, config: &Config, now: UtcTime) -> Self {
        let payment = order.payable_at(now).filter(|_| !config.is_sandbox()).and_then(|left| {
            let (uid, text) = (order.uid.as_str(), order.text.as_str());
            PaymentLink::new(config.app(), config.page(), uid, text, left).ok()
        });
        let mut order_url = config.public_url.clone();
        order_url.set_path(&format!("/o/{}", order.token.as_str()));
        Self {
            uid: order.uid.to_string(),
            version: order.last_event,
            status: order.status_at(now).as_str(),
            held,
            total: order.total.get(),
            paid: order.counted.get(),
            left_to_pay: order.left_to_pay().map_or(0, Sum::get),
            customer: Customer { nickname: order.nickname.to_string() },
            text: order.text.as_str().to_owned(),
            created_at: order.created_at.rfc3339(),
            expires_at: order.expires_at.rfc3339(),
            order_url: order_url.into(),
            payment: payment.map(|link| Payable {
                sum: link.sum.get(),
                sign: link.sign.to_string(),
                url: link.url.into(),
            }),
        }
    }

    /// # Errors
    /// The store's.
    pub fn read(
        connection: &mut Connection,
        order: &Order,
        config: &Config,
        now: UtcTime,
    ) -> Result<Self, StoreError> {
        let discrepancies = payments::discrepancies_of_order(connection, order.id)?;
        let held = payments::holds(order.status_at(now), &discrepancies);
        Ok(Self::of(order, held, config, now))
    }
}

impl OrderDetails {
    /// # Errors
    /// The store's.
    pub fn read(
        connection: &mut Connection,
        order: &Order,
        config: &Config,
        now: UtcTime,
    ) -> Result<Self, StoreError> {
        let items = orders::items(connection, order.id)?.into_iter().map(|item| ItemLine {
            name: item.name.to_string(),
            price: item.price.get(),
            quantity: item.quantity,
        });
        let items = items.collect();
        let payments =
            payments::of_order(connection, order)?.into_iter().map(|payment| PaymentLine {
                id: payment.id,
                sum: payment.sum.get(),
                counted: payment.counted,
                sure: payment.sure.as_str(),
                payer: payment.payer,
                at: payment.at.rfc3339(),
            });
        let payments = payments.collect();
        let discrepancies = payments::discrepancies_of_order(connection, order.id)?;
        let discrepancies = discrepancies.into_iter().map(|discrepancy| DiscrepancyLine {
            id: discrepancy.id,
            kind: discrepancy.kind.as_str(),
            open: discrepancy.is_open(),
        });
        let discrepancies = discrepancies.collect();
        let events = feed::timeline(connection, order.last_event)?;
        let events = events.into_iter().map(EventView::from).collect();
        let order = OrderSummary::read(connection, order, config, now)?;
        Ok(Self { order, items, payments, discrepancies, events })
    }
}

impl fmt::Display for OrderSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = if self.held { ", held" } else { "" };
        writeln!(f, "Order     {}", self.uid)?;
        writeln!(f, "Status    {}{held}", self.status)?;
        writeln!(f, "Customer  {}", self.customer.nickname)?;
        writeln!(f, "Text      {}", shorten(&self.text, MOST))?;
        writeln!(f, "Total     {} АР, {} paid", self.total, self.paid)?;
        writeln!(f, "Placed    {}", self.created_at)?;
        writeln!(f, "Page      {}", self.order_url)?;
        if let Some(Payable { sum, url, .. }) = &self.payment {
            writeln!(f, "To pay    {sum} АР, until {}\nLink      {url}", self.expires_at)?;
        }
        Ok(())
    }
}

impl fmt::Display for OrderDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.order.fmt(f)?;
        for ItemLine { name, price, quantity } in &self.items {
            writeln!(f, "Item      {} x {quantity}, {price} АР each", shorten(name, MOST))?;
        }
        for PaymentLine { sum, counted, sure, payer, at, .. } in &self.payments {
            let counted = if *counted { "" } else { ", not counted" };
            let payer = shorten(payer.as_deref().unwrap_or("somebody"), MOST);
            writeln!(f, "Payment   {at}  {sum} АР by {payer} ({sure}{counted})")?;
        }
        for DiscrepancyLine { kind, open, .. } in &self.discrepancies {
            writeln!(f, "Trouble   {kind}, {}", if *open { "open" } else { "resolved" })?;
        }
        for event in &self.events {
            let EventView { id, kind, by, at, note, .. } = event;
            let note = note.as_ref().map(|note| format!(": {}", shorten(note, MOST)));
            let note = note.unwrap_or_default();
            writeln!(f, "Event     {at}  {} by {by}{note}  ({id})", kind.as_str())?;
        }
        Ok(())
    }
}
