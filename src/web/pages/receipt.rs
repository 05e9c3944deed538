//! An order's receipt at `/o/{token}/receipt`, made for paper.

use askama::Template;

use super::{Frame, Item, Moment, OrderState};

#[derive(Debug, Template)]
#[template(path = "shop/receipt.html")]
pub struct ReceiptPage {
    pub frame: Frame,
    /// The order's own page.
    pub order: String,
    pub uid: String,
    pub nickname: String,
    pub placed: Moment,
    pub state: OrderState,
    pub items: Vec<Item>,
    pub total: i64,
    /// What counts.
    pub payments: Vec<ReceiptPayment>,
    /// What has arrived.
    pub refunds: Vec<ReceiptRefund>,
    pub paid: i64,
    pub refunded: i64,
    pub left: i64,
    /// When it was made: what comes later is not on it.
    pub made: Moment,
}

#[derive(Clone, Debug)]
pub struct ReceiptPayment {
    pub at: Moment,
    /// As Dromon told it.
    pub payer: Option<String>,
    pub sum: i64,
    /// A person of the shop wrote it down.
    pub is_confirmed_by_shop: bool,
}

#[derive(Clone, Debug)]
pub struct ReceiptRefund {
    pub at: Moment,
    pub payee: String,
    pub sum: i64,
}
