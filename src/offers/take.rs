//! Taking an offer: an order of what it offers, within its limits.

use diesel::{prelude::*, sql_types::BigInt};

use super::{
    Standing,
    offer::find,
    uses::{has_taken, note},
};
use crate::{
    clock::UtcTime,
    db::{Connection, StoreError, dialect, statement::statement, write_error},
    orders::{self, NewOrder, Order, PlaceError},
};

/// Why an offer was not taken.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    #[error("there is no such offer")]
    NotFound,
    /// Not [`Standing::Open`].
    #[error("the offer cannot be taken now: {0:?}")]
    NotNow(Standing),
    /// It is there once for each, and somebody of that nickname has it.
    #[error("somebody of that nickname has taken the offer")]
    TakenBefore,
    #[error(transparent)]
    Place(#[from] PlaceError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(TakeError);

impl From<diesel::result::Error> for TakeError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Places an order by that offer, if it can be taken once more, and returns it. A form that was sent before finds the order that
/// it placed. Of several who take the last one at once, one has it.
///
/// # Errors
/// `TakeError`.
pub fn take(
    connection: &mut Connection,
    offer_id: i64,
    new: &NewOrder,
    now: UtcTime,
) -> Result<Order, TakeError> {
    // Before anything is counted: whoever is faster is seen then.
    lock(connection, offer_id)?;
    if let (Some(browser), Some(attempt)) = (&new.browser, &new.attempt)
        && let Some(order) = orders::find_of_attempt(connection, browser, attempt)?
    {
        return Ok(order);
    }
    let offer = find(connection, offer_id)?.ok_or(TakeError::NotFound)?;
    let uses = offer.uses(connection, now)?;
    match offer.standing(uses, now) {
        Standing::Open => {}
        standing => return Err(TakeError::NotNow(standing)),
    }
    if offer.limits.once_each && has_taken(connection, offer_id, &new.nickname, now)? {
        return Err(TakeError::TakenBefore);
    }
    let order = orders::place(connection, new, now)?;
    note(connection, offer_id, order.id)?;
    Ok(order)
}

fn lock(connection: &mut Connection, id: i64) -> QueryResult<()> {
    dialect::find_locked::<_, i64>(connection, ById { id }).map(drop)
}

struct ById {
    id: i64,
}

statement!(ById -> BigInt:
    "SELECT id FROM offers WHERE id = " id as BigInt;
    ""
);
