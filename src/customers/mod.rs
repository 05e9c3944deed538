//! Customers: a nickname, folded and unverified. Who remembers orders is the browser.

pub mod blocks;
mod nickname;

use diesel::prelude::*;

pub use blocks::{Block, BlockKind};
pub use nickname::{Nickname, NicknameError};

use crate::{
    clock::UtcTime,
    db::{Connection, schema::customers},
};

/// The customer of that nickname, written down at the first order.
///
/// # Errors
/// The database's own.
pub fn find_or_add(
    connection: &mut Connection,
    nickname: &Nickname,
    now: UtcTime,
) -> QueryResult<i64> {
    let folded = nickname.folded();
    let found = customers::table
        .filter(customers::nickname_folded.eq(&folded))
        .select(customers::id)
        .get_result(connection)
        .optional()?;
    match found {
        Some(id) => Ok(id),
        None => diesel::insert_into(customers::table)
            .values((
                customers::nickname.eq(nickname),
                customers::nickname_folded.eq(&folded),
                customers::created_at.eq(now),
            ))
            .returning(customers::id)
            .get_result(connection),
    }
}
