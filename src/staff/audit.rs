//! Who did what, when and from where. Rows are only ever added: nothing here changes or removes one, and both databases
//! refuse it.

use std::net::IpAddr;

use diesel::{define_sql_function, prelude::*};

use crate::{
    clock::UtcTime,
    db::{Connection, columns::words, schema::audit},
};

/// How many rows a page has.
pub const PAGE: i64 = 100;

/// More than any name or reason is long.
const LONGEST: usize = 200;

words! {
    /// What was done.
    pub enum What {
        SignIn = "sign-in",
        SignInRefused = "sign-in-refused",
        /// Too many attempts; of these not each is written down.
        SignInLimited = "sign-in-limited",
        CodeRefused = "code-refused",
        RecoveryCode = "recovery-code",
        SignOut = "sign-out",
        SessionsEnded = "sessions-ended",
        AddressSeen = "address-seen",
        PasswordConfirmed = "password-confirmed",
        PasswordRefused = "password-refused",
        PasswordChanged = "password-changed",
        SecondFactorOn = "second-factor-on",
        SecondFactorOff = "second-factor-off",
        LinkMade = "link-made",
        LinkUsed = "link-used",
        StaffAdded = "staff-added",
        RoleChanged = "role-changed",
        StaffReset = "staff-reset",
        StaffRevoked = "staff-revoked",
        KeyAdded = "key-added",
        KeyRevoked = "key-revoked",
        /// A decision about an order; what exactly stands in the order's own events.
        Order = "order",
        /// A decision about money that no callback told of.
        Money = "money",
        Export = "export",
        /// The shop takes no orders from somebody any more.
        Blocked = "blocked",
        Unblocked = "unblocked",
        /// Of what the shop sells.
        Goods = "goods",
        /// Of what its payment links offer.
        Offers = "offers",
        /// Of how the shop looks.
        Looks = "looks",
        /// Of whom webhooks tell what happens.
        Webhooks = "webhooks",
        /// Of what the channels are told, or of a message that was not delivered.
        Notices = "notices",
    }
}

/// Who does something, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    pub who: String,
    pub source: String,
}

impl By {
    #[must_use]
    pub fn person(name: &str, address: IpAddr) -> Self {
        Self { who: name.to_owned(), source: address.to_string() }
    }

    /// A program, by its key's name.
    #[must_use]
    pub fn program(key_name: &str) -> Self {
        Self { who: format!("api:{key_name}"), source: "API".to_owned() }
    }

    /// Whoever may use the machine's own command line.
    #[must_use]
    pub fn command_line() -> Self {
        Self { who: "kassa".to_owned(), source: "command line".to_owned() }
    }
}

/// One thing that was done.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    pub by: &'a By,
    pub what: What,
    /// What it was done to: an order's uid, a colleague's name.
    pub subject: Option<&'a str>,
    pub note: Option<&'a str>,
    pub at: UtcTime,
}

/// Writes it down, in the transaction of what was done.
///
/// # Errors
/// The database's own.
pub fn record(connection: &mut Connection, entry: &Entry<'_>) -> QueryResult<()> {
    diesel::insert_into(audit::table)
        .values((
            audit::at.eq(entry.at),
            audit::who.eq(clean(&entry.by.who)),
            audit::what.eq(entry.what),
            audit::source.eq(&entry.by.source),
            audit::subject.eq(entry.subject.map(clean)),
            audit::note.eq(entry.note.map(clean)),
        ))
        .execute(connection)
        .map(drop)
}

/// PostgreSQL's texts have no zero bytes, and nobody needs a novel.
fn clean(text: &str) -> String {
    text.chars().filter(|char| *char != '\0').take(LONGEST).collect()
}

/// A row of the log.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = audit)]
pub struct Line {
    pub id: i64,
    pub at: UtcTime,
    pub who: String,
    pub what: String,
    pub source: String,
    pub subject: Option<String>,
    pub note: Option<String>,
}

/// Which rows are looked for: those that begin with these words; empty ones are not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    pub who: String,
    pub what: Option<What>,
    pub source: String,
    pub subject: String,
    /// Only rows before that one.
    pub before: Option<i64>,
}

define_sql_function! {
    /// A part of a text, counted in characters from 1. (`LIKE` ignores case on one database and not on the other.)
    fn substr(text: diesel::sql_types::Nullable<diesel::sql_types::Text>, from: diesel::sql_types::Integer, length: diesel::sql_types::Integer) -> diesel::sql_types::Nullable<diesel::sql_types::Text>;
}

/// The rows that are looked for, the newest first, and whether there are more.
///
/// # Errors
/// The database's own.
pub fn search(connection: &mut Connection, search: &Search) -> QueryResult<(Vec<Line>, bool)> {
    let mut query = Line::query().order(audit::id.desc()).limit(PAGE + 1).into_boxed();
    if let Some(before) = search.before {
        query = query.filter(audit::id.lt(before));
    }
    if let Some(what) = search.what {
        query = query.filter(audit::what.eq(what));
    }
    let length = |text: &str| i32::try_from(text.chars().count()).unwrap_or(i32::MAX);
    if !search.who.is_empty() {
        query = query
            .filter(substr(audit::who.nullable(), 1, length(&search.who)).eq(search.who.clone()));
    }
    if !search.source.is_empty() {
        query = query.filter(
            substr(audit::source.nullable(), 1, length(&search.source)).eq(search.source.clone()),
        );
    }
    if !search.subject.is_empty() {
        query = query
            .filter(substr(audit::subject, 1, length(&search.subject)).eq(search.subject.clone()));
    }
    let mut lines = query.load(connection)?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = lines.len() > page;
    lines.truncate(page);
    Ok((lines, more))
}
