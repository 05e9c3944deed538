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
    /// When he came, in seconds since 1970: whoever fetches the page again has come back all the same.
    at: i64,
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
        Some(Self { at: back, stage, next: until.map(|until| until - ago) })
    }

    /// Whether it leads to the form by which the shop is told.
    pub(super) fn asks_to_claim(self) -> bool {
        matches!(self.stage, Stage::Long { .. })
    }

    /// In how many seconds the page is fetched again where no script does it: only while nobody has a reason to type
    /// anything there, which would be lost.
    pub(super) fn reloads(self) -> Option<i64> {
        self.next.filter(|_| self.stage == Stage::Now)
    }

    /// Whether its reader has to fetch the page himself where no script does it.
    pub(super) fn asks_to_reload(self) -> bool {
        self.stage == Stage::Late
    }

    /// What of the page's address tells it.
    pub(super) fn query(self) -> String {
        format!("?back={}", self.at)
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

    /// Where the order cannot be paid any more, nobody is sent to a button that is not there.
    pub(super) fn text(self, m: Messages, is_payable: bool) -> String {
        match (self.stage, is_payable) {
            (Stage::Now, _) => m.text("back-now"),
            (Stage::Late, true) => m.text("back-late"),
            (Stage::Late, false) => m.text("back-late-over"),
            (Stage::Long { .. }, true) => m.text("back-long"),
            (Stage::Long { .. }, false) => m.text("back-long-over"),
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

    /// Without scripts: nothing that is being typed may be lost, and whoever fetches the page again still waits.
    #[test]
    fn the_page_is_fetched_again_by_itself_only_at_first() {
        for (seconds, by_itself, by_hand) in
            [(5, Some(25), false), (60, None, true), (400, None, false)]
        {
            let back = Back::of(NOW - seconds, NOW).unwrap();
            assert_eq!((back.reloads(), back.asks_to_reload()), (by_itself, by_hand), "{seconds}");
            assert_eq!(back.query(), format!("?back={}", NOW - seconds));
        }
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
