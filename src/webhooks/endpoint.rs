//! Whom a program has us tell.

use std::time::Duration;

use diesel::{prelude::*, sql_types::BigInt};

use super::{
    description::Description, endpoint_url::EndpointUrl, schedule::SLOWED, secret::Secret,
    subscription::Subscription,
};
use crate::{
    clock::UtcTime,
    db::{
        Connection, StoreError, dialect, schema::webhook_endpoints, statement::statement,
        write_error,
    },
    feed::{self, Event, EventKind},
    staff::{
        By,
        audit::{self, Entry, What},
    },
};

/// The name in the database of whoever reads the feed for webhooks.
pub(super) const NAME: &str = "webhooks";

/// How many there may be that are told of all orders: each event is held against all of them.
pub const MOST_ENDPOINTS: i64 = 500;

/// How many there may be besides, each of one order. When that is at an end for long, they go by themselves.
pub const MOST_OF_ORDERS: i64 = 2_000;

/// For how long the secret before signs as well: meanwhile whoever verifies can be told the new one.
pub const BOTH_SECRETS: Duration = Duration::from_hours(24);

/// An endpoint.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = webhook_endpoints)]
pub struct Endpoint {
    pub id: i64,
    pub url: EndpointUrl,
    pub description: Description,
    secret: Secret,
    old_secret: Option<Secret>,
    old_secret_until: Option<UtcTime>,
    #[diesel(column_name = kinds)]
    pub subscription: Subscription,
    /// It is told of that order alone.
    pub order_id: Option<i64>,
    /// It is told what comes after that event.
    pub after_event: i64,
    pub created_at: UtcTime,
    /// Since when a person lets it rest.
    pub paused_at: Option<UtcTime>,
    /// What comes after the one and up to the other happened while it rested; while it rests there is no other.
    paused_after: Option<i64>,
    resumed_after: Option<i64>,
    /// How many tries were in vain since the last that was not.
    pub failures: i64,
    pub failing_since: Option<UtcTime>,
    /// Nothing is sent before, unless it takes something.
    pub rests_until: UtcTime,
    /// Nothing is sent before: it asked for that.
    pub left_until: UtcTime,
    /// When it last took something.
    pub took_at: Option<UtcTime>,
    /// When a person last looked at what was given up.
    pub seen_at: Option<UtcTime>,
    /// Since when what waits has its time, where it was queued before.
    pub anew_at: UtcTime,
}

impl Endpoint {
    /// What signs at that moment, the newest first.
    #[must_use]
    pub fn secrets(&self, now: UtcTime) -> Vec<Secret> {
        let old = self.old_secret.clone().zip(self.old_secret_until);
        let old = old.filter(|(_, until)| now < *until).map(|(secret, _)| secret);
        std::iter::once(self.secret.clone()).chain(old).collect()
    }

    /// Until when the secret before signs as well.
    #[must_use]
    pub fn both_secrets_until(&self, now: UtcTime) -> Option<UtcTime> {
        self.old_secret_until.filter(|until| now < *until)
    }

    /// Whether it is to be told of such an event.
    #[must_use]
    pub fn wants(&self, kind: EventKind, order_id: Option<i64>) -> bool {
        self.subscription.wants(kind) && self.order_id.is_none_or(|own| order_id == Some(own))
    }

    /// Whether it is told of an event when that happens: it was there, and did not rest.
    #[must_use]
    pub(super) fn is_told(&self, event: &Event) -> bool {
        let rested = self.paused_after.is_some_and(|paused| paused < event.id)
            && self.resumed_after.is_none_or(|resumed| event.id <= resumed);
        self.after_event < event.id && !rested && self.wants(event.kind, event.order_id)
    }

    /// Whether it is asked one thing at a time, since it fails.
    #[must_use]
    pub fn is_slowed(&self) -> bool {
        self.failures >= SLOWED
    }
}

/// An endpoint to be added.
#[derive(Clone, Debug)]
pub struct NewEndpoint {
    pub url: EndpointUrl,
    pub description: Description,
    pub subscription: Subscription,
    /// Of that order alone.
    pub order_id: Option<i64>,
}

/// An endpoint that was just added. Its secret is not shown again.
#[derive(Clone, Debug)]
pub struct Added {
    pub endpoint: Endpoint,
    pub secret: Secret,
}

