//! Callbacks, page by page: each read again, and found in the books.

use std::{collections::HashMap, ops::RangeInclusive};

use diesel::{
    QueryableByName, RunQueryDsl,
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};

use super::{Finding, Report, Rule, tally::Tally};
use crate::{
    clock::UtcTime,
    db::{
        Connection, StoreError,
        schema::{callbacks, discrepancies, payments},
    },
    desk::WayOutKind,
    dromon::{Callback, callback::Value},
    payments::{Completeness, DiscrepancyKind, fingerprint},
};

/// How many callbacks are looked at in one query.
const PAGE: i64 = 1000;

/// How many bytes of their bodies are held at once; a single body may be longer.
const BODIES: i64 = 4 << 20;

pub(super) fn check(connection: &mut Connection, report: &mut Report) -> Result<(), StoreError> {
    for rule in [Rule::Callbacks, Rule::Contents, Rule::Repeats] {
        report.checked(rule, 0);
    }
    let most: Option<i64> =
        payments::table.select(diesel::dsl::max(payments::id)).get_result(connection)?;
    let most = most.unwrap_or(0);
    let (mut own, mut repeats) = (Tally::up_to(most), Tally::up_to(most));
    chunks(connection, |connection, chunk| {
        report.checked(Rule::Callbacks, i64::try_from(chunk.len()).unwrap_or(i64::MAX));
        for (callback, place) in placed(connection, chunk)? {
            match judge(&callback, &place, report) {
                Some(Account::Payment(id)) => {
                    own.add(id, 1);
                    report.checked(Rule::Contents, 1);
                }
                Some(Account::Repeat(id)) => repeats.add(id, 1),
                Some(Account::CountedRepeat { own: id, repeated }) => {
                    own.add(id, 1);
                    repeats.add(repeated, 1);
                    report.checked(Rule::Contents, 1);
                }
                Some(Account::SetAside) | None => {}
            }
        }
        Ok(())
    })?;
    report.checked(Rule::Repeats, repeats.total());
    let ranges =
        own.differences(connection, "COUNT(*)", "id", "payments WHERE callback_id IS NOT NULL")?;
    for range in ranges {
        name_strangers(connection, range, report)?;
    }
    let ranges = repeats.differences(
        connection,
        "SUM(times)",
        "payment_id",
        "discrepancies WHERE kind = 'repeated' AND payment_id IS NOT NULL",
    )?;
    name_repeats(connection, &ranges, report)
}

/// What became of a callback.
enum Account {
    /// It is that payment.
    Payment(i64),
    /// It repeats that payment.
    Repeat(i64),
    /// It repeats that payment, and a person has counted it as one of its own.
    CountedRepeat {
        own: i64,
        repeated: i64,
    },
    SetAside,
}

#[derive(Queryable)]
struct Row {
    id: i64,
    received_at: UtcTime,
    completeness: String,
    body: Vec<u8>,
}

/// The payment of a callback's fingerprint.
#[derive(Clone, QueryableByName)]
struct Paid {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    callback_id: Option<i64>,
    #[diesel(sql_type = BigInt)]
    sum: i64,
    #[diesel(sql_type = BigInt)]
    at: UtcTime,
    #[diesel(sql_type = Nullable<Text>)]
    fingerprint: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    uid: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    text: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    altered: Option<i64>,
    /// A person has found its order.
    #[diesel(sql_type = Nullable<BigInt>)]
    attached: Option<i64>,
}

/// Where a callback is found in the books.
struct Place {
    /// The payment of its fingerprint, which need not be its own.
    payment: Option<Paid>,
    /// The payment of its own that it is although it repeats another.
    counted: Option<Paid>,
    /// The discrepancy that sets it aside.
    set_aside: Option<SetAside>,
}

#[derive(Clone)]
struct SetAside {
    kind: String,
    way: Option<String>,
}

impl SetAside {
    /// Whether a person has had it settled after all.
    fn is_over(&self) -> bool {
        self.kind == DiscrepancyKind::ForeignSource.as_str()
            && self.way.as_deref() == Some(WayOutKind::Count.as_str())
    }
}

