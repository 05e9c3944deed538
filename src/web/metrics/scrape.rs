//! What is told at a scrape, and where it comes from. docs/operations.md explains each metric.

use std::{fmt, time::Duration};

use super::exposition::Exposition;
use crate::{
    clock::{self, UtcTime},
    db::{Connection, Database, Pressure, StoreError},
    feed::lag::Lag,
    metrics::CallbackResult,
    outgoing::Outgoing,
    payments::silence,
    web::Shop,
};

/// How long the database is waited for; what it would have told is then left out.
const PATIENCE: Duration = Duration::from_secs(2);

/// # Errors
/// None that a text could have.
pub async fn text(shop: &Shop) -> Result<String, fmt::Error> {
    let now = clock::now();
    let mut told = Exposition::default();
    process(&mut told, shop);
    callbacks(&mut told, shop, now);
    requests(&mut told, shop);
    store(&mut told, shop);
    disks(&mut told, shop);
    backups(&mut told, shop, now);
    books(&mut told, look(shop, now).await.as_ref(), now);
    told.text()
}

fn process(told: &mut Exposition, shop: &Shop) {
    let database = match shop.config.database {
        Database::Sqlite(_) => "sqlite",
        Database::Postgres(_) => "postgres",
    };
    let mode = if shop.config.is_sandbox() { "sandbox" } else { "real" };
    let labels = vec![
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("mode", mode.to_owned()),
        ("database", database.to_owned()),
    ];
    told.gauges("kassa_build_info", "1; which Kassa this is", [(labels, 1.0)]);
    let started = seconds(shop.metrics.started_at());
    told.gauge("kassa_start_time_seconds", "When it started, as a Unix time", started);
    told.gauge("kassa_uptime_seconds", "For how long it runs", shop.metrics.uptime());
    let open = shop.opening.closed().is_none();
    told.gauge("kassa_books_open", "Whether the books are open", flag(open));
}

fn callbacks(told: &mut Exposition, shop: &Shop, now: UtcTime) {
    let callbacks = &shop.metrics.callbacks;
    let results = CallbackResult::ALL
        .map(|result| (vec![("result", result.as_str().to_owned())], callbacks.of(result)));
    told.counters("kassa_callbacks", "Callbacks by what they were answered", results);
    told.histograms(
        "kassa_settle_seconds",
        "How long the books took for a callback, its commit included",
        [(vec![], callbacks.settled.snapshot())],
    );
    let shut = shop.intake.why_inbox().is_some();
    told.gauge("kassa_callbacks_to_inbox", "Whether callbacks go to the inbox at once", flag(shut));
    let waiting = shop.intake.inbox().waiting();
    told.gauge("kassa_inbox_callbacks", "Callbacks that wait in the inbox", float(waiting.records));
    let age = waiting.since.map_or(0.0, |since| now.since(since).as_secs_f64());
    told.gauge("kassa_inbox_oldest_seconds", "For how long the oldest of them waits", age);
    let files = shop.intake.inbox().quarantine_files();
    if let Err(error) = &files {
        tracing::debug!(%error, "the inbox could not be looked at for the metrics");
    }
    told.gauges(
        "kassa_inbox_quarantined",
        "Files in the inbox of what could not be read",
        files.ok().map(|files| (vec![], size(files))),
    );
}

fn requests(told: &mut Exposition, shop: &Shop) {
    let http = &shop.metrics.http;
    let routes = http.routes();
    let route = |route: &String| ("route", route.clone());
    let by_class = routes.iter().flat_map(|(pattern, counted)| {
        counted
            .by_class()
            .map(move |(class, count)| (vec![route(pattern), ("class", class.to_owned())], count))
    });
    told.counters("kassa_http_requests", "Requests by route and status class", by_class);
    told.histograms(
        "kassa_http_request_seconds",
        "How long requests took until their answer began",
        routes.iter().map(|(pattern, counted)| (vec![route(pattern)], counted.latency.snapshot())),
    );
    #[expect(clippy::cast_precision_loss, reason = "nobody has so many connections")]
    let in_flight = http.in_flight() as f64;
    told.gauge("kassa_http_requests_in_flight", "Requests that are being answered", in_flight);
}

fn store(told: &mut Exposition, shop: &Shop) {
    let meter = shop.store.meter();
    told.histograms(
        "kassa_writer_batch_size",
        "How many writes one commit served (SQLite)",
        [(vec![], meter.batches.snapshot())],
    );
    told.histograms(
        "kassa_pool_wait_seconds",
        "How long a connection was waited for (PostgreSQL)",
        [(vec![], meter.waits.snapshot())],
    );
    told.counter(
        "kassa_database_failures",
        "Transactions that the database did not take: it was locked, full or away",
        meter.failures(),
    );
    let Pressure { waiting, in_use } = shop.store.pressure();
    told.gauge(
        "kassa_database_queue",
        "Writes that wait for the writer (SQLite), or whoever waits for a connection (PostgreSQL)",
        size(waiting),
    );
    told.gauge("kassa_pool_connections", "Connections in use (PostgreSQL)", size(in_use));
}