/// Why none was added.
#[derive(Debug, thiserror::Error)]
pub enum AddEndpointError {
    #[error("there are {0} endpoints of that kind; remove one that nobody needs")]
    TooMany(i64),
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(AddEndpointError);

impl From<diesel::result::Error> for AddEndpointError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Adds an endpoint, which is told what happens after the event of the id `after` (see [`super::settled`]).
///
/// # Errors
/// `AddEndpointError`.
pub fn add(
    connection: &mut Connection,
    new: &NewEndpoint,
    after: i64,
    by: &By,
    now: UtcTime,
) -> Result<Added, AddEndpointError> {
    let is_of_order = new.order_id.is_some();
    let there: i64 = webhook_endpoints::table
        .filter(webhook_endpoints::removed_at.is_null())
        .filter(webhook_endpoints::order_id.is_not_null().eq(is_of_order))
        .count()
        .get_result(connection)?;
    let most = if is_of_order { MOST_OF_ORDERS } else { MOST_ENDPOINTS };
    if there >= most {
        return Err(AddEndpointError::TooMany(most));
    }
    let secret = Secret::random();
    // The feed may not have been read for webhooks yet.
    feed::consumer::begin_after(connection, NAME, after)?;
    let id: i64 = diesel::insert_into(webhook_endpoints::table)
        .values((
            webhook_endpoints::url.eq(&new.url),
            webhook_endpoints::description.eq(&new.description),
            webhook_endpoints::secret.eq(&secret),
            webhook_endpoints::kinds.eq(&new.subscription),
            webhook_endpoints::order_id.eq(new.order_id),
            webhook_endpoints::after_event.eq(after),
            webhook_endpoints::created_at.eq(now),
            webhook_endpoints::failures.eq(0),
            webhook_endpoints::rests_until.eq(now),
            webhook_endpoints::left_until.eq(now),
            webhook_endpoints::anew_at.eq(now),
        ))
        .returning(webhook_endpoints::id)
        .get_result(connection)?;
    record(connection, id, "added", by, now)?;
    let endpoint = find(connection, id)?.ok_or(diesel::result::Error::NotFound)?;
    Ok(Added { endpoint, secret })
}

/// The endpoint of that id, unless it was removed.
///
/// # Errors
/// The database's own.
pub fn find(connection: &mut Connection, id: i64) -> QueryResult<Option<Endpoint>> {
    Endpoint::query()
        .filter(webhook_endpoints::id.eq(id).and(webhook_endpoints::removed_at.is_null()))
        .get_result(connection)
        .optional()
}

/// Like [`find`], and nobody else changes it until the transaction ends.
pub(super) fn find_locked(connection: &mut Connection, id: i64) -> QueryResult<Option<Endpoint>> {
    lock(connection, id)?;
    find(connection, id)
}

/// Nobody else changes the endpoint until the transaction ends. Whoever also changes what waits for it does this first, so that no two
/// wait for each other.
pub(super) fn lock(connection: &mut Connection, id: i64) -> QueryResult<()> {
    dialect::find_locked::<_, i64>(connection, ById { id }).map(drop)
}

struct ById {
    id: i64,
}

statement!(ById -> BigInt: "SELECT id FROM webhook_endpoints WHERE id = " id as BigInt; "");

/// All of them, the newest first.
///
/// # Errors
/// The database's own.
pub fn list(connection: &mut Connection) -> QueryResult<Vec<Endpoint>> {
    Endpoint::query()
        .filter(webhook_endpoints::removed_at.is_null())
        .order(webhook_endpoints::id.desc())
        .load(connection)
}

/// Those that may be to be told of these orders, or of the shop; oldest first.
pub(super) fn of_orders(connection: &mut Connection, orders: &[i64]) -> QueryResult<Vec<Endpoint>> {
    let of_these = webhook_endpoints::order_id.eq_any(orders.iter().copied().map(Some));
    Endpoint::query()
        .filter(webhook_endpoints::removed_at.is_null())
        .filter(webhook_endpoints::order_id.is_null().or(of_these.assume_not_null()))
        .order(webhook_endpoints::id)
        .load(connection)
}

/// What is to be different about an endpoint; the rest stays.
#[derive(Clone, Debug, Default)]
pub struct EndpointChange {
    pub url: Option<EndpointUrl>,
    pub description: Option<Description>,
    pub subscription: Option<Subscription>,
    /// Whether it rests. What happens while it does is not kept for it; what waited before waits on.
    pub pause: Option<Pause>,
}

/// Whether an endpoint is to rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    Rest,
    /// It is told again what happens after the event of that id (see [`super::settled`]).
    GoOn {
        after: i64,
    },
}

