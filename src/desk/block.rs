//! Who may not order any more.

use super::{By, DeskError};
use crate::{
    clock::UtcTime,
    customers::{BlockKind, blocks},
    db::Connection,
    orders::{self, Order},
};

/// What the customer of an order is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownBy {
    pub kind: BlockKind,
    /// As blocks keep it.
    pub value: String,
    pub is_blocked: bool,
}

/// What the customer of that order can be told from others by. Where an order came from is known for a month, and of a
/// program's never.
///
/// # Errors
/// The database's own.
pub fn known_by(connection: &mut Connection, order: &Order) -> diesel::QueryResult<Vec<KnownBy>> {
    let mut known = Vec::new();
    if let Some((browser, network)) = orders::came_from(connection, order.id)? {
        known.push((BlockKind::Browser, browser.as_str().to_owned()));
        known.push((BlockKind::Network, network.to_string()));
    }
    known.push((BlockKind::Nickname, order.nickname.folded()));
    known
        .into_iter()
        .map(|(kind, value)| {
            let is_blocked = blocks::is_blocked(connection, kind, &value)?;
            Ok(KnownBy { kind, value, is_blocked })
        })
        .collect()
}

/// The shop takes no more orders from the customer of that order, told by these kinds. Returns what is blocked by it and
/// was not before.
///
/// # Errors
/// `DeskError`.
pub fn block(
    connection: &mut Connection,
    order_id: i64,
    kinds: &[BlockKind],
    by: &By,
    now: UtcTime,
) -> Result<Vec<KnownBy>, DeskError> {
    let reason = by.reason.as_ref().ok_or(DeskError::NoReason)?;
    let order = orders::find(connection, order_id)?.ok_or(DeskError::NotFound)?;
    let mut blocked = Vec::new();
    for known in known_by(connection, &order)? {
        if kinds.contains(&known.kind)
            && blocks::block(connection, known.kind, &known.value, reason.as_str(), &by.actor, now)?
        {
            blocked.push(KnownBy { is_blocked: true, ..known });
        }
    }
    Ok(blocked)
}
