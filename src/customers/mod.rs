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

/// A customer.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = customers)]
pub struct Customer {
    pub id: i64,
    /// As he spelled it first.
    pub nickname: Nickname,
    /// When he ordered first.
    pub created_at: UtcTime,
}

/// The newest customers, from before the one of that id.
///
/// # Errors
/// The database's own.
pub fn newest(
    connection: &mut Connection,
    before: Option<i64>,
    most: i64,
) -> QueryResult<Vec<Customer>> {
    Customer::query()
        .filter(customers::id.lt(before.unwrap_or(i64::MAX)))
        .order(customers::id.desc())
        .limit(most)
        .load(connection)
}

/// The customer of that nickname, in whatever spelling.
///
/// # Errors
/// The database's own.
pub fn find(connection: &mut Connection, nickname: &Nickname) -> QueryResult<Option<Customer>> {
    Customer::query()
        .filter(customers::nickname_folded.eq(nickname.folded()))
        .get_result(connection)
        .optional()
}

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