/// Changes an endpoint. Where it goes on, or has another address, what waits for it is tried soon, and has its time anew. `None`: there
/// is none of that id.
///
/// # Errors
/// The database's own.
pub fn change(
    connection: &mut Connection,
    id: i64,
    change: &EndpointChange,
    by: &By,
    now: UtcTime,
) -> QueryResult<Option<Endpoint>> {
    let Some(before) = find_locked(connection, id)? else {
        return Ok(None);
    };
    let url = change.url.as_ref().unwrap_or(&before.url);
    let description = change.description.as_ref().unwrap_or(&before.description);
    let subscription = change.subscription.as_ref().unwrap_or(&before.subscription);
    let was = before.paused_at.is_some();
    let as_before = (before.paused_at, before.paused_after, before.resumed_after);
    let (paused_at, paused_after, resumed_after) = match change.pause {
        // The feed's reader may be a moment behind: what happened before belongs to the time before.
        Some(Pause::Rest) if !was => (Some(now), Some(feed::newest(connection)?), None),
        Some(Pause::GoOn { after }) if was => (None, before.paused_after, Some(after)),
        _ => as_before,
    };
    let is = paused_at.is_some();
    diesel::update(webhook_endpoints::table.find(id))
        .set((
            webhook_endpoints::url.eq(url),
            webhook_endpoints::description.eq(description),
            webhook_endpoints::kinds.eq(subscription),
            webhook_endpoints::paused_at.eq(paused_at),
            webhook_endpoints::paused_after.eq(paused_after),
            webhook_endpoints::resumed_after.eq(resumed_after),
        ))
        .execute(connection)?;
    let note = match (was, is) {
        (false, true) => "paused",
        (true, false) => "resumed",
        _ => "changed",
    };
    if (was && !is) || before.url != *url {
        hurry(connection, id, now)?;
    }
    record(connection, id, note, by, now)?;
    find(connection, id)
}

/// Gives an endpoint another secret, which is not shown again; the one before signs as well for [`BOTH_SECRETS`]. `None`: there is
/// no endpoint of that id.
///
/// # Errors
/// The database's own.
pub fn rotate_secret(
    connection: &mut Connection,
    id: i64,
    by: &By,
    now: UtcTime,
) -> QueryResult<Option<Secret>> {
    let Some(before) = find_locked(connection, id)? else {
        return Ok(None);
    };
    let secret = Secret::random();
    diesel::update(webhook_endpoints::table.find(id))
        .set((
            webhook_endpoints::secret.eq(&secret),
            webhook_endpoints::old_secret.eq(&before.secret),
            webhook_endpoints::old_secret_until.eq(now.plus(BOTH_SECRETS)),
        ))
        .execute(connection)?;
    record(connection, id, "secret changed", by, now)?;
    Ok(Some(secret))
}

/// Whether there was something to remove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    Now,
    Unknown,
}

/// Removes an endpoint: nobody sees it any more, and nothing is sent there. What was is removed by [`super::forget`].
///
/// # Errors
/// The database's own.
pub fn remove(connection: &mut Connection, id: i64, by: &By, now: UtcTime) -> QueryResult<Removed> {
    let there = webhook_endpoints::table.find(id).filter(webhook_endpoints::removed_at.is_null());
    let removed =
        diesel::update(there).set(webhook_endpoints::removed_at.eq(now)).execute(connection)?;
    if removed == 0 {
        return Ok(Removed::Unknown);
    }
    record(connection, id, "removed", by, now)?;
    Ok(Removed::Now)
}

/// Writes down that a person has looked at what was given up.
///
/// # Errors
/// The database's own.
pub fn see(connection: &mut Connection, id: i64, now: UtcTime) -> QueryResult<()> {
    diesel::update(webhook_endpoints::table.find(id))
        .set(webhook_endpoints::seen_at.eq(now))
        .execute(connection)
        .map(drop)
}

/// Has what waits for an endpoint tried now, as if nothing had been in vain, and gives it its time anew.
pub(super) fn hurry(connection: &mut Connection, id: i64, now: UtcTime) -> QueryResult<()> {
    diesel::update(webhook_endpoints::table.find(id))
        .set((
            webhook_endpoints::failures.eq(0),
            webhook_endpoints::failing_since.eq(None::<UtcTime>),
            webhook_endpoints::rests_until.eq(now),
            webhook_endpoints::left_until.eq(now),
            webhook_endpoints::anew_at.eq(now),
            webhook_endpoints::hurry_at.eq(now),
            webhook_endpoints::give_up_at.eq(None::<UtcTime>),
        ))
        .execute(connection)
        .map(drop)
}

pub(super) fn record(
    connection: &mut Connection,
    id: i64,
    note: &str,
    by: &By,
    at: UtcTime,
) -> QueryResult<()> {
    let subject = format!("#{id}");
    let entry = Entry { by, what: What::Webhooks, subject: Some(&subject), note: Some(note), at };
    audit::record(connection, &entry)
}
