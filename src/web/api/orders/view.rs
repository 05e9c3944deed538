//! An order as programs see it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    clock::UtcTime,
    db::Connection,
    dromon::Sum,
    feed,
    orders::{self, Item, Order, Status},
    payments::{self, Discrepancy, DiscrepancyKind, Payment, Sure},
    views::EventView,
    web::{Error, Shop},
};

/// An order. Sums are whole АР.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Order)]
pub struct OrderView {
    uid: String,
    /// The id of its newest event; its `ETag`, too.
    version: i64,
    /// What the payer reads on Dromon's page.
    text: String,
    total: i64,
    /// What counts towards the total.
    paid: i64,
    left_to_pay: i64,
    status: Status,
    /// Whether a discrepancy keeps it from being assembled.
    held: bool,
    /// How to pay what is left; `null` when nothing can be paid.
    payment: Option<PaymentLinkView>,
    /// The order's own page: whoever has the address may look at it.
    order_url: String,
    customer: CustomerView,
    items: Vec<ItemView>,
    payments: Vec<OrderPaymentView>,
    /// What happened to it, oldest first.
    events: Vec<EventView>,
    discrepancies: Vec<OrderDiscrepancyView>,
    created_at: UtcTime,
    /// Until when it can be paid.
    expires_at: UtcTime,
}

/// The signed link to Dromon's page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignedLink)]
struct PaymentLinkView {
    sum: i64,
    sign: String,
    url: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderCustomer)]
pub struct CustomerView {
    pub nickname: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderItem)]
struct ItemView {
    name: String,
    /// Of one piece.
    price: i64,
    quantity: i64,
}

/// Money that was credited.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderPayment)]
struct OrderPaymentView {
    id: i64,
    sum: i64,
    /// Whether it counts towards the total.
    counted: bool,
    /// How sure it is that the money is real: the callback's token fits, the app's balance agreed later, a person decided, or it is
    /// doubted.
    sure: Sure,
    /// Who paid, as Dromon names him.
    payer: Option<String>,
    at: UtcTime,
}

/// What a person must look at.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderDiscrepancy)]
struct OrderDiscrepancyView {
    id: i64,
    kind: DiscrepancyKind,
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
            version: order.last_event,
            text: order.text.as_str().to_owned(),
            total: order.total.get(),
            paid: order.counted.get(),
            left_to_pay: order.left_to_pay().map_or(0, Sum::get),
            status,
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
            payments: payments.into_iter().map(OrderPaymentView::from).collect(),
            events: events.into_iter().map(EventView::from).collect(),
            discrepancies: discrepancies.into_iter().map(OrderDiscrepancyView::from).collect(),
            created_at: order.created_at,
            expires_at: order.expires_at,
        })
    }
}

impl From<Item> for ItemView {
    fn from(item: Item) -> Self {
        Self { name: item.name.to_string(), price: item.price.get(), quantity: item.quantity }
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
