//! What was pasted: read, compared with the books, and kept.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::{LineError, MOST_CHARACTERS, Paste, Verdict, known, matching, matching::Sought, read};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        schema::{history_lines, history_pastes},
    },
    desk::reconcile::ReconcileError,
    dromon::HistoryLine,
    feed::Actor,
    orders::Order,
};

/// How much can be pasted at once.
pub const MOST_BYTES: usize = 64 * 1024;
pub const MOST_LINES: usize = 2000;

/// How many values one query asks for.
const CHUNK: usize = 500;

/// What was pasted, cut into lines.
#[derive(Clone, Debug)]
pub struct Pasted {
    /// Each with its place, from 1.
    lines: Vec<(i64, String)>,
    /// What the app is called in them, if a person said so.
    recipient: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasteError {
    #[error("there is no line in it")]
    Empty,
    #[error("it is longer than {} KiB", MOST_BYTES / 1024)]
    TooLong,
    #[error("it has more than {MOST_LINES} lines")]
    TooMany,
}

impl Pasted {
    /// # Errors
    /// `PasteError`.
    pub fn new(text: &str, recipient: &str) -> Result<Self, PasteError> {
        if text.len() > MOST_BYTES {
            return Err(PasteError::TooLong);
        }
        let lines: Vec<(i64, String)> = (1..)
            .zip(text.lines())
            .map(|(place, line)| (place, line.trim().replace('\0', "\u{fffd}")))
            .filter(|(_, line)| !line.is_empty())
            .collect();
        match lines.len() {
            0 => Err(PasteError::Empty),
            count if count > MOST_LINES => Err(PasteError::TooMany),
            _ => {
                let recipient = recipient.trim().replace('\0', "\u{fffd}");
                let recipient: String = recipient.chars().take(MOST_NAME).collect();
                Ok(Self { lines, recipient: Some(recipient).filter(|name| !name.is_empty()) })
            }
        }
    }
}

/// More than any app's name has.
const MOST_NAME: usize = 100;

/// What the books say of what was pasted.
#[derive(Clone, Debug)]
pub struct Analysis {
    pub recipient: String,
    pub recipient_is_typed: bool,
    pub lines: Vec<NewLine>,
}

#[derive(Clone, Debug)]
pub struct NewLine {
    place: i64,
    line: String,
    fingerprint: String,
    nth: i64,
    pub verdict: Verdict,
    payment_id: Option<i64>,
    order_id: Option<i64>,
    earlier: Option<i64>,
}

/// What the app was called in what was pasted last; empty before the first time.
///
/// # Errors
/// The database's own.
pub fn last_recipient(connection: &mut Connection) -> QueryResult<String> {
    let last: Option<Paste> =
        Paste::query().order(history_pastes::id.desc()).first(connection).optional()?;
    Ok(last.map(|paste| paste.recipient).unwrap_or_default())
}

/// Compares what was pasted with the books; nothing is written.
///
/// # Errors
/// `ReconcileError`.
pub fn analyse(connection: &mut Connection, pasted: &Pasted) -> Result<Analysis, ReconcileError> {
    let read: Vec<Result<HistoryLine<'_>, LineError>> =
        pasted.lines.iter().map(|(_, line)| read(line)).collect();
    let uids: HashSet<&str> = read.iter().flatten().filter_map(HistoryLine::uid).collect();
    let orders = known::orders_named(connection, &uids)?;
    let recipient = match &pasted.recipient {
        Some(typed) => typed.clone(),
        None => most_frequent(&read, &orders),
    };
    let folded = recipient.to_lowercase();
    let mut counts: HashMap<String, i64> = HashMap::new();
    let mut lines: Vec<NewLine> = Vec::with_capacity(read.len());
    for ((place, line), read) in pasted.lines.iter().zip(&read) {
        let fingerprint = fingerprint(line, read.as_ref().ok());
        let nth = counts.entry(fingerprint.clone()).or_default();
        *nth += 1;
        let order = read.as_ref().ok().and_then(HistoryLine::uid).and_then(|uid| orders.get(uid));
        let (verdict, order) = match read {
            Err(_) => (Verdict::Unreadable, None),
            Ok(read) if read.recipient.to_lowercase() != folded => (Verdict::OtherRecipient, None),
            Ok(_) if order.is_some() => (Verdict::Missing, order),
            Ok(_) => (Verdict::NoOrder, None),
        };
        lines.push(NewLine {
            place: *place,
            line: line.chars().take(MOST_CHARACTERS + 1).collect(),
            nth: *nth,
            fingerprint,
            verdict,
            payment_id: None,
            order_id: order.map(|order| order.id),
            earlier: None,
        });
    }
    mark_earlier(connection, &mut lines)?;
    let open: Vec<usize> = (0..lines.len())
        .filter(|place| matches!(lines[*place].verdict, Verdict::Missing | Verdict::NoOrder))
        .collect();
    let sought: Vec<Sought<'_>> = open
        .iter()
        .filter_map(|place| {
            let line = read[*place].clone().ok()?;
            Some(Sought { line, order_id: lines[*place].order_id })
        })
        .collect();
    let by_id: HashMap<i64, Order> = orders.into_values().map(|order| (order.id, order)).collect();
    let payments = known::payments_for(connection, &sought, &by_id)?;
    for (place, payment) in open.iter().zip(matching::assign(&sought, &payments)) {
        if payment.is_some() {
            lines[*place].verdict = Verdict::Books;
            lines[*place].payment_id = payment;
        }
    }
    Ok(Analysis { recipient, recipient_is_typed: pasted.recipient.is_some(), lines })
}

/// Whom most lines name: of those with an order of ours, or else of all.
fn most_frequent(
    read: &[Result<HistoryLine<'_>, LineError>],
    orders: &HashMap<String, Order>,
) -> String {
    let ours = |line: &&HistoryLine<'_>| line.uid().is_some_and(|uid| orders.contains_key(uid));
    let most = |lines: Vec<&HistoryLine<'_>>| {
        let mut counts: HashMap<String, (usize, std::cmp::Reverse<usize>)> = HashMap::new();
        for (place, line) in lines.iter().enumerate() {
            let count = counts
                .entry(line.recipient.to_lowercase())
                .or_insert((0, std::cmp::Reverse(place)));
            count.0 += 1;
        }
        // Among equals the first.
        let (_, (_, first)) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        lines.get(first.0).map(|line| line.recipient.chars().take(MOST_NAME).collect::<String>())
    };
    most(read.iter().flatten().filter(ours).collect())
        .or_else(|| most(read.iter().flatten().collect()))
        .unwrap_or_default()
}

/// The same for every way to space a line.
fn fingerprint(line: &str, read: Option<&HistoryLine<'_>>) -> String {
    let mut digest = Sha256::new();
    match read {
        Some(read) => {
            let at = read.at.to_string();
            let sum = read.sum.to_string();
            for part in [at.as_str(), read.payer, read.recipient, sum.as_str(), read.comment] {
                digest.update((part.len() as u64).to_be_bytes());
                digest.update(part);
            }
        }
        None => digest.update(line),
    }
    hex::encode(&digest.finalize()[..16])
}

/// Which of the lines somebody has pasted before.
fn mark_earlier(connection: &mut Connection, lines: &mut [NewLine]) -> QueryResult<()> {
    let prints: HashSet<&str> = lines.iter().map(|line| line.fingerprint.as_str()).collect();
    let prints: Vec<&str> = prints.into_iter().collect();
    let mut earlier: HashMap<(String, i64), i64> = HashMap::new();
    for some in prints.chunks(CHUNK) {
        let found: Vec<(String, i64, i64)> = history_lines::table
            .filter(history_lines::fingerprint.eq_any(some).and(history_lines::earlier.is_null()))
            .select((history_lines::fingerprint, history_lines::nth, history_lines::id))
            .load(connection)?;
        earlier.extend(found.into_iter().map(|(print, nth, id)| ((print, nth), id)));
    }
    for line in lines.iter_mut().filter(|line| line.verdict != Verdict::Unreadable) {
        line.earlier = earlier.get(&(line.fingerprint.clone(), line.nth)).copied();
        if line.earlier.is_some() {
            line.verdict = Verdict::Before;
        }
    }
    // What nobody can read is shown again each time, and claims nothing.
    for line in lines.iter_mut().filter(|line| line.verdict == Verdict::Unreadable) {
        line.earlier = earlier.get(&(line.fingerprint.clone(), line.nth)).copied();
    }
    Ok(())
}

/// Keeps what was pasted with what the books said, and returns its id.
///
/// # Errors
/// `ReconcileError`; `Changed` where somebody has pasted the same lines meanwhile.
pub fn store(
    connection: &mut Connection,
    analysis: &Analysis,
    by: &Actor,
    now: UtcTime,
) -> Result<i64, ReconcileError> {
    let mut now_known = analysis.lines.clone();
    mark_earlier(connection, &mut now_known)?;
    let same = now_known.iter().zip(&analysis.lines).all(|(now, then)| now.earlier == then.earlier);
    if !same || is_told_of(connection, &analysis.lines)? {
        return Err(ReconcileError::Changed);
    }
    let paste: i64 = diesel::insert_into(history_pastes::table)
        .values((
            history_pastes::recipient.eq(&analysis.recipient),
            history_pastes::recipient_is_typed.eq(analysis.recipient_is_typed),
            history_pastes::at.eq(now),
            history_pastes::made_by.eq(by),
        ))
        .returning(history_pastes::id)
        .get_result(connection)?;
    for line in &analysis.lines {
        diesel::insert_into(history_lines::table)
            .values((
                history_lines::paste_id.eq(paste),
                history_lines::place.eq(line.place),
                history_lines::line.eq(&line.line),
                history_lines::fingerprint.eq(&line.fingerprint),
                history_lines::nth.eq(line.nth),
                history_lines::verdict.eq(line.verdict),
                history_lines::payment_id.eq(line.payment_id),
                history_lines::order_id.eq(line.order_id),
                history_lines::earlier.eq(line.earlier),
            ))
            .execute(connection)?;
    }
    Ok(paste)
}

/// Whether a line of somebody else's tells of one of these payments by now.
fn is_told_of(connection: &mut Connection, lines: &[NewLine]) -> QueryResult<bool> {
    let ids: Vec<i64> = lines.iter().filter_map(|line| line.payment_id).collect();
    for some in ids.chunks(CHUNK) {
        let told: i64 = history_lines::table
            .filter(history_lines::payment_id.eq_any(some))
            .count()
            .get_result(connection)?;
        if told > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}
