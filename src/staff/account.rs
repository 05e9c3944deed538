//! A person's account.

use std::{fmt, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, prelude::*, sql_types::Text};

use super::{
    PasswordHash, Role,
    audit::{self, By, Entry, What},
    link::{self, LinkSecret, Purpose},
    second_factor, session,
};
use crate::{
    clock::UtcTime,
    db::{Connection, StoreError, columns::text_column, schema::staff, write_error},
    feed::Actor,
    identity,
};

/// A colleague's name: 1 to 32 letters, digits, `.`, `_` and `-`. It stands in orders' events.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct StaffName(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name is 1 to 32 letters, digits, `.`, `_` and `-`")]
pub struct StaffNameError;

impl StaffName {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for every spelling: two people never share it.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }

    /// Who that is in the feed.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::staff(&self.0)
    }
}

impl FromStr for StaffName {
    type Err = StaffNameError;

    fn from_str(text: &str) -> Result<Self, StaffNameError> {
        let fits = (1..=32).contains(&text.chars().count())
            && text.chars().all(|char| char.is_alphanumeric() || "._-".contains(char));
        if fits { Ok(Self(text.to_owned())) } else { Err(StaffNameError) }
    }
}

impl fmt::Display for StaffName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_column!(StaffName);

/// A person's account, without what proves who he is.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = staff)]
pub struct Account {
    pub id: i64,
    pub name: StaffName,
    pub role: Role,
    pub created_at: UtcTime,
    /// From when on he works here no more.
    pub revoked_at: Option<UtcTime>,
}

/// Adds an account, without a password, and returns its id.
///
/// # Errors
/// The database's own, above all where the name is taken.
pub fn add(
    connection: &mut Connection,
    name: &StaffName,
    role: Role,
    now: UtcTime,
) -> QueryResult<i64> {
    diesel::insert_into(staff::table)
        .values((
            staff::name.eq(name),
            staff::name_folded.eq(name.folded()),
            staff::role.eq(role),
            staff::created_at.eq(now),
        ))
        .returning(staff::id)
        .get_result(connection)
}

/// # Errors
/// The database's own.
pub fn find_by_name(connection: &mut Connection, name: &StaffName) -> QueryResult<Option<Account>> {
    Account::query().filter(staff::name_folded.eq(name.folded())).get_result(connection).optional()
}

/// # Errors
/// The database's own.
pub fn find(connection: &mut Connection, id: i64) -> QueryResult<Option<Account>> {
    Account::query().filter(staff::id.eq(id)).get_result(connection).optional()
}

/// Why a colleague's account stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error("the name `{0}` is taken, perhaps by somebody who has left; choose another")]
    NameTaken(StaffName),
    #[error("nobody here is called `{0}`")]
    Unknown(StaffName),
    #[error("`{0}` was let go; `kassa staff reset` lets them in again")]
    Revoked(StaffName),
    #[error("`{0}` is the only owner who can sign in; make somebody else one first")]
    LastOwner(StaffName),
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(AccountError);

impl From<diesel::result::Error> for AccountError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// How somebody gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// By a password.
    Active {
        second_factor: bool,
    },
    /// By a link that waits for them.
    Invited,
    /// By no link any more, and no password yet.
    Shut,
    Revoked,
}

/// All colleagues by name, those who have left too.
///
/// # Errors
/// The database's own.
pub fn list(connection: &mut Connection, now: UtcTime) -> QueryResult<Vec<(Account, Standing)>> {
    let awaited = link::awaited(connection, now)?;
    let accounts = Account::query().order(staff::name_folded).load(connection)?;
    let proofs: Vec<(i64, bool, bool)> = staff::table
        .select((staff::id, staff::password_hash.is_not_null(), staff::totp_secret.is_not_null()))
        .load(connection)?;
    let standing = |account: &Account| {
        let proof = proofs.iter().find(|(id, ..)| *id == account.id);
        match (account.revoked_at, proof) {
            (Some(_), _) => Standing::Revoked,
            (None, Some((_, true, second_factor))) => {
                Standing::Active { second_factor: *second_factor }
            }
            (None, _) if awaited.contains(&account.id) => Standing::Invited,
            (None, _) => Standing::Shut,
        }
    };
    Ok(accounts.into_iter().map(|account| (account.clone(), standing(&account))).collect())
}

/// Adds an account, and makes the link by which its person comes in and chooses a password.
///
/// # Errors
/// `AccountError`.
pub fn invite(
    connection: &mut Connection,
    name: &StaffName,
    role: Role,
    by: &By,
    now: UtcTime,
) -> Result<LinkSecret, AccountError> {
    if find_by_name(connection, name)?.is_some() {
        return Err(AccountError::NameTaken(name.clone()));
    }
    let id = add(connection, name, role, now)?;
    record(connection, by, What::StaffAdded, name, Some(role.as_str()), now)?;
    Ok(make_link(connection, id, name, Purpose::Invite, by, now)?)
}

