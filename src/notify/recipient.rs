//! Who of Discord an order's customer is: it stands in the callback that paid for it, and is read there when it is needed.
//!
//! The number of an order is no secret, and anybody may pay for it. So not every payer is told where the order is, and the
//! address of its page, which opens it, goes to nobody but the player whose name the order bears.

use diesel::QueryResult;

use super::direct::DiscordId;
use crate::{
    db::Connection,
    money::Ar,
    orders::Order,
    payments::{self, Discrepancy, Payment, Sure},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    pub discord: DiscordId,
    /// He bears the customer's name; otherwise he alone has paid for all of it.
    pub is_customer: bool,
}

/// # Errors
/// The database's own.
pub fn of_order(connection: &mut Connection, order: &Order) -> QueryResult<Option<Recipient>> {
    let discrepancies = payments::discrepancies_of_order(connection, order.id)?;
    let payments = payments::of_order(connection, order)?;
    // The newest first: who changes his account is found by the last one.
    for payment in payments.iter().rev() {
        if !is_believed(payment, &discrepancies) {
            continue;
        }
        let name = payment.payer.as_deref().unwrap_or_default();
        let is_customer = order.nickname.as_str().eq_ignore_ascii_case(name);
        let pays_all = Ar::from(payment.sum) >= Ar::from(order.total);
        if !is_customer && !pays_all {
            continue;
        }
        if let Some(discord) = payer(connection, payment)? {
            return Ok(Some(Recipient { discord, is_customer }));
        }
    }
    Ok(None)
}

/// Whether nothing about the payment is in doubt: whoever forges a callback would be told of somebody else's order.
fn is_believed(payment: &Payment, discrepancies: &[Discrepancy]) -> bool {
    payment.counted
        && payment.sure != Sure::Contested
        && !discrepancies.iter().any(|each| each.payment_id == Some(payment.id) && each.holds())
}

fn payer(connection: &mut Connection, payment: &Payment) -> QueryResult<Option<DiscordId>> {
    let Some(id) = payment.callback_id else {
        return Ok(None);
    };
    let kept = payments::find_callback(connection, id)?;
    let discord = kept.as_ref().and_then(|kept| kept.read()?.payer.discord);
    Ok(discord.as_deref().and_then(DiscordId::parse))
}

#[cfg(test)]
mod tests;
