//! A browser in which somebody has signed in.

use std::{fmt, net::IpAddr, str::FromStr, time::Duration};

use diesel::prelude::*;
use rand::distr::{Alphanumeric, SampleString};
use sha2::{Digest, Sha256};

use super::{Freshness, Right, Role, StaffName, address, audit::By, may};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        columns::words,
        schema::{discrepancies, sessions, staff},
    },
    delivery::{self, MOST_MISSED},
    feed::Actor,
    network::Network,
    notify::undelivered,
    payments::claim,
    webhooks,
};

/// How long a session lives that nobody uses.
pub const LIFETIME: Duration = Duration::from_hours(30 * 24);

/// How long what cannot be undone may follow the password.
const RECENT: Duration = Duration::from_hours(1);

/// How long a sign-in waits for its second factor.
const SECOND_FACTOR_LIFETIME: Duration = Duration::from_mins(10);

/// How exactly it is known when a session was used last.
const SEEN_EVERY: Duration = Duration::from_mins(5);

/// 43 letters and digits: 256 bits.
const SECRET_CHARACTERS: usize = 43;

/// More of a browser's name than any page shows.
const MOST_AGENT: usize = 200;

words! {
    /// How far a sign-in has come.
    pub enum Stage {
        /// The password was right, and the second factor is missing.
        SecondFactor = "second_factor",
        Open = "open",
    }
}

/// What a browser proves its session with. Only its hash is kept; its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionSecret(String);

impl SessionSecret {
    #[must_use]
    pub fn random() -> Self {
        Self(Alphanumeric.sample_string(&mut rand::rng(), SECRET_CHARACTERS))
    }

    /// The secret itself, for the cookie.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A plain hash is enough: nobody guesses 256 random bits.
    fn hash(&self) -> String {
        hex::encode(Sha256::digest(&self.0))
    }
}

impl FromStr for SessionSecret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for SessionSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionSecret(…)")
    }
}

/// A session as it is kept.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = sessions)]
pub struct Session {
    pub id: i64,
    pub staff_id: i64,
    pub stage: Stage,
    /// The address that it was opened from.
    pub source: String,
    /// What the browser calls itself.
    pub agent: String,
    pub created_at: UtcTime,
    /// When it was last used, to a few minutes.
    pub seen_at: UtcTime,
    /// When the password was given last.
    pub confirmed_at: UtcTime,
    pub ended_at: Option<UtcTime>,
}

/// Who sends a request.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub staff_id: i64,
    pub name: StaffName,
    pub role: Role,
    pub session: Session,
    /// How much waits for a decision, for the navigation of every page.
    pub attention: i64,
    /// How many places somebody has signed in from under this name that its person has not been told of.
    pub new_places: i64,
}

impl SignedIn {
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        may(self.role, right)
    }

    /// Whether the password was given recently enough for that right.
    #[must_use]
    pub fn is_fresh(&self, right: Right, now: UtcTime) -> bool {
        match right.freshness() {
            Freshness::Any => true,
            Freshness::Recent => now <= self.session.confirmed_at.plus(RECENT),
        }
    }

    /// Who that is in the feed.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.name.actor()
    }

    /// Who that is in the audit log.
    #[must_use]
    pub fn by(&self, address: IpAddr) -> By {
        By::person(self.name.as_str(), address)
    }
}

impl Session {
    /// Whether that is still a session.
    fn lives(&self, now: UtcTime) -> bool {
        let in_time = match self.stage {
            Stage::Open => now < self.seen_at.plus(LIFETIME),
            Stage::SecondFactor => now < self.created_at.plus(SECOND_FACTOR_LIFETIME),
        };
        self.ended_at.is_none() && in_time
    }

    /// Whether it is time to write down that it is used.
    #[must_use]
    pub fn is_to_be_touched(&self, now: UtcTime) -> bool {
        now >= self.seen_at.plus(SEEN_EVERY)
    }

    /// Where it was opened; `None` where that is no address.
    fn place(&self) -> Option<Network> {
        self.source.parse().ok().map(Network::of)
    }
}

/// Opens a session for somebody who has proved who he is, and returns what its browser is known by.
///
/// # Errors
/// The database's own.
pub fn open(
    connection: &mut Connection,
    staff_id: i64,
    stage: Stage,
    source: IpAddr,
    agent: &str,
    now: UtcTime,
) -> QueryResult<SessionSecret> {
    let secret = SessionSecret::random();
    let agent: String = agent.chars().filter(|char| *char != '\0').take(MOST_AGENT).collect();
    diesel::insert_into(sessions::table)
        .values((
            sessions::secret_hash.eq(secret.hash()),
            sessions::staff_id.eq(staff_id),
            sessions::stage.eq(stage),
            sessions::source.eq(source.to_string()),
            sessions::agent.eq(agent),
            sessions::created_at.eq(now),
            sessions::seen_at.eq(now),
            sessions::confirmed_at.eq(now),
        ))
        .execute(connection)?;
    Ok(secret)
}

