//! The ways in: by name and password, by a code after them, by a link. Each says the same of a name that nobody has as of a
//! wrong password, does the same work for it, and writes down who tried from where.

use std::{fmt, net::IpAddr, str::FromStr, time::Duration};

use diesel::prelude::*;
use rand::distr::{Alphanumeric, SampleString};

use super::{
    Account, Attempts, HashError, LinkSecret, Opened, Password, PasswordHash, Passwords,
    SessionSecret, SignedIn, StaffName, Stage, Who, address,
    audit::{self, By, Entry, What},
    link,
    second_factor::{self, Code},
    session,
};
use crate::{
    clock::UtcTime,
    db::{Connection, Store, StoreError, schema::staff, write_error},
    limiter::Wait,
    network::Network,
};

/// What keeps the ways in: where passwords are hashed, and how often somebody may try.
#[derive(Default)]
pub struct Guard {
    pub passwords: Passwords,
    pub attempts: Attempts,
}

/// Who asks to be let in: from where, and with which browser.
#[derive(Clone, Debug)]
pub struct Caller {
    pub address: IpAddr,
    pub agent: String,
    /// What the browser remembers of an earlier sign-in.
    pub device: Option<Device>,
}

impl Caller {
    fn place(&self) -> Network {
        Network::of(self.address)
    }

    fn by(&self, name: &str) -> By {
        By::person(name, self.address)
    }

    /// How that person's account knows whoever asks.
    fn who(&self, staff_id: i64, knows_place: bool) -> Who {
        match &self.device {
            Some(device) if device.staff_id == staff_id => Who::KnownBrowser(device.id.clone()),
            _ if knows_place => Who::KnownPlace(self.place()),
            _ => Who::Stranger(self.place()),
        }
    }
}

/// A browser in which somebody has signed in before. It opens nothing: it only has an allowance of its own, so that
/// strangers who try do not keep its person out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    staff_id: i64,
    id: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no browser that signed in before")]
pub struct DeviceError;

impl Device {
    #[must_use]
    pub fn new(staff_id: i64) -> Self {
        Self { staff_id, id: Alphanumeric.sample_string(&mut rand::rng(), 22) }
    }

    /// Whether somebody of that account signed in with it.
    #[must_use]
    pub fn is_of(&self, staff_id: i64) -> bool {
        self.staff_id == staff_id
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.staff_id, self.id)
    }
}

impl FromStr for Device {
    type Err = DeviceError;

    fn from_str(text: &str) -> Result<Self, DeviceError> {
        let (staff_id, id) = text.split_once('.').ok_or(DeviceError)?;
        let staff_id = staff_id.parse().map_err(|_| DeviceError)?;
        Ok(Self { staff_id, id: id.to_owned() })
    }
}

/// Somebody says who he is.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// As it was typed: it need not be anybody's.
    pub name: String,
    pub password: Password,
    pub caller: Caller,
    /// What the browser was known by before.
    pub before: Option<SessionSecret>,
}

