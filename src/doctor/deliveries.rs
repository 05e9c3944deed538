//! Whether webhooks and notices get to those whom they are for.

use std::time::Duration;

use super::Finding;
use crate::{
    clock::UtcTime,
    outgoing::{Outgoing, PATIENCE, Webhooks},
};

/// What was sent and not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deliveries {
    /// So many webhooks are on their way.
    Taken { waiting: i64 },
    /// Some of each, or of one of them.
    Untaken {
        /// How many webhooks wait, and for how long; `None` where none waits too long.
        late: Option<(i64, Duration)>,
        /// Webhooks that were given up, and at which nobody has looked.
        given_up: i64,
        notices: i64,
    },
}

impl Deliveries {
    #[must_use]
    pub fn of(outgoing: &Outgoing, now: UtcTime) -> Self {
        let Outgoing { webhooks: Webhooks { waiting, since, given_up }, notices, .. } = *outgoing;
        let waits = since.map(|since| now.since(since)).filter(|waits| *waits > PATIENCE);
        let late = waits.map(|waits| (waiting, waits));
        if late.is_none() && given_up == 0 && notices == 0 {
            Self::Taken { waiting }
        } else {
            Self::Untaken { late, given_up, notices }
        }
    }

    #[must_use]
    pub fn finding(&self) -> Finding {
        const CHECK: &str = "deliveries";
        match *self {
            Self::Taken { waiting: 0 } => {
                Finding::ok(CHECK, "no webhook and no notice waits to be taken")
            }
            Self::Taken { waiting } => {
                Finding::ok(CHECK, format!("{waiting} webhooks are on their way"))
            }
            Self::Untaken { late, given_up, notices } => {
                let late = late.map(|(waiting, waits)| {
                    let waits = humantime::format_duration(Duration::from_secs(waits.as_secs()));
                    format!("{waiting} webhooks wait, the oldest for {waits}")
                });
                let given_up = (given_up > 0).then(|| format!("{given_up} webhooks were given up"));
                let notices =
                    (notices > 0).then(|| format!("{notices} notices were not delivered"));
                let found: Vec<_> = [late, given_up, notices].into_iter().flatten().collect();
                Finding::warning(
                    CHECK,
                    found.join("\n"),
                    "/admin/webhooks shows what an endpoint answers, and sends again; /admin/attention shows the notices",
                )
            }
        }
    }
}
