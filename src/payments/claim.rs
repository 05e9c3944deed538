//! A customer says that he has paid, and nothing has come: a claim for staff to look into. It marks nothing as paid.
//!
//! It waits while its order still lacks money, which is asked of the order: a callback writes nothing here.

use std::{collections::HashMap, fmt, str::FromStr, time::Duration};

use diesel::{
    deserialize::FromSqlRow,
    dsl::{exists, not},
    expression::AsExpression,
    prelude::*,
    sql_types::Text,
};

use crate::{
    clock::UtcTime,
    db::{
        Connection, StoreError,
        columns::{text_column, words},
        schema::{orders as order_rows, payment_claims as claims},
        write_error,
    },
    feed::{Actor, EventKind},
    orders::{self, About, Change, Order, OrderToken, Status, WordsError},
    payments::LATE_LIMIT,
};

/// The longest [`ClaimLine`], in characters.
pub const MOST_LINE: usize = 300;

/// How often the customer of one order may say it.
pub const MOST_CLAIMS: i64 = 5;

/// How many are told of and counted at once.
pub const MOST_WAITING: usize = 100;

/// How long after its order's time was over it may be said: while the money could still settle the order, and a day more to
/// notice that it has not.
const AFTER_EXPIRY: Duration = LATE_LIMIT.saturating_add(Duration::from_hours(24));

/// How many need no answer any more and are put away at once.
const MOST_SETTLED: i64 = 100;

/// In which an order may lack a payment.
const WAITING: [Status; 2] = [Status::AwaitingPayment, Status::Expired];

words! {
    /// What became of a claim.
    pub enum Answer {
        /// Staff looked, and found no such payment.
        NoPayment = "no_payment",
        /// The customer said it again, with another line.
        Replaced = "replaced",
        /// The order was paid, or is none any more.
        Settled = "settled",
    }
}

/// A line of Dromon's history as its customer gave it, whatever he calls so: not empty, at most [`MOST_LINE`] characters, no
/// control character.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct ClaimLine(String);

impl ClaimLine {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ClaimLine {
    type Err = WordsError;

    fn from_str(text: &str) -> Result<Self, WordsError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(WordsError::Empty);
        }
        let fits = text.chars().count() <= MOST_LINE && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err(WordsError::Unfit { most: MOST_LINE }) }
    }
}

impl fmt::Display for ClaimLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_column!(ClaimLine);

/// What a customer said.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = claims)]
pub struct Claim {
    pub order_id: i64,
    /// Which one of the order's it is, from 1.
    pub nth: i64,
    pub line: Option<ClaimLine>,
    pub at: UtcTime,
    /// `None` while nobody has answered.
    pub answered_at: Option<UtcTime>,
    pub answered_by: Option<Actor>,
    pub answer: Option<Answer>,
}

impl Claim {
    /// Whether somebody has to look into it, given its order as it is now. What was said in time is answered, however long
    /// that takes.
    #[must_use]
    pub fn is_open(&self, order: &Order) -> bool {
        self.answered_at.is_none() && lacks_payment(order)
    }
}

/// Those that somebody has to look into, with their orders; who waits longest comes first.
#[derive(Debug, Default)]
pub struct Waiting {
    pub claims: Vec<(Claim, Order)>,
    /// There are more of them than these.
    pub more: bool,
}

/// What became of the customer's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// Staff is told.
    Told,
    /// He had said just that.
    Already,
}

/// Why they were not taken.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    #[error("there is no such order")]
    NotFound,
    #[error("an order that is {} waits for no payment", .0.as_str())]
    NotNow(Status),
    #[error("it was said {MOST_CLAIMS} times already")]
    TooOften,
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(ClaimError);

impl From<diesel::result::Error> for ClaimError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Whether a payment is what the order lacks: it waits for one, or did so until its time was over.
#[must_use]
pub fn lacks_payment(order: &Order) -> bool {
    WAITING.contains(&order.written_status) && order.left_to_pay().is_some()
}

/// Whether its customer may say that he has paid: a payment is what it lacks, and its time was not over long ago.
#[must_use]
pub fn may_claim(order: &Order, now: UtcTime) -> bool {
    let is_over = order.status_at(now) == Status::Expired && ends(order) < now;
    lacks_payment(order) && !is_over
}

/// Until when it may be said of an order whose time is over.
#[must_use]
pub fn ends(order: &Order) -> UtcTime {
    order.expires_at.plus(AFTER_EXPIRY)
}