fn disks(told: &mut Exposition, shop: &Shop) {
    let free = shop.space.free();
    let place = |place: &std::path::Path| vec![("place", place.display().to_string())];
    told.gauges(
        "kassa_disk_free_bytes",
        "What may still be written there",
        free.iter().map(|(at, free)| (place(at), float(free.0))),
    );
    let least = float(shop.space.least().0);
    told.gauges(
        "kassa_disk_least_bytes",
        "What should be free there (KASSA_MIN_FREE_SPACE)",
        free.iter().map(|(at, _)| (place(at), least)),
    );
}

fn backups(told: &mut Exposition, shop: &Shop, now: UtcTime) {
    let wanted = shop.config.backup_dir.is_some();
    let age = shop.backups.newest().map(|newest| now.since(newest).as_secs_f64());
    told.gauges(
        "kassa_backup_age_seconds",
        "How old the newest daily backup is",
        age.map(|age| (vec![], age)),
    );
    let failing = shop.backups.complaint(now).is_some();
    let failing = wanted.then(|| (vec![], flag(failing)));
    told.gauges("kassa_backup_failing", "Whether something is wrong with the backups", failing);
}

/// What only the books know.
struct Look {
    outgoing: Outgoing,
    silent: usize,
}

/// `None` where they cannot be asked.
async fn look(shop: &Shop, now: UtcTime) -> Option<Look> {
    if shop.opening.closed().is_some() {
        return None;
    }
    let look = shop.store.read(move |connection: &mut Connection| {
        let outgoing = Outgoing::look(connection)?;
        let silence = silence::look(connection, now)?;
        let silent = silence.map_or(0, |silence| silence.orders.len());
        Ok::<_, StoreError>(Look { outgoing, silent })
    });
    match tokio::time::timeout(PATIENCE, look).await {
        Ok(Ok(Look { outgoing, silent })) => {
            Some(Look { outgoing: outgoing.without_switched_off(&shop.config), silent })
        }
        Ok(Err(error)) => {
            tracing::debug!(%error, "the books could not be asked for the metrics");
            None
        }
        Err(_) => None,
    }
}

fn books(told: &mut Exposition, look: Option<&Look>, now: UtcTime) {
    told.gauge(
        "kassa_books_asked",
        "Whether the books could be asked; if not, what they know is missing here",
        flag(look.is_some()),
    );
    let Some(Look { outgoing, silent }) = look else { return };
    let Outgoing { lags, webhooks, notices } = outgoing;
    let consumer = |lag: &Lag| vec![("consumer", lag.consumer.clone())];
    let events = lags.iter().map(|lag| (consumer(lag), count(lag.events)));
    told.gauges("kassa_consumer_lag_events", "How many events it has before it, at most", events);
    let behind = |lag: &Lag| lag.since.map_or(0.0, |since| now.since(since).as_secs_f64());
    told.gauges(
        "kassa_consumer_lag_seconds",
        "For how long the first of them waits",
        lags.iter().map(|lag| (consumer(lag), behind(lag))),
    );
    told.gauge(
        "kassa_webhook_deliveries_waiting",
        "Webhooks that wait for endpoints that nobody lets rest",
        count(webhooks.waiting),
    );
    let waits = webhooks.since.map_or(0.0, |since| now.since(since).as_secs_f64());
    told.gauge("kassa_webhook_oldest_seconds", "For how long the oldest of them waits", waits);
    told.gauge(
        "kassa_notices_undelivered",
        "Notices that were not delivered and wait for a person",
        count(*notices),
    );
    told.gauge(
        "kassa_silent_orders",
        "Orders whose customers seem to have paid while no callback comes",
        size(*silent),
    );
}

fn flag(is_so: bool) -> f64 {
    if is_so { 1.0 } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "it is told as a float, whatever it was")]
fn float(number: u64) -> f64 {
    number as f64
}

#[expect(clippy::cast_precision_loss, reason = "of so many nobody counts each")]
fn count(number: i64) -> f64 {
    number as f64
}

fn size(number: usize) -> f64 {
    float(u64::try_from(number).unwrap_or(u64::MAX))
}

#[expect(clippy::cast_precision_loss, reason = "a Unix time is told as a float")]
fn seconds(time: UtcTime) -> f64 {
    time.micros() as f64 / 1e6
}
