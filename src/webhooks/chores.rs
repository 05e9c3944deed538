//! What takes long, a page at a time, by whoever sends: each page is a transaction of its own, so that nobody's callback waits for a
//! backlog. What is only read is read before.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable},
};

use super::{
    endpoint::{self, Endpoint},
    queue,
};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        schema::{events, webhook_endpoints},
    },
    feed::Event,
};

/// How many rows one transaction writes at most.
pub(super) const PAGE: i64 = 100;

/// How many endpoints have a page of theirs done in one step.
const AT_ONCE: i64 = 8;

/// What is to be done for an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub(super) struct Chore {
    #[diesel(sql_type = BigInt, column_name = id)]
    endpoint_id: i64,
    /// What waits is to be tried as of then.
    #[diesel(sql_type = Nullable<BigInt>)]
    hurry_at: Option<UtcTime>,
    /// What is past its time by then is to be given up.
    #[diesel(sql_type = Nullable<BigInt>)]
    give_up_at: Option<UtcTime>,
    /// What happened since then is to be sent again,
    #[diesel(sql_type = Nullable<BigInt>)]
    again_since: Option<UtcTime>,
    /// after that event (`None`: nothing of it is queued yet)
    #[diesel(sql_type = Nullable<BigInt>)]
    again_after: Option<i64>,
    /// up to that one.
    #[diesel(sql_type = Nullable<BigInt>)]
    again_to: Option<i64>,
}

/// A page of what is to be sent again.
#[derive(Clone, Debug)]
pub(super) struct Page {
    events: Vec<Event>,
    /// The event to go on after; `None`: that was all.
    next: Option<i64>,
}

/// What is to be done, for some endpoints: the shortest first.
///
/// # Errors
/// The database's own.
pub(super) fn due(connection: &mut Connection) -> QueryResult<Vec<Chore>> {
    diesel::sql_query(
        "SELECT id, hurry_at, give_up_at, again_since, again_after, again_to FROM webhook_endpoints
        WHERE removed_at IS NULL AND (hurry_at IS NOT NULL OR give_up_at IS NOT NULL OR again_to IS NOT NULL)
        ORDER BY hurry_at IS NULL, give_up_at IS NULL, COALESCE(again_after, 0), id LIMIT $1",
    )
    .bind::<BigInt, _>(AT_ONCE)
    .load(connection)
}

impl Chore {
    /// The next page of what is to be sent again; `None` where nothing is. It looks through all events for the first.
    ///
    /// # Errors
    /// The database's own.
    pub(super) fn page(&self, connection: &mut Connection) -> QueryResult<Option<Page>> {
        let (Some(since), Some(to)) = (self.again_since, self.again_to) else {
            return Ok(None);
        };
        let over = Page { events: Vec::new(), next: None };
        let Some(endpoint) = endpoint::find(connection, self.endpoint_id)? else {
            return Ok(None);
        };
        let after = match self.again_after {
            Some(after) => after,
            None => match first_since(connection, since)? {
                Some(first) => first.saturating_sub(1),
                None => return Ok(Some(over)),
            },
        };
        let events = wanted(connection, &endpoint, after, to)?;
        let more = i64::try_from(events.len()).is_ok_and(|read| read >= PAGE);
        let next = events.last().filter(|_| more).map(|event| event.id);
        Ok(Some(Page { events, next }))
    }

    /// Does a page of each.
    ///
    /// # Errors
    /// The database's own.
    pub(super) fn work(
        &self,
        connection: &mut Connection,
        page: Option<&Page>,
        now: UtcTime,
    ) -> QueryResult<()> {
        let id = self.endpoint_id;
        endpoint::lock(connection, id)?;
        if let Some(at) = self.hurry_at
            && hurry(connection, id, at)? < PAGE
        {
            let this = webhook_endpoints::table.find(id).filter(webhook_endpoints::hurry_at.eq(at));
            diesel::update(this)
                .set(webhook_endpoints::hurry_at.eq(None::<UtcTime>))
                .execute(connection)?;
        }
        if let Some(at) = self.give_up_at {
            self.give_up(connection, at)?;
        }
        if let Some(page) = page {
            self.send_again(connection, page, now)?;
        }
        Ok(())
    }