/// The customer says that he has paid, and which line of Dromon's history tells it.
///
/// # Errors
/// `ClaimError`.
pub fn claim(
    connection: &mut Connection,
    token: &OrderToken,
    line: Option<&ClaimLine>,
    now: UtcTime,
) -> Result<Claimed, ClaimError> {
    let order = orders::find_by_token(connection, token)?.ok_or(ClaimError::NotFound)?;
    // Whoever says it twice at once has said it once.
    let order = orders::find_locked(connection, order.id)?.ok_or(ClaimError::NotFound)?;
    if !may_claim(&order, now) {
        return Err(ClaimError::NotNow(order.status_at(now)));
    }
    let last = last_of(connection, order.id)?;
    if let Some(last) = &last {
        if last.answered_at.is_none() && last.line.as_ref() == line {
            return Ok(Claimed::Already);
        }
        if last.nth >= MOST_CLAIMS {
            return Err(ClaimError::TooOften);
        }
        answer(connection, last, Answer::Replaced, &Actor::CUSTOMER, now)?;
    }
    settle(connection, now)?;
    diesel::insert_into(claims::table)
        .values((
            claims::order_id.eq(order.id),
            claims::nth.eq(last.map_or(1, |last| last.nth + 1)),
            claims::line.eq(line),
            claims::at.eq(now),
        ))
        .execute(connection)?;
    let words = line.map(|line| line.as_str().to_owned().into());
    let change = Change {
        kind: EventKind::Claimed,
        actor: Actor::CUSTOMER,
        note: words,
        status: order.written_status,
        counted: order.counted,
        payment: None,
        about: About::Nothing,
    };
    orders::advance(connection, &order, &change, now)?;
    Ok(Claimed::Told)
}

/// Answers a claim, unless somebody has; returns whether nobody had.
///
/// # Errors
/// The database's own.
pub fn answer(
    connection: &mut Connection,
    claim: &Claim,
    answer: Answer,
    by: &Actor,
    now: UtcTime,
) -> QueryResult<bool> {
    let unanswered = claims::table.filter(
        claims::order_id
            .eq(claim.order_id)
            .and(claims::nth.eq(claim.nth))
            .and(claims::answered_at.is_null()),
    );
    let answered = diesel::update(unanswered)
        .set((claims::answered_at.eq(now), claims::answered_by.eq(by), claims::answer.eq(answer)))
        .execute(connection)?;
    Ok(answered == 1)
}

/// What the customer of that order said last.
///
/// # Errors
/// The database's own.
pub fn last_of(connection: &mut Connection, order_id: i64) -> QueryResult<Option<Claim>> {
    Claim::query()
        .filter(claims::order_id.eq(order_id))
        .order(claims::nth.desc())
        .limit(1)
        .get_result(connection)
        .optional()
}

/// Whether the order of a claim lacks a payment, as in [`lacks_payment`]: among claims that need no answer any more, one that
/// waits must not be hidden.
macro_rules! its_order_waits {
    () => {
        exists(
            order_rows::table.filter(
                order_rows::id
                    .eq(claims::order_id)
                    .and(order_rows::status.eq_any(WAITING))
                    .and(order_rows::counted.lt(order_rows::total)),
            ),
        )
    };
}

/// The first [`MOST_WAITING`] of those that somebody has to look into.
///
/// # Errors
/// The database's own.
pub fn open(connection: &mut Connection) -> QueryResult<Waiting> {
    let most = i64::try_from(MOST_WAITING).unwrap_or(i64::MAX);
    let mut waiting: Vec<Claim> = Claim::query()
        .filter(claims::answered_at.is_null())
        .filter(its_order_waits!())
        .order((claims::at, claims::order_id))
        .limit(most.saturating_add(1))
        .load(connection)?;
    let more = waiting.len() > MOST_WAITING;
    waiting.truncate(MOST_WAITING);
    if waiting.is_empty() {
        return Ok(Waiting { claims: Vec::new(), more });
    }
    let ids: Vec<i64> = waiting.iter().map(|claim| claim.order_id).collect();
    let orders: Vec<Order> = Order::query().filter(order_rows::id.eq_any(ids)).load(connection)?;
    let mut orders: HashMap<i64, Order> =
        orders.into_iter().map(|order| (order.id, order)).collect();
    let with_order = |claim: Claim| orders.remove(&claim.order_id).map(|order| (claim, order));
    let mut claims: Vec<_> = waiting.into_iter().filter_map(with_order).collect();
    // Its order may have been paid since.
    claims.retain(|(claim, order)| claim.is_open(order));
    Ok(Waiting { claims, more })
}

/// How many of them there are, at most [`MOST_WAITING`]; every page for staff tells it.
///
/// # Errors
/// The database's own.
pub fn count_open(connection: &mut Connection) -> QueryResult<i64> {
    Ok(i64::try_from(open(connection)?.claims.len()).unwrap_or(i64::MAX))
}

/// Puts away those of which the order needs no answer any more, or they would be looked at for ever. Nobody else does it: a
/// payment writes nothing here, and there are never more of these than claims.
fn settle(connection: &mut Connection, now: UtcTime) -> QueryResult<()> {
    let settled: Vec<Claim> = Claim::query()
        .filter(claims::answered_at.is_null())
        .filter(not(its_order_waits!()))
        .order((claims::at, claims::order_id))
        .limit(MOST_SETTLED)
        .load(connection)?;
    for claim in &settled {
        answer(connection, claim, Answer::Settled, &Actor::CLOCK, now)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
