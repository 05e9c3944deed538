//! A receipt to print, once some money counts.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};

use super::{
    frame, moment,
    order::{arrived, parse, shown_items},
    order_path, state,
};
use crate::{
    clock::{self, UtcTime},
    db::Connection,
    desk::money::{self, Refund, RefundOf, RefundState},
    dromon::Sum,
    money::Ar,
    orders::{self, Item, Order, OrderToken},
    payments::{self, Payment},
    web::{
        Error, Shop,
        pages::{Frame, OrderState, ReceiptPage, ReceiptPayment, ReceiptRefund, shorten},
        respond::render,
    },
};

/// The most characters of a payer's name.
const NAME: usize = 40;

/// All that a receipt tells.
struct Told {
    order: Order,
    state: OrderState,
    items: Vec<Item>,
    payments: Vec<Payment>,
    refunds: Vec<Refund>,
}

/// `GET /o/{token}/receipt`
pub async fn show(
    request: HttpRequest,
    token: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let token = parse(&token)?;
    let now = clock::now();
    let told = shop.store.read(move |connection| read(connection, &token, now)).await?;
    render(StatusCode::OK, &page(told, now, frame(&request, &shop), &shop))
}

/// An order that nobody has paid anything for has no receipt.
fn read(connection: &mut Connection, token: &OrderToken, now: UtcTime) -> Result<Told, Error> {
    let order = orders::find_by_token(connection, token)?;
    let order = order.filter(|order| order.counted > Ar::ZERO).ok_or(Error::NotFound)?;
    Ok(Told {
        state: state(connection, &order, now)?,
        items: orders::items(connection, order.id)?,
        payments: payments::of_order(connection, &order)?,
        refunds: money::refunds(connection, RefundOf::Order(order.id))?,
        order,
    })
}

fn page(told: Told, now: UtcTime, frame: Frame, shop: &Shop) -> ReceiptPage {
    let Told { order, state, items, payments, refunds } = told;
    let at = |at| moment(at, now, &frame, shop);
    ReceiptPage {
        order: order_path(&order),
        uid: order.uid.to_string(),
        nickname: order.nickname.to_string(),
        placed: at(order.created_at),
        state,
        items: shown_items(items),
        total: order.total.get(),
        payments: payments
            .iter()
            .filter(|payment| payment.counted)
            .map(|payment| ReceiptPayment {
                at: at(payment.at),
                payer: payment.payer.as_deref().map(|payer| shorten(payer, NAME)),
                sum: payment.sum.get(),
                is_confirmed_by_shop: payment.callback_id.is_none(),
            })
            .collect(),
        refunded: arrived(&refunds),
        refunds: refunds
            .iter()
            .filter(|refund| refund.state == RefundState::Confirmed)
            .map(|refund| ReceiptRefund {
                at: at(refund.changed_at),
                payee: shorten(&refund.payee, NAME),
                sum: refund.sum.get(),
            })
            .collect(),
        paid: order.counted.get(),
        // A cancelled order lacks money as well, and nobody should send it.
        left: order.payable_at(now).map_or(0, Sum::get),
        made: at(now),
        frame,
    }
}
