//! The app's balance as a person read it, beside what the books say.

use diesel::{prelude::*, sql_types::BigInt};

use super::{
    CAME, ReconcileError,
    expected::{self, Expected},
};
use crate::{
    clock::UtcTime,
    db::{Connection, columns::ArColumn, dialect, schema::balances},
    feed::{self, Actor, EventKind, NewEvent},
    money::Ar,
};

/// A balance that was stated.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = balances)]
pub struct Statement {
    pub id: i64,
    #[diesel(deserialize_as = ArColumn)]
    pub stated: Ar,
    #[diesel(deserialize_as = ArColumn)]
    pub expected: Ar,
    /// The newest payment that was considered.
    pub newest_payment: i64,
    /// What came while the person was looking: nobody knows whether it is in what was stated.
    #[diesel(deserialize_as = ArColumn)]
    pub meanwhile: Ar,
    pub at: UtcTime,
    pub made_by: Actor,
    /// How many decisions were made by its difference.
    pub decisions: i64,
    /// How many payments are sure because of it; `None`: that is not done, or not to be done.
    pub raised: Option<i64>,
}

impl Statement {
    /// More than the books say, or less.
    #[must_use]
    pub fn difference(&self) -> Ar {
        // Both are sums that exist; far apart enough to overflow they would be equally absurd.
        Ar::new(self.stated.get().saturating_sub(self.expected.get()))
    }

    #[must_use]
    pub fn agrees(&self) -> bool {
        self.stated == self.expected
    }
}

/// A balance and the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    pub stated: Ar,
    pub expected: Ar,
    /// The newest payment that was considered.
    pub newest_payment: i64,
    pub meanwhile: Ar,
}

/// The newest payment that a page about to be shown can know of.
///
/// # Errors
/// The database's own.
pub fn newest_payment(connection: &mut Connection) -> QueryResult<i64> {
    expected::newest_visible(connection)
}

/// The newest payment, when all before it can be seen: none with an earlier number can come any more. In a write.
///
/// # Errors
/// The database's own.
pub fn settle_newest(connection: &mut Connection) -> QueryResult<i64> {
    dialect::await_writers_of_payments(connection)?;
    expected::newest_visible(connection)
}

/// How many of the payments that came while a person was looking are looked at one by one.
const MOST_MEANWHILE: i64 = 1000;

/// Compares a balance with the books, by the payments up to `newest` ([`settle_newest`]). `seen` is the newest one when the
/// page was shown at which the person looked: what came after it may have come before or after he read the balance, so
/// the books agree if they do at any moment between.
///
/// # Errors
/// `ReconcileError`.
pub fn compare(
    connection: &mut Connection,
    stated: Ar,
    seen: i64,
    newest: i64,
) -> Result<Compared, ReconcileError> {
    let by_all = expected::expected(connection, newest)?.total()?;
    let since = came_between(connection, seen, newest)?;
    let mut expected = by_all;
    let mut meanwhile = Ar::ZERO;
    for (id, sum) in since {
        if stated == expected {
            break;
        }
        expected = expected.checked_sub(sum).ok_or(ReconcileError::OutOfRange)?;
        meanwhile = meanwhile.checked_add(sum).ok_or(ReconcileError::OutOfRange)?;
        if stated == expected {
            // It was read before that payment.
            return Ok(Compared { stated, expected, newest_payment: id - 1, meanwhile: Ar::ZERO });
        }
    }
    let meanwhile = if stated == by_all { Ar::ZERO } else { meanwhile };
    Ok(Compared { stated, expected: by_all, newest_payment: newest, meanwhile })
}

/// What came between two payments, the newest first.
fn came_between(
    connection: &mut Connection,
    seen: i64,
    newest: i64,
) -> QueryResult<Vec<(i64, Ar)>> {
    #[derive(QueryableByName)]
    struct Came {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = BigInt)]
        sum: i64,
    }
    let came: Vec<Came> = diesel::sql_query(format!(
        "SELECT id, sum FROM payments WHERE id > $1 AND id <= $2 AND {CAME}
        ORDER BY id DESC LIMIT {MOST_MEANWHILE}"
    ))
    .bind::<BigInt, _>(seen)
    .bind::<BigInt, _>(newest)
    .load(connection)?;
    Ok(came.into_iter().map(|each| (each.id, Ar::new(each.sum))).collect())
}