impl Attempt {
    fn by(&self) -> By {
        self.caller.by(&self.name)
    }
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Entered {
    In {
        staff_id: i64,
        secret: SessionSecret,
        stage: Stage,
    },
    /// Name or password were wrong; nobody learns which.
    Refused,
    Wait(Wait),
}

/// Why it is not known what comes of it.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    #[error("a password could not be hashed: {0}")]
    Hash(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(EnterError);

impl From<diesel::result::Error> for EnterError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// How long whoever comes while too many passwords are being looked at waits.
const BUSY: Wait = Wait(Duration::from_secs(5));

/// An account as far as it is looked at before the password is.
#[derive(Clone)]
struct Candidate {
    id: i64,
    name: StaffName,
    hash: Option<PasswordHash>,
    has_second_factor: bool,
    knows_place: bool,
}

/// Signs somebody in by name and password.
///
/// # Errors
/// `EnterError`.
pub async fn enter(
    store: &Store,
    guard: &Guard,
    attempt: Attempt,
    now: UtcTime,
) -> Result<Entered, EnterError> {
    let name: Option<StaffName> = attempt.name.trim().parse().ok();
    let place = attempt.caller.place();
    let (asked, there) = (name.clone(), place.clone());
    let candidate = store
        .read(move |connection| match &asked {
            Some(name) => Ok::<_, EnterError>(candidate(connection, name, &there)?),
            None => Ok(None),
        })
        .await?;
    let who = match &candidate {
        Some(found) => attempt.caller.who(found.id, found.knows_place),
        None => Who::Stranger(place.clone()),
    };
    let folded = name.map(|name| name.folded()).unwrap_or_default();
    if let Err(wait) = guard.attempts.password(&folded, &who) {
        if guard.attempts.is_worth_a_note(&place) {
            write_down(store, attempt.by(), What::SignInLimited, now).await?;
        }
        return Ok(Entered::Wait(wait));
    }
    let hash = candidate.as_ref().and_then(|found| found.hash.clone());
    let fits = match guard.passwords.fits(&attempt.password, hash.as_ref()).await {
        Ok(fits) => fits,
        Err(HashError::Busy) => return Ok(Entered::Wait(BUSY)),
        Err(HashError::Broken(why)) => return Err(EnterError::Hash(why)),
    };
    let Some(candidate) = candidate.filter(|_| fits) else {
        write_down(store, attempt.by(), What::SignInRefused, now).await?;
        return Ok(Entered::Refused);
    };
    store
        .write(move |connection| {
            let Attempt { name, caller, before, .. } = &attempt;
            if !still_fits(connection, &candidate)? {
                record(connection, &caller.by(name), What::SignInRefused, now)?;
                return Ok(Entered::Refused);
            }
            let stage = if candidate.has_second_factor { Stage::SecondFactor } else { Stage::Open };
            let id = candidate.id;
            let secret = admit(connection, id, stage, caller, before.as_ref(), now)?;
            if stage == Stage::Open {
                arrive(connection, id, &candidate.name, caller, None, now)?;
            }
            Ok(Entered::In { staff_id: id, secret, stage })
        })
        .await
}

fn candidate(
    connection: &mut Connection,
    name: &StaffName,
    place: &Network,
) -> QueryResult<Option<Candidate>> {
    let found: Option<(i64, StaffName, Option<PasswordHash>, bool)> = staff::table
        .filter(staff::name_folded.eq(name.folded()).and(staff::revoked_at.is_null()))
        .select((staff::id, staff::name, staff::password_hash, staff::totp_secret.is_not_null()))
        .get_result(connection)
        .optional()?;
    let Some((id, name, hash, has_second_factor)) = found else { return Ok(None) };
    let knows_place = address::is_known(connection, id, place)?;
    Ok(Some(Candidate { id, name, hash, has_second_factor, knows_place }))
}

/// Whether nothing that was looked at has changed while the password was.
fn still_fits(connection: &mut Connection, candidate: &Candidate) -> QueryResult<bool> {
    let now: Option<(Option<PasswordHash>, bool)> = staff::table
        .find(candidate.id)
        .filter(staff::revoked_at.is_null())
        .select((staff::password_hash, staff::totp_secret.is_not_null()))
        .get_result(connection)
        .optional()?;
    Ok(now == Some((candidate.hash.clone(), candidate.has_second_factor)))
}

/// Opens a session, in the place of the one that the browser had.
fn admit(
    connection: &mut Connection,
    staff_id: i64,
    stage: Stage,
    caller: &Caller,
    before: Option<&SessionSecret>,
    now: UtcTime,
) -> QueryResult<SessionSecret> {
    if let Some(before) = before {
        session::end_by_secret(connection, before, now)?;
    }
    session::open(connection, staff_id, stage, caller.address, &caller.agent, now)
}

/// Somebody is in: from where is remembered, and written down.
fn arrive(
    connection: &mut Connection,
    staff_id: i64,
    name: &StaffName,
    caller: &Caller,
    note: Option<&str>,
    at: UtcTime,
) -> QueryResult<()> {
    address::note(connection, staff_id, &caller.place(), at)?;
    let by = caller.by(name.as_str());
    audit::record(connection, &Entry { by: &by, what: What::SignIn, subject: None, note, at })
}

fn record(connection: &mut Connection, by: &By, what: What, at: UtcTime) -> QueryResult<()> {
    audit::record(connection, &Entry { by, what, subject: None, note: None, at })
}

async fn write_down(store: &Store, by: By, what: What, now: UtcTime) -> Result<(), EnterError> {
    store.write(move |connection| Ok::<_, EnterError>(record(connection, &by, what, now)?)).await
}

/// The second step of a sign-in: a code for a session that waits for it.
///
/// # Errors
/// `EnterError`.
pub async fn give_code(
    store: &Store,
    guard: &Guard,
    waiting: SignedIn,
    code: String,
    caller: Caller,
    now: UtcTime,
) -> Result<Entered, EnterError> {
    let (staff_id, place) = (waiting.staff_id, caller.place());
    let there = place.clone();
    let knows_place = store
        .read(move |connection| {
            Ok::<_, EnterError>(address::is_known(connection, staff_id, &there)?)
        })
        .await?;
    let by = caller.by(waiting.name.as_str());
    let who = caller.who(staff_id, knows_place);
    if let Err(wait) = guard.attempts.code(&waiting.name.folded(), &who) {
        if guard.attempts.is_worth_a_note(&place) {
            write_down(store, by, What::SignInLimited, now).await?;
        }
        return Ok(Entered::Wait(wait));
    }
    store
        .write(move |connection| {
            let used = second_factor::use_code(connection, staff_id, &code, now)?;
            let secret = match used {
                Code::Wrong => None,
                Code::OfThePhone | Code::OnPaper => {
                    session::promote(connection, waiting.session.id, now)?
                }
            };
            let Some(secret) = secret else {
                record(connection, &by, What::CodeRefused, now)?;
                return Ok(Entered::Refused);
            };
            if used == Code::OnPaper {
                record(connection, &by, What::RecoveryCode, now)?;
            }
            arrive(connection, staff_id, &waiting.name, &caller, None, now)?;
            Ok(Entered::In { staff_id, secret, stage: Stage::Open })
        })
        .await
}

/// What came of a link's form.
#[derive(Clone, Debug)]
pub enum Welcomed {
    In {
        staff_id: i64,
        secret: SessionSecret,
        stage: Stage,
    },
    /// The link opens nothing, or nothing any more.
    Not(Opened),
}

/// Uses a link up: its person has chosen a password, or needs none.
///
/// # Errors
/// The database's own.
pub fn welcome(
    connection: &mut Connection,
    secret: &LinkSecret,
    password: Option<&PasswordHash>,
    caller: &Caller,
    before: Option<&SessionSecret>,
    now: UtcTime,
) -> QueryResult<Welcomed> {
    let (purpose, Account { id, name, .. }) = match link::use_up(connection, secret, now)? {
        Opened::For(purpose, account) => (purpose, account),
        opened => return Ok(Welcomed::Not(opened)),
    };
    let by = caller.by(name.as_str());
    let subject = Some(name.as_str());
    let note = Some(purpose.as_str());
    audit::record(connection, &Entry { by: &by, what: What::LinkUsed, subject, note, at: now })?;
    if let Some(hash) = password {
        diesel::update(staff::table.find(id))
            .set(staff::password_hash.eq(hash))
            .execute(connection)?;
        session::end_all(connection, id, now)?;
        let what = What::PasswordChanged;
        audit::record(connection, &Entry { by: &by, what, subject, note: None, at: now })?;
    }
    let has_second_factor: bool =
        staff::table.find(id).select(staff::totp_secret.is_not_null()).get_result(connection)?;
    let stage = if has_second_factor { Stage::SecondFactor } else { Stage::Open };
    let secret = admit(connection, id, stage, caller, before, now)?;
    if stage == Stage::Open {
        arrive(connection, id, &name, caller, Some("link"), now)?;
    }
    Ok(Welcomed::In { staff_id: id, secret, stage })
}

/// # Errors
/// The database's own.
pub fn sign_out(
    connection: &mut Connection,
    signed_in: &SignedIn,
    by: &By,
    at: UtcTime,
) -> QueryResult<()> {
    session::end(connection, signed_in.staff_id, signed_in.session.id, at)?;
    record(connection, by, What::SignOut, at)
}
