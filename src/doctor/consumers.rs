//! Whether those who are told of what happens are told.

use std::time::Duration;

use super::Finding;
use crate::{clock::UtcTime, feed::lag::Lag};

/// How long an event may wait for a consumer.
const PATIENCE: Duration = Duration::from_mins(15);

/// How far the consumers of the feed are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Consumers {
    /// There are so many, and none waits long.
    Current(usize),
    /// Those that are behind, with how many events and for how long.
    Stuck(Vec<(String, i64, Duration)>),
}

impl Consumers {
    #[must_use]
    pub fn of(lags: &[Lag], now: UtcTime) -> Self {
        let stuck = lags.iter().filter_map(|lag| {
            let waits = now.since(lag.since?);
            (waits > PATIENCE).then(|| (lag.consumer.clone(), lag.events, waits))
        });
        let stuck: Vec<_> = stuck.collect();
        if stuck.is_empty() { Self::Current(lags.len()) } else { Self::Stuck(stuck) }
    }

    #[must_use]
    pub fn finding(&self) -> Finding {
        const CHECK: &str = "consumers";
        match self {
            Self::Current(0) => Finding::ok(CHECK, "nobody is told of what happens"),
            Self::Current(count) => Finding::ok(CHECK, format!("{count}, and none is behind")),
            Self::Stuck(stuck) => {
                let each = stuck.iter().map(|(name, events, waits)| {
                    let waits = humantime::format_duration(Duration::from_secs(waits.as_secs()));
                    format!("`{name}` has not dealt with {events} events, the first for {waits}")
                });
                Finding::warning(
                    CHECK,
                    each.collect::<Vec<_>>().join("\n"),
                    "/readyz and the log say what the other side answers",
                )
            }
        }
    }
}
