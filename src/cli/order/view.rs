//! An order in words. As JSON it is what the API tells.

use std::fmt;

use crate::{
    config::Config,
    shorten::shorten,
    views::{EventView, OrderView, Signing},
};

/// How much of a text of somebody else's a line shows.
const MOST: usize = 120;

/// Whether this command can sign what its shop would.
pub(super) fn signing(config: &Config) -> Signing {
    if config.is_sandbox() { Signing::OnlyTheShop } else { Signing::Possible }
}

/// The order itself.
pub(super) struct Summary<'a>(pub &'a OrderView);

/// The order with all that belongs to it.
pub(super) struct Details<'a>(pub &'a OrderView);

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(order) = self;
        let held = if order.held { ", held" } else { "" };
        writeln!(f, "Order     {}", order.uid)?;
        writeln!(f, "Status    {}{held}", order.status.as_str())?;
        writeln!(f, "Customer  {}", order.customer.nickname)?;
        writeln!(f, "Text      {}", shorten(&order.text, MOST))?;
        writeln!(f, "Total     {} АР, {} paid", order.total, order.paid)?;
        writeln!(f, "Placed    {}", order.created_at)?;
        writeln!(f, "Page      {}", order.order_url)?;
        if let Some(link) = &order.payment {
            writeln!(f, "To pay    {} АР, until {}", link.sum, order.expires_at)?;
            writeln!(f, "Link      {}", link.url)?;
        }
        Ok(())
    }
}

impl fmt::Display for Details<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(order) = self;
        Summary(order).fmt(f)?;
        for item in &order.items {
            let name = shorten(&item.name, MOST);
            writeln!(f, "Item      {name} x {}, {} АР each", item.quantity, item.price)?;
        }
        for payment in &order.payments {
            let counted = if payment.counted { "" } else { ", not counted" };
            let payer = shorten(payment.payer.as_deref().unwrap_or("somebody"), MOST);
            let (at, sum, sure) = (payment.at, payment.sum, payment.sure.as_str());
            writeln!(f, "Payment   {at}  {sum} АР by {payer} ({sure}{counted})")?;
        }
        for discrepancy in &order.discrepancies {
            let open = if discrepancy.open { "open" } else { "resolved" };
            writeln!(f, "Trouble   {}, {open}", discrepancy.kind.as_str())?;
        }
        for EventView { id, kind, by, at, note, .. } in &order.events {
            let note = note.as_ref().map(|note| format!(": {}", shorten(note, MOST)));
            let note = note.unwrap_or_default();
            writeln!(f, "Event     {at}  {} by {by}{note}  ({id})", kind.as_str())?;
        }
        Ok(())
    }
}
