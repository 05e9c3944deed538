//! The newest refused callbacks in the database, and never more than [`MOST`].

use std::{collections::HashMap, hash::Hash};

use diesel::prelude::*;

use super::{Cause, NewRefused, TokenHash};
use crate::{
    clock::UtcTime,
    db::{
        Connection,
        schema::{audit, refused_callbacks},
    },
    feed::Actor,
    payments::Completeness,
};

/// How many are kept.
pub const MOST: i64 = 200;

#[derive(Insertable)]
#[diesel(table_name = refused_callbacks, treat_none_as_default_value = false)]
struct NewRow<'a> {
    uuid: String,
    received_at: UtcTime,
    source: String,
    cause: Cause,
    token_hash: Option<&'a TokenHash>,
    body: &'a [u8],
    completeness: Completeness,
}

/// Writes refused callbacks down, and forgets what is too much then.
///
/// # Errors
/// The database's own.
pub fn keep(connection: &mut Connection, refused: &[NewRefused]) -> QueryResult<()> {
    for each in refused {
        diesel::insert_into(refused_callbacks::table)
            .values(NewRow {
                uuid: each.uuid.to_string(),
                received_at: each.received_at,
                source: each.source.to_string(),
                cause: each.cause,
                token_hash: each.token_hash.as_ref(),
                body: &each.body,
                completeness: each.completeness,
            })
            .execute(connection)?;
    }
    let kept: Vec<(i64, String, Completeness, Option<UtcTime>)> = refused_callbacks::table
        .order(refused_callbacks::id)
        .select((
            refused_callbacks::id,
            refused_callbacks::source,
            refused_callbacks::completeness,
            refused_callbacks::taken_at,
        ))
        .load(connection)?;
    let kept: Vec<Kept<String>> = kept
        .into_iter()
        .map(|(id, source, completeness, taken_at)| Kept {
            id,
            source,
            worth: match (taken_at, completeness) {
                (Some(_), _) => Worth::Taken,
                (None, Completeness::CutShort) => Worth::Part,
                (None, Completeness::Whole | Completeness::TooLong) => Worth::Whole,
            },
        })
        .collect();
    let superfluous = superfluous(&kept, usize::try_from(MOST).unwrap_or(usize::MAX));
    if superfluous.is_empty() {
        return Ok(());
    }
    diesel::delete(refused_callbacks::table.filter(refused_callbacks::id.eq_any(superfluous)))
        .execute(connection)
        .map(drop)
}

/// What matters of a row when one has to go.
#[derive(Clone, Debug)]
pub(super) struct Kept<S> {
    pub id: i64,
    pub source: S,
    pub worth: Worth,
}

/// How much would be lost with it, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Worth {
    /// It was received since.
    Taken,
    /// Its body did not come.
    Part,
    Whole,
}

/// Which of these, given oldest first, go so that `most` are left: the least worth first, then the oldest of the source that
/// has the most, so that whoever floods the address drives out his own and not Dromon's.
pub(super) fn superfluous<S: Eq + Hash>(kept: &[Kept<S>], most: usize) -> Vec<i64> {
    // Sources by number: a flood makes this run often.
    let mut numbers: HashMap<&S, usize> = HashMap::new();
    let sources: Vec<usize> = kept
        .iter()
        .map(|each| {
            let next = numbers.len();
            *numbers.entry(&each.source).or_insert(next)
        })
        .collect();
    let mut rows: Vec<(Worth, usize, i64)> =
        kept.iter().zip(&sources).map(|(each, source)| (each.worth, *source, each.id)).collect();
    let mut crowds = vec![0_usize; sources.len()];
    for source in sources {
        crowds[source] += 1;
    }
    let mut going = Vec::new();
    while rows.len() > most {
        let least = rows.iter().enumerate().min_by_key(|(place, (worth, source, _))| {
            let crowd = if *worth == Worth::Taken { 0 } else { crowds[*source] };
            (*worth, usize::MAX - crowd, *place)
        });
        let Some((place, &(_, source, id))) = least else { break };
        crowds[source] -= 1;
        rows.remove(place);
        going.push(id);
    }
    going
}

/// Writes down that a person had it received; the callback itself is in the books by then, under the same uuid.
///
/// # Errors
/// The database's own.
pub fn mark_taken(
    connection: &mut Connection,
    id: i64,
    by: &Actor,
    source: &str,
    now: UtcTime,
) -> QueryResult<()> {
    let row = refused_callbacks::table
        .filter(refused_callbacks::id.eq(id).and(refused_callbacks::taken_at.is_null()));
    let marked = diesel::update(row)
        .set((refused_callbacks::taken_at.eq(now), refused_callbacks::taken_by.eq(by)))
        .execute(connection)?;
    if marked == 0 {
        return Ok(());
    }
    let uuid: String =
        refused_callbacks::table.find(id).select(refused_callbacks::uuid).get_result(connection)?;
    diesel::insert_into(audit::table)
        .values((
            audit::at.eq(now),
            audit::who.eq(by.as_str()),
            audit::what.eq("money"),
            audit::source.eq(source),
            audit::subject.eq(uuid),
            audit::note.eq("a refused callback was received"),
        ))
        .execute(connection)
        .map(drop)
}