/// Whether a callback is one thing in the books, and the right one; what is wrong is reported.
fn judge(row: &Row, place: &Place, report: &mut Report) -> Option<Account> {
    let subject = || format!("callback {}", row.id);
    let first = place.payment.as_ref();
    let own = first.filter(|payment| payment.callback_id == Some(row.id));
    let set_aside = place.set_aside.as_ref().filter(|set_aside| !set_aside.is_over());
    let read = read(row);
    if let Some(counted) = &place.counted {
        let repeated = first.filter(|_| own.is_none() && set_aside.is_none());
        if let (Some(repeated), Some(callback)) = (repeated, &read) {
            compare_amount(row, callback, counted, report);
            return Some(Account::CountedRepeat { own: counted.id, repeated: repeated.id });
        }
        let found = format!("payment {} of its own, which repeats none", counted.id);
        report.found(Rule::Callbacks, Finding::new(subject(), "one payment", found));
        return None;
    }
    match (own, set_aside) {
        (Some(payment), Some(SetAside { kind, .. })) => {
            let found = format!("payment {} and {kind}", payment.id);
            report.found(Rule::Callbacks, Finding::new(subject(), "one of the two", found));
            Some(Account::Payment(payment.id))
        }
        (Some(payment), None) => {
            if let Some(callback) = &read {
                compare(row, callback, payment, report);
            }
            Some(Account::Payment(payment.id))
        }
        (None, Some(SetAside { kind, .. })) => {
            if kind == DiscrepancyKind::Unreadable.as_str() && read.is_some() {
                let expected = "a payment, since it can be read";
                report.found(Rule::Callbacks, Finding::new(subject(), expected, "unreadable"));
            }
            Some(Account::SetAside)
        }
        (None, None) => {
            if first.is_none() {
                let expected = if read.is_some() { "its payment" } else { "its discrepancy" };
                report.found(Rule::Callbacks, Finding::new(subject(), expected, "nothing"));
            }
            first.map(|repeated| Account::Repeat(repeated.id))
        }
    }
}

/// A payment has the sum and the time of its callback.
fn compare_amount(row: &Row, callback: &Callback<'_>, payment: &Paid, report: &mut Report) {
    let subject = || format!("payment {} of callback {}", payment.id, row.id);
    if payment.sum != callback.sum.get() {
        let expected = format!("a sum of {}", callback.sum);
        report.found(Rule::Contents, Finding::new(subject(), expected, payment.sum.to_string()));
    }
    if payment.at != row.received_at {
        let expected = format!("to be of {}", row.received_at);
        report.found(Rule::Contents, Finding::new(subject(), expected, payment.at.to_string()));
    }
}

/// What a payment says is what its callback said.
fn compare(row: &Row, callback: &Callback<'_>, payment: &Paid, report: &mut Report) {
    compare_amount(row, callback, payment, report);
    let subject = || format!("payment {} of callback {}", payment.id, row.id);
    let Some(uid) = &payment.uid else { return };
    let named = callback.uid.and_then(Value::as_string);
    // Where a person has found the order, it is another than the callback names, and so is its text.
    let is_attached = payment.attached.is_some();
    if !is_attached && named.as_ref() != Some(uid) {
        let expected = format!("to be for {:?}", named.unwrap_or_default());
        report.found(Rule::Contents, Finding::new(subject(), expected, format!("for {uid}")));
    }
    let altered =
        !is_attached && callback.text.is_some_and(|text| text.as_string() != payment.text);
    if altered != payment.altered.is_some() {
        let (expected, found) = if altered { ("altered", "none") } else { ("none", "altered") };
        let subject = format!("the text of {}, order {uid}", subject());
        report.found(Rule::Causes, Finding::new(subject, expected, found));
    }
}

fn read(row: &Row) -> Option<Callback<'_>> {
    (row.completeness == Completeness::Whole.as_str())
        .then(|| Callback::parse(&row.body).ok())
        .flatten()
}

