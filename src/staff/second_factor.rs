//! The second factor: a code of the moment from a phone, or one of a few codes on paper.

use std::{fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, prelude::*, sql_types::Text};
use rand::RngExt;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Secret, Totp};

use super::StaffName;
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        columns::text_column,
        schema::{recovery_codes, staff},
    },
};

/// How many codes on paper there are.
pub const RECOVERY_CODES: usize = 8;

/// What codes on paper are written with: nothing that looks like something else.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// How they are written: groups of so many, so many of them; 80 bits.
const GROUP: usize = 4;
const GROUPS: usize = 4;

/// What phone and shop both know, in base32. It never appears in `Debug`.
#[derive(Clone, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct TotpSecret(SecretString);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a second factor's secret is 20 bytes in base32")]
pub struct TotpSecretError;

impl TotpSecret {
    #[must_use]
    pub fn random() -> Self {
        let secret = Secret::new_stack(rand::rng().random());
        Self(secret.to_base32().into())
    }

    /// For people who type it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    fn as_str(&self) -> &str {
        self.0.expose_secret()
    }

    /// What a phone reads from a picture.
    ///
    /// # Errors
    /// `TotpSecretError`.
    pub fn url(&self, name: &StaffName, shop: &str) -> Result<String, TotpSecretError> {
        // A colon would end the shop's name.
        self.totp(name.as_str(), &shop.replace(':', " "))?.to_url().map_err(|_| TotpSecretError)
    }

    /// The step that a code belongs to: this one, the one before or the one after; `None` where it is none of theirs.
    fn step(&self, code: &str, now: UtcTime) -> Option<i64> {
        let seconds = u64::try_from(now.utc().timestamp()).ok()?;
        let step = self.totp("staff", "Kassa").ok()?.check(code, seconds)?;
        i64::try_from(step).ok()
    }

    /// 6 digits, SHA-1, 30 seconds: what every phone understands.
    fn totp(&self, name: &str, issuer: &str) -> Result<Totp, TotpSecretError> {
        let secret = Secret::try_from_base32(self.expose()).map_err(|_| TotpSecretError)?;
        Builder::new()
            .with_secret(secret)
            .with_skew(1)
            .with_account_name(name)
            .with_issuer(Some(issuer))
            .build()
            .map_err(|_| TotpSecretError)
    }

    /// The code of that moment, as a phone would show it.
    ///
    /// # Panics
    /// Before 1970.
    #[cfg(test)]
    #[must_use]
    pub fn code(&self, now: UtcTime) -> String {
        let seconds = u64::try_from(now.utc().timestamp()).unwrap();
        self.totp("staff", "Kassa").unwrap().generate(seconds).to_string()
    }
}

impl FromStr for TotpSecret {
    type Err = TotpSecretError;

    fn from_str(text: &str) -> Result<Self, TotpSecretError> {
        match Secret::try_from_base32(text) {
            Ok(secret) if secret.as_bytes().len() == 20 => Ok(Self(text.to_owned().into())),
            _ => Err(TotpSecretError),
        }
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

text_column!(TotpSecret);

/// What a code was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    OfThePhone,
    OnPaper,
    /// None of his, or one that was used before.
    Wrong,
}

/// Uses a code up.
pub(super) fn use_code(
    connection: &mut Connection,
    staff_id: i64,
    code: &str,
    now: UtcTime,
) -> QueryResult<Code> {
    let code: String = code.chars().filter(|char| char.is_alphanumeric()).collect();
    let secret: Option<TotpSecret> =
        staff::table.find(staff_id).select(staff::totp_secret).get_result(connection)?;
    let Some(secret) = secret else { return Ok(Code::Wrong) };
    if let Some(step) = secret.step(&code, now) {
        let later = staff::totp_step.is_null().or(staff::totp_step.lt(step).assume_not_null());
        let used = diesel::update(staff::table.find(staff_id))
            .filter(later)
            .set(staff::totp_step.eq(step))
            .execute(connection)?;
        return Ok(if used == 1 { Code::OfThePhone } else { Code::Wrong });
    }
    let used = diesel::update(recovery_codes::table.find((staff_id, hash(&code))))
        .filter(recovery_codes::used_at.is_null())
        .set(recovery_codes::used_at.eq(now))
        .execute(connection)?;
    Ok(if used == 1 { Code::OnPaper } else { Code::Wrong })
}

/// From now on that person needs a code to sign in. `None` where the code shows that his phone has not understood the
/// secret; otherwise the codes on paper, which nobody sees again.
///
/// # Errors
/// The database's own.
pub fn switch_on(
    connection: &mut Connection,
    staff_id: i64,
    secret: &TotpSecret,
    code: &str,
    now: UtcTime,
) -> QueryResult<Option<Vec<String>>> {
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let Some(step) = secret.step(&code, now) else { return Ok(None) };
    diesel::update(staff::table.find(staff_id))
        .set((staff::totp_secret.eq(secret), staff::totp_step.eq(step)))
        .execute(connection)?;
    diesel::delete(recovery_codes::table.filter(recovery_codes::staff_id.eq(staff_id)))
        .execute(connection)?;
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let code = random_code();
        diesel::insert_into(recovery_codes::table)
            .values((
                recovery_codes::staff_id.eq(staff_id),
                recovery_codes::code_hash.eq(hash(&code.replace('-', ""))),
            ))
            .execute(connection)?;
        codes.push(code);
    }
    Ok(Some(codes))
}

/// From now on the password is enough.
///
/// # Errors
/// The database's own.
pub fn switch_off(connection: &mut Connection, staff_id: i64) -> QueryResult<()> {
    diesel::update(staff::table.find(staff_id))
        .set((staff::totp_secret.eq(None::<TotpSecret>), staff::totp_step.eq(None::<i64>)))
        .execute(connection)?;
    diesel::delete(recovery_codes::table.filter(recovery_codes::staff_id.eq(staff_id)))
        .execute(connection)
        .map(drop)
}

/// How many codes on paper are left; `None` where the second factor is off.
///
/// # Errors
/// The database's own.
pub fn codes_left(connection: &mut Connection, staff_id: i64) -> QueryResult<Option<i64>> {
    let secret: Option<TotpSecret> =
        staff::table.find(staff_id).select(staff::totp_secret).get_result(connection)?;
    if secret.is_none() {
        return Ok(None);
    }
    recovery_codes::table
        .filter(recovery_codes::staff_id.eq(staff_id).and(recovery_codes::used_at.is_null()))
        .count()
        .get_result(connection)
        .map(Some)
}

fn random_code() -> String {
    let mut rng = rand::rng();
    let mut code = String::new();
    for nth in 0..GROUP * GROUPS {
        if nth > 0 && nth % GROUP == 0 {
            code.push('-');
        }
        code.push(char::from(ALPHABET[rng.random_range(0..ALPHABET.len())]));
    }
    code
}

/// However it was typed.
fn hash(code: &str) -> String {
    hex::encode(Sha256::digest(code.to_uppercase()))
}