/// Whose session that is; `None` where it is nobody's, has ended, or was not used for [`LIFETIME`].
///
/// # Errors
/// The database's own.
pub fn find(
    connection: &mut Connection,
    secret: &SessionSecret,
    now: UtcTime,
) -> QueryResult<Option<SignedIn>> {
    let session: Option<Session> = Session::query()
        .filter(sessions::secret_hash.eq(secret.hash()).and(sessions::ended_at.is_null()))
        .get_result(connection)
        .optional()?;
    let Some(session) = session.filter(|session| session.lives(now)) else { return Ok(None) };
    let account: Option<(StaffName, Role)> = staff::table
        .find(session.staff_id)
        .filter(staff::revoked_at.is_null())
        .select((staff::name, staff::role))
        .get_result(connection)
        .optional()?;
    let Some((name, role)) = account else { return Ok(None) };
    let attention = waiting(connection, now)?;
    let new_places = match session.place() {
        Some(here) => address::untold(connection, session.staff_id, &here)?,
        None => 0,
    };
    let staff_id = session.staff_id;
    Ok(Some(SignedIn { staff_id, name, role, session, attention, new_places }))
}

/// How much waits for a decision: the discrepancies that are open, the ready orders for which nobody came, whoever says that he
/// has paid, the messages that could not be delivered, and the webhook endpoints that somebody should look at.
fn waiting(connection: &mut Connection, now: UtcTime) -> QueryResult<i64> {
    let open: i64 = discrepancies::table
        .filter(discrepancies::resolved_at.is_null())
        .count()
        .get_result(connection)?;
    let missed = delivery::count_missed(connection, now, MOST_MISSED)?;
    let claims = claim::count_open(connection)?;
    let notices = undelivered::count(connection)?;
    let troubles = webhooks::in_trouble(connection, now)?;
    Ok([missed, claims, notices, troubles].into_iter().fold(open, i64::saturating_add))
}

/// The sessions of somebody that are open, the one that was used last first.
///
/// # Errors
/// The database's own.
pub fn of_staff(
    connection: &mut Connection,
    staff_id: i64,
    now: UtcTime,
) -> QueryResult<Vec<Session>> {
    let mut sessions: Vec<Session> = Session::query()
        .filter(sessions::staff_id.eq(staff_id).and(sessions::ended_at.is_null()))
        .filter(sessions::stage.eq(Stage::Open))
        .order((sessions::seen_at.desc(), sessions::id.desc()))
        .load(connection)?;
    sessions.retain(|session| session.lives(now));
    Ok(sessions)
}

/// A session is used.
///
/// # Errors
/// The database's own.
pub fn touch(connection: &mut Connection, id: i64, now: UtcTime) -> QueryResult<()> {
    diesel::update(sessions::table.find(id))
        .filter(sessions::ended_at.is_null().and(sessions::seen_at.lt(now)))
        .set(sessions::seen_at.eq(now))
        .execute(connection)
        .map(drop)
}

/// The password was given again.
///
/// # Errors
/// The database's own.
pub fn confirm(connection: &mut Connection, id: i64, now: UtcTime) -> QueryResult<()> {
    diesel::update(sessions::table.find(id))
        .filter(sessions::ended_at.is_null())
        .set(sessions::confirmed_at.eq(now))
        .execute(connection)
        .map(drop)
}

/// The second factor has come: the session is open, and known by a new secret from now on. `None` where it has ended
/// meanwhile.
pub(super) fn promote(
    connection: &mut Connection,
    id: i64,
    now: UtcTime,
) -> QueryResult<Option<SessionSecret>> {
    let secret = SessionSecret::random();
    let promoted = diesel::update(sessions::table.find(id))
        .filter(sessions::ended_at.is_null().and(sessions::stage.eq(Stage::SecondFactor)))
        .set((
            sessions::secret_hash.eq(secret.hash()),
            sessions::stage.eq(Stage::Open),
            sessions::seen_at.eq(now),
        ))
        .execute(connection)?;
    Ok((promoted == 1).then_some(secret))
}

/// Ends a session of that person; says whether there was one.
///
/// # Errors
/// The database's own.
pub fn end(connection: &mut Connection, staff_id: i64, id: i64, now: UtcTime) -> QueryResult<bool> {
    let ended = diesel::update(sessions::table.find(id))
        .filter(sessions::staff_id.eq(staff_id).and(sessions::ended_at.is_null()))
        .set(sessions::ended_at.eq(now))
        .execute(connection)?;
    Ok(ended > 0)
}

/// Ends the session that a browser was known by before it is known by another.
pub(super) fn end_by_secret(
    connection: &mut Connection,
    secret: &SessionSecret,
    now: UtcTime,
) -> QueryResult<()> {
    diesel::update(sessions::table.filter(sessions::secret_hash.eq(secret.hash())))
        .filter(sessions::ended_at.is_null())
        .set(sessions::ended_at.eq(now))
        .execute(connection)
        .map(drop)
}

/// Ends all sessions of that person but one, and says how many that were.
///
/// # Errors
/// The database's own.
pub fn end_others(
    connection: &mut Connection,
    staff_id: i64,
    kept: i64,
    now: UtcTime,
) -> QueryResult<usize> {
    diesel::update(sessions::table.filter(sessions::staff_id.eq(staff_id)))
        .filter(sessions::ended_at.is_null().and(sessions::id.ne(kept)))
        .set(sessions::ended_at.eq(now))
        .execute(connection)
}

pub(super) fn end_all(
    connection: &mut Connection,
    staff_id: i64,
    now: UtcTime,
) -> QueryResult<usize> {
    end_others(connection, staff_id, 0, now)
}