/// All callbacks, as many at a time as fit.
fn chunks(
    connection: &mut Connection,
    mut work: impl FnMut(&mut Connection, Vec<Row>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    #[derive(QueryableByName)]
    struct Size {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = BigInt)]
        bytes: i64,
    }
    let mut after = 0;
    loop {
        let sizes: Vec<Size> = diesel::sql_query(format!(
            "SELECT id, CAST(LENGTH(body) AS BIGINT) AS bytes FROM callbacks
            WHERE id > {after} ORDER BY id LIMIT {PAGE}"
        ))
        .load(connection)?;
        if sizes.is_empty() {
            return Ok(());
        }
        let mut sizes = sizes.into_iter().peekable();
        while let Some(first) = sizes.next() {
            let (mut bytes, mut last) = (first.bytes, first.id);
            while let Some(next) = sizes.next_if(|next| bytes + next.bytes <= BODIES) {
                bytes += next.bytes;
                last = next.id;
            }
            let chunk: Vec<Row> = callbacks::table
                .filter(callbacks::id.between(first.id, last))
                .order(callbacks::id)
                .select((
                    callbacks::id,
                    callbacks::received_at,
                    callbacks::completeness,
                    callbacks::body,
                ))
                .load(connection)?;
            work(connection, chunk)?;
            after = last;
        }
    }
}

/// Where each callback of a chunk is found.
fn placed(connection: &mut Connection, chunk: Vec<Row>) -> Result<Vec<(Row, Place)>, StoreError> {
    let (Some(first), Some(last)) = (chunk.first(), chunk.last()) else {
        return Ok(Vec::new());
    };
    let set_aside: Vec<(Option<i64>, String, Option<String>)> = discrepancies::table
        .filter(
            discrepancies::payment_id
                .is_null()
                .and(discrepancies::callback_id.between(first.id, last.id)),
        )
        .select((discrepancies::callback_id, discrepancies::kind, discrepancies::way))
        .load(connection)?;
    let set_aside = set_aside.into_iter().map(|(id, kind, way)| (id, SetAside { kind, way }));
    let mut set_aside: HashMap<Option<i64>, SetAside> = set_aside.collect();
    let mut counted = counted_repeats(connection, first.id, last.id)?;
    let fingerprints: Vec<Option<String>> =
        chunk.iter().map(|row| read(row).map(|callback| fingerprint(&callback))).collect();
    let payments = of_fingerprints(connection, fingerprints.iter().flatten())?;
    let place = |(row, fingerprint): (Row, Option<String>)| {
        let payment = fingerprint.and_then(|fingerprint| payments.get(&fingerprint).cloned());
        let place = Place {
            payment,
            counted: counted.remove(&row.id),
            set_aside: set_aside.remove(&Some(row.id)),
        };
        (row, place)
    };
    Ok(chunk.into_iter().zip(fingerprints).map(place).collect())
}

fn of_fingerprints<'a>(
    connection: &mut Connection,
    fingerprints: impl Iterator<Item = &'a String>,
) -> Result<HashMap<String, Paid>, StoreError> {
    // They are hexadecimal digits alone.
    let quoted: Vec<String> = fingerprints.map(|each| format!("'{each}'")).collect();
    if quoted.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = paid(connection, &format!("payments.fingerprint IN ({})", quoted.join(",")))?;
    let by_fingerprint = |row: Paid| row.fingerprint.clone().map(|print| (print, row));
    Ok(rows.into_iter().filter_map(by_fingerprint).collect())
}

/// Payments by callbacks of a range that repeat others, by callback.
fn counted_repeats(
    connection: &mut Connection,
    first: i64,
    last: i64,
) -> Result<HashMap<i64, Paid>, StoreError> {
    let condition =
        format!("payments.fingerprint IS NULL AND payments.callback_id BETWEEN {first} AND {last}");
    let rows = paid(connection, &condition)?;
    Ok(rows.into_iter().filter_map(|row| row.callback_id.map(|id| (id, row))).collect())
}

