//! Callbacks may come from that address.

use diesel::{
    QueryableByName, RunQueryDsl,
    sql_types::{BigInt, Text},
};

use super::{super::book, Case};
use crate::{
    db::Connection,
    desk::{By, DeskError},
    feed::EventKind,
    orders::{self, About},
    payments::{Hand, discrepancy, find_callback, source},
};

#[derive(QueryableByName)]
struct Open {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Trusts the address that the callback came from; whatever else came from there is no question any more either.
pub(super) fn trust(connection: &mut Connection, case: &Case<'_>) -> Result<(), DeskError> {
    let id = case.found.callback_id.ok_or_else(|| case.no_way_out())?;
    let address = find_callback(connection, id)?.ok_or(DeskError::NotFound)?.source;
    // Those of one order after the other, in the order of their keys, so that two who trust at once do not wait for each other.
    let open: Vec<Open> = diesel::sql_query(
        "SELECT discrepancies.id FROM discrepancies
        JOIN callbacks ON callbacks.id = discrepancies.callback_id
        WHERE discrepancies.kind = 'new_source' AND discrepancies.resolved_at IS NULL
            AND callbacks.source = $1
        ORDER BY discrepancies.order_id, discrepancies.id",
    )
    .bind::<Text, _>(&address)
    .load(connection)?;
    for Open { id } in open {
        let Some(found) = discrepancy::find(connection, id)? else { continue };
        let order = match found.order_id {
            Some(id) => orders::find_locked(connection, id)?,
            None => None,
        };
        case.close_other(connection, &found)?;
        let about = About::of(found.payment_id, Some(found.id));
        book::tell(connection, order, EventKind::Resolved, about, case.by, case.now)?;
    }
    source::trust(connection, &address, &case.by.actor, case.now)?;
    // The event says which address it was.
    let note = match &book::hand(case.by, None) {
        Hand { note: Some(reason), .. } => format!("{address}: {reason}"),
        Hand { note: None, .. } => address,
    };
    let by = By::new(case.by.actor.clone(), note.parse().ok());
    let about = About::Discrepancy(case.found.id);
    book::tell(connection, None, EventKind::SourceTrusted, about, &by, case.now)?;
    Ok(())
}
