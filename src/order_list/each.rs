//! Every order that a filter lists. A page is left off where it takes too long; an export must not be.

use super::{
    Filter, Open, Row, Sort,
    find::{AT_ONCE, LARGEST_BATCH, placed, sparsest},
    look::{self, Look},
    source::sources,
    window::{End, Window},
};
use crate::db::Connection;

/// Whether the lines of the orders are read, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    All,
    None,
}

/// Hands over every order that a filter lists, in the list's order, a few at a time: what it holds in memory does not grow
/// with the shop. The open orders should be of the same snapshot, which should be one for all of it.
///
/// # Errors
/// The database's own, and whatever `then` ends it with.
pub fn each<E>(
    connection: &mut Connection,
    open: &Open,
    filter: &Filter,
    sort: Sort,
    lines: Lines,
    then: &mut impl FnMut(&mut Connection, Vec<Row>) -> Result<(), E>,
) -> Result<(), E>
where
    E: From<diesel::result::Error>,
{
    let most_lines = match lines {
        Lines::All => usize::MAX,
        Lines::None => 0,
    };
    let sources = sources(connection, filter, open)?;
    let look = Look::new(filter, open.now());
    let mut left = placed(connection, Window::whole(End::from(sort)), filter)?;
    let Some((mut ids, source)) = sparsest(connection, &sources, left, LARGEST_BATCH)? else {
        return Ok(());
    };
    while let Some(last) = ids.last().copied() {
        for some in ids.chunks(AT_ONCE) {
            let mut some = some.to_vec();
            for other in sources.iter().filter(|other| !std::ptr::eq(*other, source)) {
                other.keep(connection, &mut some)?;
            }
            let mut found = Vec::new();
            look.at(connection, &some, &mut found, AT_ONCE)?;
            let rows = look::rows(connection, found, open.now(), most_lines)?;
            if !rows.is_empty() {
                then(connection, rows)?;
            }
        }
        if ids.len() < LARGEST_BATCH {
            break;
        }
        left = left.after(last);
        ids = source.read(connection, left, LARGEST_BATCH)?;
    }
    Ok(())
}
