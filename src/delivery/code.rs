//! What a customer tells the courier, so that nobody else gets his order.

use std::{fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, prelude::*, sql_types::Text};
use subtle::ConstantTimeEq;

use crate::db::{Connection, columns::text_column, schema::hand_over_codes};

/// How many digits it has.
const DIGITS: usize = 6;

/// After that many wrong ones even the right one opens nothing.
pub const MOST_WRONG: i64 = 5;

/// Six digits that only the order's customer is shown.
#[derive(Clone, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Code(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a hand-over code is {DIGITS} digits")]
pub struct CodeError;

impl Code {
    fn random() -> Self {
        // The thread's generator is a cryptographic one.
        Self(format!("{:06}", rand::random_range(0..1_000_000)))
    }

    /// For its customer alone.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the same, in the same time wherever they differ.
    fn is(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl FromStr for Code {
    type Err = CodeError;

    /// As people type it: with spaces, too.
    fn from_str(text: &str) -> Result<Self, CodeError> {
        let digits: String = text.chars().filter(|char| !char.is_whitespace()).collect();
        let is_code = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_code { Ok(Self(digits)) } else { Err(CodeError) }
    }
}

/// Not the digits: whoever reads a log must not be able to take the order.
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

text_column!(Code);

/// What became of a code that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    Right,
    /// It was counted; so many more may be typed.
    Wrong {
        left: i64,
    },
    /// There were too many wrong ones, or the order has no code: somebody has to make a new one.
    Locked,
}

/// A code as it is kept, with the wrong ones that were typed for it.
#[derive(HasQuery)]
#[diesel(table_name = hand_over_codes)]
pub(super) struct Kept {
    code: Code,
    wrong: i64,
}

impl Kept {
    pub(super) fn fresh() -> Self {
        Self { code: Code::random(), wrong: 0 }
    }
}

/// Tries a code for an order, which its caller has locked. A wrong one is counted.
///
/// # Errors
/// The database's own.
pub fn try_code(connection: &mut Connection, order_id: i64, typed: &Code) -> QueryResult<Tried> {
    let Some(Kept { code, wrong }) = kept(connection, order_id)? else { return Ok(Tried::Locked) };
    if wrong >= MOST_WRONG {
        return Ok(Tried::Locked);
    }
    if code.is(typed) {
        return Ok(Tried::Right);
    }
    diesel::update(hand_over_codes::table.find(order_id))
        .set(hand_over_codes::wrong.eq(wrong + 1))
        .execute(connection)?;
    Ok(Tried::Wrong { left: MOST_WRONG - wrong - 1 })
}

/// Makes another code for an order that a courier brings; nobody has tried it yet.
///
/// # Errors
/// The database's own.
pub fn renew_code(connection: &mut Connection, order_id: i64) -> QueryResult<()> {
    diesel::delete(hand_over_codes::table.find(order_id)).execute(connection)?;
    keep(connection, order_id, &Kept::fresh())
}

/// What the order's customer is to tell the courier; `None`: no courier brings it.
///
/// # Errors
/// The database's own.
pub fn code_of(connection: &mut Connection, order_id: i64) -> QueryResult<Option<Code>> {
    Ok(kept(connection, order_id)?.map(|kept| kept.code))
}

/// How many wrong codes may still be typed; 0 also where there is none to type.
///
/// # Errors
/// The database's own.
pub fn tries_left(connection: &mut Connection, order_id: i64) -> QueryResult<i64> {
    Ok(kept(connection, order_id)?.map_or(0, |kept| (MOST_WRONG - kept.wrong).max(0)))
}

pub(super) fn kept(connection: &mut Connection, order_id: i64) -> QueryResult<Option<Kept>> {
    Kept::query().filter(hand_over_codes::order_id.eq(order_id)).first(connection).optional()
}

pub(super) fn keep(connection: &mut Connection, order_id: i64, kept: &Kept) -> QueryResult<()> {
    diesel::insert_into(hand_over_codes::table)
        .values((
            hand_over_codes::order_id.eq(order_id),
            hand_over_codes::code.eq(&kept.code),
            hand_over_codes::wrong.eq(kept.wrong),
        ))
        .execute(connection)
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_digits_however_they_are_spaced() {
        assert_eq!("012 345\n".parse::<Code>().unwrap().as_str(), "012345");
        for no_code in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "+12345"] {
            assert!(no_code.parse::<Code>().is_err(), "{no_code}");
        }
        let made = Code::random();
        assert!(made.as_str().parse::<Code>().unwrap().is(&made));
    }

    #[test]
    fn a_code_is_in_no_log() {
        assert_eq!(format!("{:?}", "012345".parse::<Code>().unwrap()), "Code(…)");
    }
}
