//! What is honestly known when a payer comes back from Dromon's page and no payment has come.

use crate::i18n::Messages;

/// A callback comes within seconds, so after that many it is late; and after so many somebody has to look.
const LATE: i64 = 30;
const LONG: i64 = 5 * 60;

/// Who came back longer ago does not wait here any more.
const FORGOTTEN: i64 = 24 * 60 * 60;

/// How far the clocks of two nodes may be apart.
const APART: i64 = 60;

/// How long ago he came back, as it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Just now: usually it comes in seconds.
    Now,
    /// By now it should have come: was the money taken?
    Late,
    /// Somebody has to look.
    Long { minutes: i64 },
}

/// Who came back, and when there is something else to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Back {
    pub stage: Stage,
    /// In how many seconds the next stage begins; `None`: this is the last.
    pub next: Option<i64>,
}

impl Back {
    /// Both in seconds since 1970; `back` is what an address says, so it may be anything.
    #[must_use]
    pub fn of(back: i64, now: i64) -> Option<Self> {
        let ago = now.checked_sub(back).filter(|ago| (-APART..=FORGOTTEN).contains(ago))?.max(0);
        let (stage, until) = match ago {
            ..LATE => (Stage::Now, Some(LATE)),
            LATE..LONG => (Stage::Late, Some(LONG)),
            _ => (Stage::Long { minutes: ago / 60 }, None),
        };
        Some(Self { stage, next: until.map(|until| until - ago) })
    }

    /// Whether it leads to the form by which the shop is told.
    pub(super) fn asks_to_claim(self) -> bool {
        matches!(self.stage, Stage::Long { .. })
    }

    pub(super) fn word(self) -> &'static str {
        match self.stage {
            Stage::Now => "now",
            Stage::Late => "late",
            Stage::Long { .. } => "long",
        }
    }

    pub(super) fn title(self, m: Messages) -> String {
        match self.stage {
            Stage::Now => m.text("back-now-title"),
            Stage::Late => m.text("back-late-title"),
            Stage::Long { minutes } => m.with("back-long-title", &[("minutes", minutes.into())]),
        }
    }

    pub(super) fn text(self, m: Messages) -> String {
        match self.stage {
            Stage::Now => m.text("back-now"),
            Stage::Late => m.text("back-late"),
            Stage::Long { .. } => m.text("back-long"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn ago(seconds: i64) -> Option<(Stage, Option<i64>)> {
        Back::of(NOW - seconds, NOW).map(|back| (back.stage, back.next))
    }

    #[test]
    fn what_is_said_changes_with_the_time_that_passes() {
        assert_eq!(ago(0), Some((Stage::Now, Some(30))));
        assert_eq!(ago(29), Some((Stage::Now, Some(1))));
        assert_eq!(ago(30), Some((Stage::Late, Some(270))));
        assert_eq!(ago(299), Some((Stage::Late, Some(1))));
        assert_eq!(ago(300), Some((Stage::Long { minutes: 5 }, None)));
        assert_eq!(ago(24 * 3600), Some((Stage::Long { minutes: 1440 }, None)));
    }

    /// Whatever stands in an address.
    #[test]
    fn nothing_is_said_of_times_that_cannot_be() {
        for seconds in [24 * 3600 + 1, -61, NOW] {
            assert_eq!(ago(seconds), None, "{seconds}");
        }
        assert_eq!(ago(-1), Some((Stage::Now, Some(30))), "another node's clock");
        for back in [i64::MIN, i64::MAX, 0, -1] {
            assert_eq!(Back::of(back, NOW), None);
        }
    }
}