fn paid(connection: &mut Connection, condition: &str) -> Result<Vec<Paid>, StoreError> {
    let rows = diesel::sql_query(format!(
        "SELECT payments.id, payments.callback_id, payments.sum, payments.at, payments.fingerprint,
            orders.uid, orders.text, altered.id AS altered, attached.id AS attached
        FROM payments
        LEFT JOIN orders ON orders.id = payments.order_id
        LEFT JOIN discrepancies altered
            ON altered.payment_id = payments.id AND altered.kind = 'altered'
        LEFT JOIN discrepancies attached
            ON attached.payment_id = payments.id AND attached.kind = 'unknown_order' AND attached.way = 'attach'
        WHERE {condition}"
    ))
    .load(connection)?;
    Ok(rows)
}

/// Payments of the range whose callback is another's, or says something else.
fn name_strangers(
    connection: &mut Connection,
    range: RangeInclusive<i64>,
    report: &mut Report,
) -> Result<(), StoreError> {
    let paid: Vec<(i64, Option<i64>, Option<String>)> = payments::table
        .filter(payments::id.between(*range.start(), *range.end()))
        .filter(payments::callback_id.is_not_null())
        .order(payments::id)
        .select((payments::id, payments::callback_id, payments::fingerprint))
        .load(connection)?;
    for (id, callback_id, kept) in paid {
        let row: Option<Row> = callbacks::table
            .filter(callbacks::id.nullable().eq(callback_id))
            .select((
                callbacks::id,
                callbacks::received_at,
                callbacks::completeness,
                callbacks::body,
            ))
            .get_result(connection)
            .optional()?;
        // One that there is not is named among the origins.
        let Some(row) = row else { continue };
        let told = read(&row).map(|callback| fingerprint(&callback));
        // A repeat that a person counted has its own callback, and another's fingerprint.
        if let (None, Some(told)) = (&kept, &told)
            && of_fingerprints(connection, std::iter::once(told))?
                .values()
                .any(|first| first.callback_id != callback_id)
        {
            continue;
        }
        if told != kept || told.is_none() {
            let found = format!("callback {}, which tells of another or of none", row.id);
            let finding = Finding::new(format!("payment {id}"), "a callback of its own", found);
            report.found(Rule::Origins, finding);
        }
    }
    Ok(())
}

/// Payments of the ranges whose repeats are not as many as their discrepancy says: counted once more, one by one.
fn name_repeats(
    connection: &mut Connection,
    ranges: &[RangeInclusive<i64>],
    report: &mut Report,
) -> Result<(), StoreError> {
    if ranges.is_empty() {
        return Ok(());
    }
    let is_in = |id: i64| ranges.iter().any(|range| range.contains(&id));
    let mut came: HashMap<i64, i64> = HashMap::new();
    let mut unreported = Report::new(report.at);
    chunks(connection, |connection, chunk| {
        for (callback, place) in placed(connection, chunk)? {
            let account = judge(&callback, &place, &mut unreported);
            if let Some(Account::Repeat(id) | Account::CountedRepeat { repeated: id, .. }) = account
                && is_in(id)
            {
                *came.entry(id).or_default() += 1;
            }
        }
        Ok(())
    })?;
    let mut said: HashMap<i64, i64> = HashMap::new();
    for range in ranges {
        let rows: Vec<(Option<i64>, i64)> = discrepancies::table
            .filter(discrepancies::kind.eq(DiscrepancyKind::Repeated))
            .filter(discrepancies::payment_id.between(*range.start(), *range.end()))
            .select((discrepancies::payment_id, discrepancies::times))
            .load(connection)?;
        for (payment_id, times) in rows {
            *said.entry(payment_id.unwrap_or_default()).or_default() += times;
        }
    }
    let mut payments: Vec<i64> = came.keys().chain(said.keys()).copied().collect();
    payments.sort_unstable();
    payments.dedup();
    for id in payments {
        let times = |counts: &HashMap<i64, i64>| counts.get(&id).copied().unwrap_or(0);
        let (came, said) = (times(&came), times(&said));
        if came != said {
            let expected = format!("{came} repeats in its discrepancy");
            let finding = Finding::new(format!("payment {id}"), expected, said.to_string());
            report.found(Rule::Repeats, finding);
        }
    }
    Ok(())
}
