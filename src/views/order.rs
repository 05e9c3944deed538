//! An order as programs are told of it.

use serde::Serialize;
use utoipa::ToSchema;

use super::{EventView, links};
use crate::{
    clock::UtcTime,
    config::Config,
    db::{Connection, StoreError},
    dromon::{PaymentLink, Sum},
    feed,
    order_list::Row,
    orders::{self, Item, Order, Status},
    payments::{self, Discrepancy, DiscrepancyKind, Payment, Sure},
};

/// Whether a process can sign payment links that Dromon, or its stand-in, takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signing {
    Possible,
    /// A sandbox's secret is known to the shop that runs alone.
    OnlyTheShop,
}

/// An order. Sums are whole АР.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Order)]
pub struct OrderView {
    pub uid: String,
    /// The id of its newest event; its `ETag`, too.
    pub version: i64,
    /// What the payer reads on Dromon's page.
    pub text: String,
    pub total: i64,
    /// What counts towards the total.
    pub paid: i64,
    pub left_to_pay: i64,
    pub status: Status,
    /// Whether a discrepancy keeps it from being assembled.
    pub held: bool,
    /// How to pay what is left; `null` when nothing can be paid.
    pub payment: Option<SignedLinkView>,
    /// The order's own page: whoever has the address may look at it.
    pub order_url: String,
    pub customer: OrderCustomerView,
    pub items: Vec<OrderItemView>,
    pub payments: Vec<OrderPaymentView>,
    /// What happened to it, oldest first.
    pub events: Vec<EventView>,
    pub discrepancies: Vec<OrderDiscrepancyView>,
    pub created_at: UtcTime,
    /// Until when it can be paid.
    pub expires_at: UtcTime,
}

/// The signed link to Dromon's page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignedLink)]
pub struct SignedLinkView {
    pub sum: i64,
    pub sign: String,
    pub url: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderCustomer)]
pub struct OrderCustomerView {
    pub nickname: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderItem)]
pub struct OrderItemView {
    /// The id of the good of the window; `null` where a program named it.
    pub good: Option<i64>,
    pub name: String,
    /// Of one piece.
    pub price: i64,
    pub quantity: i64,
}

/// Money that was credited.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderPayment)]
pub struct OrderPaymentView {
    pub id: i64,
    pub sum: i64,
    /// Whether it counts towards the total.
    pub counted: bool,
    /// How sure it is that the money is real: the callback's token fits, the app's balance agreed later, a person decided, or it is
    /// doubted.
    pub sure: Sure,
    /// Who paid, as Dromon names him.
    pub payer: Option<String>,
    pub at: UtcTime,
}

/// What a person must look at.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderDiscrepancy)]
pub struct OrderDiscrepancyView {
    pub id: i64,
    pub kind: DiscrepancyKind,
    pub open: bool,
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
        config: &Config,
        signing: Signing,
    ) -> Result<Self, StoreError> {
        let items = orders::items(connection, order.id)?;
        let payments = payments::of_order(connection, order)?;
        let events = feed::timeline(connection, order.last_event)?;
        let discrepancies = payments::discrepancies_of_order(connection, order.id)?;
        let status = order.status_at(now);
        let payable = order.payable_at(now).filter(|_| signing == Signing::Possible);
        Ok(Self {
            uid: order.uid.to_string(),
            version: order.last_event,
            text: order.text.as_str().to_owned(),
            total: order.total.get(),
            paid: order.counted.get(),
            left_to_pay: order.left_to_pay().map_or(0, Sum::get),
            status,
            held: payments::holds(status, &discrepancies),
            payment: payable
                .and_then(|left| links::payment(config, order, left))
                .map(SignedLinkView::from),
            order_url: links::order_page(config, order),
            customer: OrderCustomerView { nickname: order.nickname.to_string() },
            items: items.into_iter().map(OrderItemView::from).collect(),
            payments: payments.into_iter().map(OrderPaymentView::from).collect(),
            events: events.into_iter().map(EventView::from).collect(),
            discrepancies: discrepancies.into_iter().map(OrderDiscrepancyView::from).collect(),
            created_at: order.created_at,
            expires_at: order.expires_at,
        })
    }
}

impl From<PaymentLink> for SignedLinkView {
    fn from(link: PaymentLink) -> Self {
        Self { sum: link.sum.get(), sign: link.sign.to_string(), url: link.url.into() }
    }
}

impl From<Item> for OrderItemView {
    fn from(item: Item) -> Self {
        Self {
            good: item.product_id,
            name: item.name.to_string(),
            price: item.price.get(),
            quantity: item.quantity,
        }
    }
}

impl From<Payment> for OrderPaymentView {
    fn from(payment: Payment) -> Self {
        Self {
            id: payment.id,
            sum: payment.sum.get(),
            counted: payment.counted,
            sure: payment.sure,
            payer: payment.payer,
            at: payment.at,
        }
    }
}

impl From<Discrepancy> for OrderDiscrepancyView {
    fn from(discrepancy: Discrepancy) -> Self {
        Self { id: discrepancy.id, open: discrepancy.is_open(), kind: discrepancy.kind }
    }
}

/// An order, without what only its own page tells.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListedOrder)]
pub struct ListedOrderView {
    pub uid: String,
    /// As the `ETag` of the order has it.
    pub version: i64,
    pub status: Status,
    /// Whole АР.
    pub total: i64,
    pub paid: i64,
    pub left_to_pay: i64,
    /// Whether a discrepancy keeps it from being assembled.
    pub held: bool,
    pub customer: OrderCustomerView,
    pub text: String,
    /// What is open about it.
    pub discrepancies: Vec<DiscrepancyKind>,
    pub created_at: UtcTime,
}

impl From<Row> for ListedOrderView {
    fn from(row: Row) -> Self {
        let Row { order, status, open, held, .. } = row;
        Self {
            version: order.last_event,
            status,
            total: order.total.get(),
            paid: order.counted.get(),
            left_to_pay: order.left_to_pay().map_or(0, Sum::get),
            held: held.is_some(),
            customer: OrderCustomerView { nickname: order.nickname.to_string() },
            text: order.text.as_str().to_owned(),
            discrepancies: open,
            created_at: order.created_at,
            uid: order.uid.to_string(),
        }
    }
}