    /// Gives up what is past its time, unless somebody has that counted anew meanwhile.
    fn give_up(&self, connection: &mut Connection, at: UtcTime) -> QueryResult<()> {
        let asked = webhook_endpoints::table
            .find(self.endpoint_id)
            .filter(webhook_endpoints::give_up_at.eq(at));
        if asked.count().get_result::<i64>(connection)? == 0 {
            return Ok(());
        }
        let given_up = diesel::sql_query(
            "UPDATE webhook_deliveries SET status = 'given_up', ended_at = $1 WHERE id IN (
                SELECT id FROM webhook_deliveries
                WHERE endpoint_id = $2 AND status = 'waiting' AND ends_at <= $1 ORDER BY ends_at, id LIMIT $3
            )",
        )
        .bind::<BigInt, _>(at)
        .bind::<BigInt, _>(self.endpoint_id)
        .bind::<BigInt, _>(PAGE)
        .execute(connection)?;
        if i64::try_from(given_up).is_ok_and(|given_up| given_up < PAGE) {
            diesel::update(asked)
                .set(webhook_endpoints::give_up_at.eq(None::<UtcTime>))
                .execute(connection)?;
        }
        Ok(())
    }

    /// Queues a page, unless somebody has asked for something else meanwhile.
    fn send_again(
        &self,
        connection: &mut Connection,
        page: &Page,
        now: UtcTime,
    ) -> QueryResult<()> {
        let Page { events, next } = page;
        let stands: Option<(Option<UtcTime>, Option<i64>, Option<i64>)> = webhook_endpoints::table
            .find(self.endpoint_id)
            .select((
                webhook_endpoints::again_since,
                webhook_endpoints::again_after,
                webhook_endpoints::again_to,
            ))
            .get_result(connection)
            .optional()?;
        if stands != Some((self.again_since, self.again_after, self.again_to)) {
            return Ok(());
        }
        queue::anew_or_new(connection, self.endpoint_id, events.clone(), None, now)?;
        let (since, to) = match next {
            Some(_) => (self.again_since, self.again_to),
            None => (None, None),
        };
        diesel::update(webhook_endpoints::table.find(self.endpoint_id))
            .set((
                webhook_endpoints::again_since.eq(since),
                webhook_endpoints::again_after.eq(*next),
                webhook_endpoints::again_to.eq(to),
            ))
            .execute(connection)
            .map(drop)
    }
}

/// Has some of what waits tried as of then; returns how many.
fn hurry(connection: &mut Connection, endpoint_id: i64, at: UtcTime) -> QueryResult<i64> {
    let hurried = diesel::sql_query(
        "UPDATE webhook_deliveries SET next_at = $1 WHERE id IN (
            SELECT id FROM webhook_deliveries
            WHERE endpoint_id = $2 AND status = 'waiting' AND next_at > $1 ORDER BY next_at, id LIMIT $3
        )",
    )
    .bind::<BigInt, _>(at)
    .bind::<BigInt, _>(endpoint_id)
    .bind::<BigInt, _>(PAGE)
    .execute(connection)?;
    Ok(i64::try_from(hurried).unwrap_or(i64::MAX))
}

/// The first event that happened then or later. It is looked for among all: times have no index, which each callback would have to
/// write, and ids do not follow them. A callback that waited in the inbox happened long before its event was written.
fn first_since(connection: &mut Connection, since: UtcTime) -> QueryResult<Option<i64>> {
    events::table
        .filter(events::at.ge(since))
        .select(diesel::dsl::min(events::id))
        .get_result(connection)
}

/// The events after the one and up to the other that an endpoint wants, one page.
fn wanted(
    connection: &mut Connection,
    endpoint: &Endpoint,
    after: i64,
    to: i64,
) -> QueryResult<Vec<Event>> {
    let mut query = Event::query()
        .filter(events::id.gt(after).and(events::id.le(to)))
        .order(events::id)
        .limit(PAGE)
        .into_boxed();
    if let Some(order) = endpoint.order_id {
        query = query.filter(events::order_id.eq(order));
    }
    if let Some(kinds) = endpoint.subscription.kinds() {
        query = query.filter(events::kind.eq_any(kinds));
    }
    query.load(connection)
}