/// A new beginning: password, second factor and sessions are gone, and a link leads to a new password. Whoever was let go
/// is let in again.
///
/// # Errors
/// `AccountError`.
pub fn reset(
    connection: &mut Connection,
    name: &StaffName,
    by: &By,
    now: UtcTime,
) -> Result<LinkSecret, AccountError> {
    let account = known(connection, name)?;
    diesel::update(staff::table.find(account.id))
        .set((staff::password_hash.eq(None::<PasswordHash>), staff::revoked_at.eq(None::<UtcTime>)))
        .execute(connection)?;
    second_factor::switch_off(connection, account.id)?;
    session::end_all(connection, account.id, now)?;
    let note = account.revoked_at.map(|_| "let in again");
    record(connection, by, What::StaffReset, &account.name, note, now)?;
    Ok(make_link(connection, account.id, &account.name, Purpose::Reset, by, now)?)
}

/// Somebody works here no more: no way in is left.
///
/// # Errors
/// `AccountError`.
pub fn revoke(
    connection: &mut Connection,
    name: &StaffName,
    by: &By,
    now: UtcTime,
) -> Result<(), AccountError> {
    let account = current(connection, name)?;
    keep_an_owner(connection, &account)?;
    diesel::update(staff::table.find(account.id))
        .set(staff::revoked_at.eq(now))
        .execute(connection)?;
    session::end_all(connection, account.id, now)?;
    link::expire_all(connection, account.id, now)?;
    Ok(record(connection, by, What::StaffRevoked, &account.name, None, now)?)
}

/// # Errors
/// `AccountError`.
pub fn change_role(
    connection: &mut Connection,
    name: &StaffName,
    role: Role,
    by: &By,
    now: UtcTime,
) -> Result<(), AccountError> {
    let account = current(connection, name)?;
    if account.role == role {
        return Ok(());
    }
    keep_an_owner(connection, &account)?;
    diesel::update(staff::table.find(account.id)).set(staff::role.eq(role)).execute(connection)?;
    let note = format!("{} → {}", account.role.as_str(), role.as_str());
    Ok(record(connection, by, What::RoleChanged, &account.name, Some(&note), now)?)
}

/// The sandbox's owner, made at its first start, and a link that leads straight in.
///
/// # Errors
/// The database's own.
pub fn sandbox_way_in(connection: &mut Connection, now: UtcTime) -> QueryResult<LinkSecret> {
    let name = StaffName("owner".to_owned());
    let by = By::command_line();
    let id = match find_by_name(connection, &name)? {
        Some(account) => account.id,
        None => add(connection, &name, Role::Owner, now)?,
    };
    make_link(connection, id, &name, Purpose::SignIn, &by, now)
}

/// Whether anybody can open every page: a shop without an owner has to be told how to get one.
///
/// # Errors
/// The database's own.
pub fn has_owner(connection: &mut Connection) -> QueryResult<bool> {
    let owners: i64 = staff::table
        .filter(staff::role.eq(Role::Owner).and(staff::revoked_at.is_null()))
        .count()
        .get_result(connection)?;
    Ok(owners > 0)
}

fn known(connection: &mut Connection, name: &StaffName) -> Result<Account, AccountError> {
    find_by_name(connection, name)?.ok_or_else(|| AccountError::Unknown(name.clone()))
}

/// Like [`known`], and still working here.
fn current(connection: &mut Connection, name: &StaffName) -> Result<Account, AccountError> {
    // Two owners who take each other's role at once come one after the other.
    identity::touch(connection)?;
    let account = known(connection, name)?;
    match account.revoked_at {
        None => Ok(account),
        Some(_) => Err(AccountError::Revoked(account.name)),
    }
}

/// Refuses where without that person nobody could do everything: whoever is invited and has not come yet is nobody.
fn keep_an_owner(connection: &mut Connection, account: &Account) -> Result<(), AccountError> {
    if account.role != Role::Owner {
        return Ok(());
    }
    let others: i64 = staff::table
        .filter(staff::role.eq(Role::Owner).and(staff::revoked_at.is_null()))
        .filter(staff::password_hash.is_not_null().and(staff::id.ne(account.id)))
        .count()
        .get_result(connection)?;
    if others > 0 { Ok(()) } else { Err(AccountError::LastOwner(account.name.clone())) }
}

fn make_link(
    connection: &mut Connection,
    id: i64,
    name: &StaffName,
    purpose: Purpose,
    by: &By,
    now: UtcTime,
) -> QueryResult<LinkSecret> {
    let secret = link::make(connection, id, purpose, &by.who, now)?;
    record(connection, by, What::LinkMade, name, Some(purpose.as_str()), now)?;
    Ok(secret)
}

fn record(
    connection: &mut Connection,
    by: &By,
    what: What,
    name: &StaffName,
    note: Option<&str>,
    at: UtcTime,
) -> QueryResult<()> {
    let subject = Some(name.as_str());
    audit::record(connection, &Entry { by, what, subject, note, at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_can_stand_in_an_event() {
        for good in ["Steve_01", "Ваня", "a.b-c", "я"] {
            assert!(good.parse::<StaffName>().is_ok(), "{good}");
        }
        let too_long = "я".repeat(33);
        for bad in ["", "a b", "a:b", "<b>", "a\n", too_long.as_str()] {
            assert_eq!(bad.parse::<StaffName>(), Err(StaffNameError), "{bad:?}");
        }
        assert_eq!("ВАНЯ".parse::<StaffName>().unwrap().folded(), "ваня");
    }
}
