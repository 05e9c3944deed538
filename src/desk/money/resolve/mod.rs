//! The ways out of a discrepancy.

mod accept;
mod attach;
mod reject;
mod send_back;
mod trust;

use diesel::prelude::*;

use super::{book, contest};
use crate::{
    clock::UtcTime,
    db::{Connection, schema::discrepancies},
    desk::{By, DeskError, WayOut, WayOutKind, ways_out},
    feed::EventKind,
    orders::{self, About, Order},
    payments::{Discrepancy, Payment, discrepancy, payment},
};

/// Takes a way out of a discrepancy. `seen` is its `last_at` as the page showed it, so that nobody decides about what he
/// has not seen.
///
/// # Errors
/// `DeskError`.
pub fn resolve(
    connection: &mut Connection,
    discrepancy_id: i64,
    seen: UtcTime,
    way: &WayOut,
    by: &By,
    now: UtcTime,
) -> Result<(), DeskError> {
    let found = discrepancy::find(connection, discrepancy_id)?.ok_or(DeskError::NotFound)?;
    if !ways_out(found.kind).contains(&way.kind()) {
        return Err(DeskError::NotAWayOut { kind: found.kind, way: way.kind() });
    }
    if way.kind().needs_reason() {
        book::reason(by)?;
    }
    let order = match found.order_id {
        Some(id) => orders::find_locked(connection, id)?,
        None => None,
    };
    // Once more: only now nobody else changes it.
    let found = discrepancy::find(connection, discrepancy_id)?.ok_or(DeskError::NotFound)?;
    let as_read = found.order_id == order.as_ref().map(|order| order.id);
    if !found.is_open() || found.last_at != seen || !as_read {
        return Err(DeskError::Changed);
    }
    let case = Case { found, way: way.kind(), by, now };
    match way {
        WayOut::Wait => case.put_aside(connection),
        WayOut::Accept => accept::accept(connection, &case, order),
        WayOut::Attach { order: uid } => attach::attach(connection, &case, uid),
        WayOut::Count => attach::count(connection, &case, order),
        WayOut::Merge => attach::merge(connection, &case, order),
        WayOut::TrustSource => trust::trust(connection, &case),
        WayOut::Contest => {
            case.close(connection)?;
            let payment = case.payment(connection)?;
            contest::doubt(connection, &payment, order, Some(case.found.id), by, now)
        }
        WayOut::Reject => reject::reject(connection, &case, order),
        WayOut::Refund => send_back::refund(connection, &case, order),
        WayOut::Cancel => send_back::cancel(connection, &case, order),
        WayOut::Dismiss => {
            case.close(connection)?;
            case.tell(connection, order).map(drop)
        }
    }
}

/// A discrepancy, and what was decided about it.
struct Case<'a> {
    found: Discrepancy,
    way: WayOutKind,
    by: &'a By,
    now: UtcTime,
}

impl Case<'_> {
    /// Resolves it, if it still is as it was read: what belongs to no order has no lock but this. First of all, so that
    /// of two who decide at once the second changes nothing.
    fn close(&self, connection: &mut Connection) -> Result<(), DeskError> {
        self.close_other(connection, &self.found)
    }

    /// The same for another discrepancy that this way out resolves as well.
    fn close_other(
        &self,
        connection: &mut Connection,
        other: &Discrepancy,
    ) -> Result<(), DeskError> {
        let resolution =
            self.by.reason.as_ref().map_or(self.way.as_str(), |reason| reason.as_str());
        let as_read = discrepancies::table.filter(
            discrepancies::id
                .eq(other.id)
                .and(discrepancies::resolved_at.is_null())
                .and(discrepancies::last_at.eq(other.last_at)),
        );
        let closed = diesel::update(as_read)
            .set((
                discrepancies::resolved_at.eq(self.now),
                discrepancies::resolved_by.eq(&self.by.actor),
                discrepancies::resolution.eq(resolution),
                discrepancies::way.eq(self.way),
            ))
            .execute(connection)?;
        if closed == 1 { Ok(()) } else { Err(DeskError::Changed) }
    }

    /// It stays open, and somebody has seen it.
    fn put_aside(&self, connection: &mut Connection) -> Result<(), DeskError> {
        let as_read = discrepancies::table.filter(
            discrepancies::id
                .eq(self.found.id)
                .and(discrepancies::resolved_at.is_null())
                .and(discrepancies::last_at.eq(self.found.last_at)),
        );
        let set = diesel::update(as_read)
            .set(discrepancies::waits_since.eq(self.now))
            .execute(connection)?;
        if set == 1 { Ok(()) } else { Err(DeskError::Changed) }
    }

    /// The event that says that it is resolved, and changes nothing else.
    fn tell(
        &self,
        connection: &mut Connection,
        order: Option<Order>,
    ) -> Result<Option<Order>, DeskError> {
        let kind = EventKind::Resolved;
        Ok(book::tell(connection, order, kind, self.about(), self.by, self.now)?)
    }

    fn about(&self) -> About {
        About::of(self.found.payment_id, Some(self.found.id))
    }

    /// The payment that it is about.
    fn payment(&self, connection: &mut Connection) -> Result<Payment, DeskError> {
        let id = self.found.payment_id.ok_or_else(|| self.no_way_out())?;
        payment::find(connection, id)?.ok_or(DeskError::NotFound)
    }

    /// As things stand, that way leads nowhere.
    fn no_way_out(&self) -> DeskError {
        DeskError::NotAWayOut { kind: self.found.kind, way: self.way }
    }
}
