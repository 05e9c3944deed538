//! A few digits that stand for an order's token where it cannot be copied: with the number and the nickname they open the
//! order's page on another device.

use std::{fmt, str::FromStr};

use diesel::QueryResult;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{Order, OrderToken, find_typed};
use crate::{customers::Nickname, db::Connection};

/// How many digits it has: few enough to be read out, and too many to be guessed by whoever may try a few times.
const DIGITS: usize = 6;
const CODES: u64 = 1_000_000;

/// So that nothing else that is made of a token tells this.
const DOMAIN: &[u8] = b"kassa: the short code of an order's token\0";

/// Six digits that follow from the order's token, and do not lead back to it.
#[derive(Clone)]
pub struct ShortCode(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an order's short code is {DIGITS} digits")]
pub struct ShortCodeError;

impl ShortCode {
    /// As people read it: `123-456`. For whoever has the order's page alone.
    #[must_use]
    pub fn shown(&self) -> String {
        let (first, last) = self.0.split_at(DIGITS / 2);
        format!("{first}-{last}")
    }

    /// Whether it is the same, in the same time wherever they differ.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl OrderToken {
    /// The code needs no column: it is as old as the token, and goes with it.
    #[must_use]
    pub fn short_code(&self) -> ShortCode {
        let digest = Sha256::new().chain_update(DOMAIN).chain_update(self.as_str()).finalize();
        let number = digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte));
        ShortCode(format!("{:06}", number % CODES))
    }
}

impl FromStr for ShortCode {
    type Err = ShortCodeError;

    /// As people type it: with spaces and dashes, or without.
    fn from_str(text: &str) -> Result<Self, ShortCodeError> {
        let is_between = |char: char| char.is_whitespace() || matches!(char, '-' | '–' | '—' | '−');
        // One more than it may have tells enough of a long text.
        let digits: String =
            text.chars().filter(|char| !is_between(*char)).take(DIGITS + 1).collect();
        let is_code = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_code { Ok(Self(digits)) } else { Err(ShortCodeError) }
    }
}

/// Not the digits: whoever reads a log must not be able to open the order.
impl fmt::Debug for ShortCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShortCode(…)")
    }
}

/// The order of that number, if it is that nickname's and has that code. Which of them does not fit is nobody's business.
///
/// # Errors
/// The database's own.
pub fn find_again(
    connection: &mut Connection,
    number: &str,
    nickname: &Nickname,
    code: &ShortCode,
) -> QueryResult<Option<Order>> {
    let found = find_typed(connection, number)?;
    Ok(found.filter(|order| {
        order.token.short_code().is(code) && order.nickname.folded() == nickname.folded()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestDatabase;

    fn token(text: &str) -> OrderToken {
        text.parse().unwrap()
    }

    /// People have written them down: the same token has the same code for ever.
    #[test]
    fn a_code_follows_from_its_token() {
        let one = token("0c8f5a62-6c0f-4d0e-9d52-0a6c9a1f0f11");
        let other = token("0c8f5a62-6c0f-4d0e-9d52-0a6c9a1f0f12");
        assert_eq!(one.short_code().shown(), "908-295");
        assert!(one.short_code().is(&one.short_code()));
        assert!(!one.short_code().is(&other.short_code()));
        assert!(!one.as_str().contains(&one.short_code().0));
    }

    #[test]
    fn a_person_may_type_it_in_many_ways() {
        for typed in ["123456", "123-456", " 12 34 56 ", "123 – 456", "123—456"] {
            assert_eq!(typed.parse::<ShortCode>().unwrap().shown(), "123-456", "{typed}");
        }
        for wrong in ["", "12345", "1234567", "12345a", "１２３４５６", &"1".repeat(9000)] {
            assert_eq!(wrong.parse::<ShortCode>().map(drop), Err(ShortCodeError), "{wrong}");
        }
    }

    #[test]
    fn it_is_in_no_log() {
        let code: ShortCode = "123456".parse().unwrap();
        assert_eq!(format!("{code:?}"), "ShortCode(…)");
    }

    #[test]
    fn an_order_is_found_by_all_three_alone() {
        let mut db = TestDatabase::new();
        let (order, other) = (db.place(8), db.place(8));
        let typed = order.uid.as_str().to_lowercase().replace('-', " ");
        let mut found = |number: &str, nickname: &str, code: &ShortCode| {
            let nickname = nickname.parse().unwrap();
            find_again(&mut db.connection, number, &nickname, code).unwrap().map(|order| order.id)
        };
        let code = order.token.short_code();
        assert_eq!(found(&typed, &order.nickname.as_str().to_uppercase(), &code), Some(order.id));
        assert_eq!(found(&typed, "Stranger", &code), None);
        assert_eq!(found(&typed, order.nickname.as_str(), &other.token.short_code()), None);
        assert_eq!(found(other.uid.as_str(), order.nickname.as_str(), &code), None);
        assert_eq!(found("нет такого", order.nickname.as_str(), &code), None);
    }
}
