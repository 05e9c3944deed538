//! What somebody does with an account of his own: whoever only sits at his open browser cannot, since the password is asked
//! for.

use diesel::prelude::*;

use super::{
    Guard, HashError, Password, PasswordHash, SignedIn, TotpSecret, Who,
    audit::{self, By, Entry, What},
    second_factor, session,
};
use crate::{
    clock::UtcTime,
    db::{Connection, Store, StoreError, schema::staff, write_error},
    limiter::Wait,
};

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum OwnError {
    #[error("a password could not be hashed: {0}")]
    Hash(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(OwnError);

impl From<diesel::result::Error> for OwnError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

impl OwnError {
    fn of(error: HashError) -> Result<Wait, Self> {
        match error {
            HashError::Busy => Ok(Wait(std::time::Duration::from_secs(5))),
            HashError::Broken(why) => Err(Self::Hash(why)),
        }
    }
}

/// Whether it is really he.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    Given,
    Wrong,
    Wait(Wait),
}

/// Compares a password with that of whoever has signed in; where he has none yet, as in a sandbox, there is nothing to
/// compare. Who has an open session tries on his own account: it keeps nobody out.
///
/// # Errors
/// `OwnError`.
pub async fn prove(
    store: &Store,
    guard: &Guard,
    signed_in: &SignedIn,
    password: &Password,
    by: &By,
    now: UtcTime,
) -> Result<Proof, OwnError> {
    let id = signed_in.staff_id;
    let hash = store.read(move |connection| Ok::<_, OwnError>(hash(connection, id)?)).await?;
    let Some(hash) = hash else { return Ok(Proof::Given) };
    let who = Who::KnownBrowser(format!("session {}", signed_in.session.id));
    if let Err(wait) = guard.attempts.password(&signed_in.name.folded(), &who) {
        return Ok(Proof::Wait(wait));
    }
    match guard.passwords.fits(password, Some(&hash)).await {
        Ok(true) => Ok(Proof::Given),
        Ok(false) => {
            let by = by.clone();
            store
                .write(move |connection| {
                    let what = What::PasswordRefused;
                    Ok::<_, OwnError>(write_down(connection, &by, what, None, now)?)
                })
                .await?;
            Ok(Proof::Wrong)
        }
        Err(error) => OwnError::of(error).map(Proof::Wait),
    }
}

fn hash(connection: &mut Connection, id: i64) -> QueryResult<Option<PasswordHash>> {
    staff::table.find(id).select(staff::password_hash).get_result(connection)
}

/// Whether that person has chosen a password.
///
/// # Errors
/// The database's own.
pub fn has_password(connection: &mut Connection, staff_id: i64) -> QueryResult<bool> {
    Ok(hash(connection, staff_id)?.is_some())
}

/// The password was given again: what asks for that may be done for an hour.
///
/// # Errors
/// The database's own.
pub fn confirm(
    connection: &mut Connection,
    signed_in: &SignedIn,
    by: &By,
    now: UtcTime,
) -> QueryResult<()> {
    session::confirm(connection, signed_in.session.id, now)?;
    write_down(connection, by, What::PasswordConfirmed, None, now)
}

/// Another password; all other sessions end.
///
/// # Errors
/// The database's own.
pub fn change_password(
    connection: &mut Connection,
    signed_in: &SignedIn,
    password: &PasswordHash,
    by: &By,
    now: UtcTime,
) -> QueryResult<()> {
    let (id, own) = (signed_in.staff_id, signed_in.session.id);
    diesel::update(staff::table.find(id))
        .set(staff::password_hash.eq(password))
        .execute(connection)?;
    session::end_others(connection, id, own, now)?;
    super::link::expire_all(connection, id, now)?;
    session::confirm(connection, own, now)?;
    write_down(connection, by, What::PasswordChanged, None, now)
}

/// From now on a code is needed too; all other sessions, which had none, end. `None` where the code is wrong, otherwise the
/// codes on paper.
///
/// # Errors
/// The database's own.
pub fn switch_on(
    connection: &mut Connection,
    signed_in: &SignedIn,
    secret: &TotpSecret,
    code: &str,
    by: &By,
    now: UtcTime,
) -> QueryResult<Option<Vec<String>>> {
    let codes = second_factor::switch_on(connection, signed_in.staff_id, secret, code, now)?;
    if codes.is_some() {
        session::end_others(connection, signed_in.staff_id, signed_in.session.id, now)?;
        write_down(connection, by, What::SecondFactorOn, None, now)?;
    }
    Ok(codes)
}

/// # Errors
/// The database's own.
pub fn switch_off(
    connection: &mut Connection,
    signed_in: &SignedIn,
    by: &By,
    now: UtcTime,
) -> QueryResult<()> {
    second_factor::switch_off(connection, signed_in.staff_id)?;
    write_down(connection, by, What::SecondFactorOff, None, now)
}

fn write_down(
    connection: &mut Connection,
    by: &By,
    what: What,
    note: Option<&str>,
    at: UtcTime,
) -> QueryResult<()> {
    let subject = Some(by.who.as_str());
    audit::record(connection, &Entry { by, what, subject, note, at })
}
