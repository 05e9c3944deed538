//! What was pasted, as it stands now.

use std::collections::HashMap;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};

use super::{Line, Paste, Verdict, known, matching, matching::Sought};
use crate::{
    db::{
        Connection,
        schema::{history_lines, history_pastes, orders, payments},
    },
    desk::reconcile::ReconcileError,
    orders::Order,
    payments::Payment,
};

/// How many lines each verdict has.
pub type Counts = HashMap<Verdict, i64>;

/// Lines of one verdict, a page of them.
#[derive(Clone, Debug)]
pub struct PasteView {
    pub paste: Paste,
    pub counts: Counts,
    pub shown: Verdict,
    pub lines: Vec<LineView>,
    /// The place to continue after; `None` at the end.
    pub more: Option<i64>,
}

/// A line, and what there is to it now.
#[derive(Clone, Debug)]
pub struct LineView {
    pub line: Line,
    /// The order that it names.
    pub order: Option<Order>,
    /// The payment that it is, or that has come since.
    pub payment: Option<Payment>,
    /// Where it was pasted first.
    pub earlier: Option<(Line, Paste)>,
}

/// What was pasted. `shown` is the verdict whose lines are wanted; without one the most interesting that there is.
///
/// # Errors
/// `ReconcileError`.
pub fn view(
    connection: &mut Connection,
    paste_id: i64,
    shown: Option<Verdict>,
    after: i64,
    most: usize,
) -> Result<PasteView, ReconcileError> {
    let paste = find_paste(connection, paste_id)?.ok_or(ReconcileError::NotFound)?;
    let counts = counts(connection, paste_id)?;
    let first = Verdict::ALL.iter().copied().find(|verdict| counts.contains_key(verdict));
    let shown = shown.or(first).unwrap_or(Verdict::Missing);
    let mut lines: Vec<Line> = Line::query()
        .filter(
            history_lines::paste_id
                .eq(paste_id)
                .and(history_lines::verdict.eq(shown))
                .and(history_lines::place.gt(after)),
        )
        .order(history_lines::place)
        .limit(i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1))
        .load(connection)?;
    let is_more = lines.len() > most;
    lines.truncate(most);
    let more = lines.last().filter(|_| is_more).map(|line| line.place);
    let lines = with_particulars(connection, lines)?;
    Ok(PasteView { paste, counts, shown, lines, more })
}

/// What was pasted last, the newest first.
///
/// # Errors
/// The database's own.
pub fn recent(connection: &mut Connection, most: i64) -> QueryResult<Vec<Paste>> {
    Paste::query().order(history_pastes::id.desc()).limit(most).load(connection)
}

fn find_paste(connection: &mut Connection, id: i64) -> QueryResult<Option<Paste>> {
    Paste::query().filter(history_pastes::id.eq(id)).get_result(connection).optional()
}

fn counts(connection: &mut Connection, paste_id: i64) -> QueryResult<Counts> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = Text)]
        verdict: Verdict,
        #[diesel(sql_type = BigInt)]
        lines: i64,
    }
    let counts: Vec<Count> = diesel::sql_query(
        "SELECT verdict, COUNT(*) AS lines FROM history_lines WHERE paste_id = $1 GROUP BY verdict",
    )
    .bind::<BigInt, _>(paste_id)
    .load(connection)?;
    Ok(counts.into_iter().map(|row| (row.verdict, row.lines)).collect())
}

fn with_particulars(
    connection: &mut Connection,
    lines: Vec<Line>,
) -> Result<Vec<LineView>, ReconcileError> {
    let earlier_ids: Vec<i64> = lines.iter().filter_map(|line| line.earlier).collect();
    let earlier: Vec<Line> =
        Line::query().filter(history_lines::id.eq_any(earlier_ids)).load(connection)?;
    let earlier: HashMap<i64, Line> = earlier.into_iter().map(|line| (line.id, line)).collect();
    let paste_ids: Vec<i64> = earlier.values().map(|line| line.paste_id).collect();
    let pastes: Vec<Paste> =
        Paste::query().filter(history_pastes::id.eq_any(paste_ids)).load(connection)?;
    let pastes: HashMap<i64, Paste> = pastes.into_iter().map(|paste| (paste.id, paste)).collect();

    let order_ids: Vec<i64> =
        lines.iter().chain(earlier.values()).filter_map(|line| line.order_id).collect();
    let orders: Vec<Order> =
        Order::query().filter(orders::id.eq_any(order_ids)).load(connection)?;
    let orders: HashMap<i64, Order> = orders.into_iter().map(|order| (order.id, order)).collect();
    let since = come_since(connection, &lines, &orders)?;

    let payment_ids: Vec<i64> = lines
        .iter()
        .chain(earlier.values())
        .filter_map(|line| line.payment_id)
        .chain(since.values().copied())
        .collect();
    let payments: Vec<Payment> =
        Payment::query().filter(payments::id.eq_any(payment_ids)).load(connection)?;
    let payments: HashMap<i64, Payment> =
        payments.into_iter().map(|payment| (payment.id, payment)).collect();
    Ok(lines
        .into_iter()
        .map(|line| {
            let first = line.earlier.and_then(|id| earlier.get(&id)).cloned();
            let source = first.as_ref().unwrap_or(&line);
            let payment = source.payment_id.or(since.get(&line.id).copied());
            LineView {
                order: source.order_id.and_then(|id| orders.get(&id)).cloned(),
                payment: payment.and_then(|id| payments.get(&id)).cloned(),
                earlier: first.and_then(|line| {
                    pastes.get(&line.paste_id).cloned().map(|paste| (line, paste))
                }),
                line,
            }
        })
        .collect())
}

/// Which payment has come since for a line that the books did not know: its callback was late, or somebody has written it
/// down elsewhere.
pub(super) fn come_since(
    connection: &mut Connection,
    lines: &[Line],
    orders: &HashMap<i64, Order>,
) -> QueryResult<HashMap<i64, i64>> {
    let missing: Vec<&Line> = lines
        .iter()
        .filter(|line| line.verdict == Verdict::Missing && line.payment_id.is_none())
        .collect();
    if missing.is_empty() {
        return Ok(HashMap::new());
    }
    let (ids, sought): (Vec<i64>, Vec<Sought<'_>>) = missing
        .into_iter()
        .filter_map(|line| {
            let read = line.read().ok()?;
            Some((line.id, Sought { line: read, order_id: line.order_id }))
        })
        .unzip();
    let payments = known::payments_for(connection, &sought, orders)?;
    let assigned = matching::assign(&sought, &payments);
    Ok(ids.into_iter().zip(assigned).filter_map(|(id, payment)| Some((id, payment?))).collect())
}