/// Writes a comparison down, with its event, and returns its id.
///
/// # Errors
/// The database's own.
pub fn record(
    connection: &mut Connection,
    compared: &Compared,
    by: &Actor,
    now: UtcTime,
) -> QueryResult<i64> {
    let id = diesel::insert_into(balances::table)
        .values((
            balances::stated.eq(compared.stated.get()),
            balances::expected.eq(compared.expected.get()),
            balances::newest_payment.eq(compared.newest_payment),
            balances::meanwhile.eq(compared.meanwhile.get()),
            balances::at.eq(now),
            balances::made_by.eq(by),
            balances::decisions.eq(0),
        ))
        .returning(balances::id)
        .get_result(connection)?;
    let difference = compared.stated.get().saturating_sub(compared.expected.get());
    let event = NewEvent {
        order_id: None,
        previous: None,
        kind: EventKind::Balance,
        actor: by.clone(),
        at: now,
        payment_id: None,
        note: Some(format!("{difference:+}").into()),
        discrepancy_id: None,
    };
    feed::record(connection, &event)?;
    Ok(id)
}

/// What a statement's difference is now: with what people have written down since because of it. It reads all payments.
///
/// # Errors
/// `ReconcileError`.
pub fn left(
    connection: &mut Connection,
    statement: &Statement,
) -> Result<(Ar, Expected), ReconcileError> {
    let expected = expected::explained(connection, statement.newest_payment)?;
    let left = statement.stated.checked_sub(expected.total()?).ok_or(ReconcileError::OutOfRange)?;
    Ok((left, expected))
}

/// # Errors
/// The database's own.
pub fn statement(connection: &mut Connection, id: i64) -> QueryResult<Option<Statement>> {
    Statement::query().filter(balances::id.eq(id)).get_result(connection).optional()
}

/// Some of the statements, and where the older ones begin.
#[derive(Clone, Debug)]
pub struct StatementPage {
    pub statements: Vec<Statement>,
    /// The id to continue before; `None` at the end.
    pub older: Option<i64>,
}

/// What was stated, newest first, from before that one.
///
/// # Errors
/// The database's own.
pub fn statements(
    connection: &mut Connection,
    before: Option<i64>,
    most: usize,
) -> QueryResult<StatementPage> {
    let mut statements: Vec<Statement> = Statement::query()
        .filter(balances::id.lt(before.unwrap_or(i64::MAX)))
        .order(balances::id.desc())
        .limit(i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1))
        .load(connection)?;
    let more = statements.len() > most;
    statements.truncate(most);
    let older = statements.last().filter(|_| more).map(|statement| statement.id);
    Ok(StatementPage { statements, older })
}

/// The newest payment by which the books have agreed last; 0 where they never have.
pub(super) fn last_agreed(connection: &mut Connection) -> QueryResult<i64> {
    let newest: Option<i64> = balances::table
        .filter(balances::stated.eq(balances::expected))
        .order(balances::id.desc())
        .select(balances::newest_payment)
        .first(connection)
        .optional()?;
    Ok(newest.unwrap_or(0))
}

/// A decision by a statement's difference: of two who decide at once by the same, one is told that it is changed.
pub(super) fn decide(
    connection: &mut Connection,
    statement: &Statement,
) -> Result<(), ReconcileError> {
    let counted = diesel::update(
        balances::table
            .filter(balances::id.eq(statement.id).and(balances::decisions.eq(statement.decisions))),
    )
    .set(balances::decisions.eq(statement.decisions + 1))
    .execute(connection)?;
    let newest: Option<i64> =
        balances::table.select(diesel::dsl::max(balances::id)).get_result(connection)?;
    // An older one says nothing about now.
    if counted == 1 && newest == Some(statement.id) { Ok(()) } else { Err(ReconcileError::Changed) }
}
