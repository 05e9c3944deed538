//! What became of many payments, in a few lines.

use std::{collections::BTreeMap, fmt, time::Duration};

use serde_json::Value;

use crate::sandbox::sender::{Reply, SendError};

/// How many failures are told one by one.
const TOLD: usize = 10;

/// How many kinds of answers are told apart: a shop may say something else each time.
const KINDS: usize = 20;

/// The longest of a shop's own words that are told.
const WORDS: usize = 200;

/// Grows by nothing but numbers, however much is counted.
#[derive(Debug, Default)]
pub struct Tally {
    /// Lines that are not blank.
    pub links: u64,
    /// Links that nobody could pay.
    pub refused: u64,
    /// Callbacks that were sent, answered or not.
    pub sent: u64,
    /// Callbacks that were not answered 200, but for those whose sender hung up on purpose.
    pub failed: u64,
    /// Since the beginning.
    pub took: Duration,
    /// Why the links were not read to their end.
    pub unread: Option<String>,
    kinds: BTreeMap<String, u64>,
    slowest: Option<(Duration, u64)>,
    first_failures: Vec<(u64, String)>,
}

impl Tally {
    pub fn refuse(&mut self, line: u64, reason: &str) {
        self.refused += 1;
        self.tell(line, format!("not paid: {reason}"));
    }

    pub fn count(&mut self, line: u64, reply: Result<Reply, SendError>, took: Duration) {
        self.sent += 1;
        let kind = match reply {
            Ok(Reply::CutShort) => "cut short, no answer awaited".to_owned(),
            Ok(Reply::Answered(answer)) => {
                if self.slowest.is_none_or(|(slowest, _)| took > slowest) {
                    self.slowest = Some((took, line));
                }
                if answer.status != 200 {
                    self.failed += 1;
                    let words = shortened(&answer.words);
                    self.tell(line, format!("answered {}: {words}", answer.status));
                }
                match result(&answer.words) {
                    Some(result) => format!("{} {result}", answer.status),
                    None => answer.status.to_string(),
                }
            }
            Err(error) => {
                self.failed += 1;
                self.tell(line, error.to_string());
                "no answer".to_owned()
            }
        };
        let known = self.kinds.contains_key(&kind) || self.kinds.len() < KINDS;
        let kind = if known { kind } else { "something else".to_owned() };
        *self.kinds.entry(kind).or_default() += 1;
    }

    /// Whether everything went as it should.
    ///
    /// # Errors
    /// What did not, in a line.
    pub fn verdict(&self) -> Result<(), String> {
        let mut wrong = Vec::new();
        if let Some(unread) = &self.unread {
            wrong.push(format!("the links could not be read to their end: {unread}"));
        }
        if self.refused > 0 {
            wrong.push(format!("{} of {} links cannot be paid", self.refused, self.links));
        }
        if self.failed > 0 {
            wrong.push(format!("{} of {} callbacks were not answered 200", self.failed, self.sent));
        }
        if self.links == 0 && wrong.is_empty() {
            wrong.push("there is no link to pay".to_owned());
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
    }

    /// Callbacks a second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        let sent = f64::from(u32::try_from(self.sent).unwrap_or(u32::MAX));
        sent / self.took.as_secs_f64().max(0.001)
    }

    fn tell(&mut self, line: u64, what: String) {
        if self.first_failures.len() < TOLD {
            self.first_failures.push((line, what));
        }
    }
}

/// The result that a shop's answer names: Kassa's do.
fn result(words: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(words).ok()?;
    let result = answer.get("result")?.as_str()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "_- ".contains(c);
    (result.len() <= 40 && result.chars().all(plain)).then(|| result.to_owned())
}

/// A shop's words, fit for a terminal.
fn shortened(words: &str) -> String {
    let mut short: String = words.chars().take(WORDS).flat_map(char::escape_debug).collect();
    if words.chars().nth(WORDS).is_some() {
        short.push('…');
    }
    short.replace("\\\"", "\"")
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { links, refused, sent, .. } = self;
        let took = self.took.as_secs_f64();
        writeln!(f, "{links} links, {refused} of them refused")?;
        writeln!(f, "{sent} callbacks in {took:.2} s, {:.0} a second", self.rate())?;
        for (kind, count) in &self.kinds {
            writeln!(f, "{count:>9}  {kind}")?;
        }
        if let Some((slowest, line)) = self.slowest {
            writeln!(f, "the slowest answer took {:.3} s (line {line})", slowest.as_secs_f64())?;
        }
        let mut failures: Vec<_> = self.first_failures.iter().collect();
        failures.sort_by_key(|(line, _)| *line);
        for (line, what) in failures {
            writeln!(f, "line {line}: {what}")?;
        }
        let told = u64::try_from(self.first_failures.len()).unwrap_or(u64::MAX);
        let untold = (self.refused + self.failed).saturating_sub(told);
        if untold > 0 {
            writeln!(f, "and {untold} more")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::sender::Answer;

    fn answered(status: u16, words: &str) -> Reply {
        Reply::Answered(Answer { status, words: words.to_owned() })
    }

    #[test]
    fn answers_are_counted_by_what_they_say() {
        let mut tally = Tally { links: 4, took: Duration::from_secs(2), ..Tally::default() };
        for line in 1..=3 {
            tally.count(
                line,
                Ok(answered(200, r#"{"result":"paid"}"#)),
                Duration::from_millis(line),
            );
        }
        tally.count(4, Ok(Reply::CutShort), Duration::from_secs(9));
        assert_eq!(tally.verdict(), Ok(()));
        let said = tally.to_string();
        for words in [
            "4 callbacks in 2.00 s, 2 a second",
            "        3  200 paid\n",
            "        1  cut short",
            "the slowest answer took 0.003 s (line 3)",
        ] {
            assert!(said.contains(words), "{words} in {said}");
        }

        tally.count(5, Ok(answered(401, "{\"title\":\"\u{1b}[31m\"}")), Duration::ZERO);
        tally.count(6, Err(SendError::NotHttp), Duration::ZERO);
        let said = tally.to_string();
        for words in
            ["  1  401\n", "  1  no answer\n", "line 5: answered 401: {\"title\":\"\\u{1b}"]
        {
            assert!(said.contains(words), "{words} in {said}");
        }
        let verdict = tally.verdict().unwrap_err();
        assert_eq!(verdict, "2 of 6 callbacks were not answered 200");
    }

    /// Constant memory, and a report that fits on a screen, whatever a shop answers.
    #[test]
    fn what_is_told_is_bounded() {
        let mut tally = Tally::default();
        for line in 0..1000 {
            let words = format!(r#"{{"result":"r{line}"}}{}"#, " ".repeat(1000));
            tally.count(line, Ok(answered(500, &words)), Duration::ZERO);
            tally.links += 1;
            tally.refuse(line, "no link");
        }
        assert_eq!(tally.kinds.len(), KINDS + 1);
        let said = tally.to_string();
        assert!(said.lines().count() < 50 && said.len() < 5000, "{said}");
        assert!(said.ends_with("and 1990 more\n"), "{said}");
        let verdict = tally.verdict().unwrap_err();
        assert!(verdict.contains("1000 of 1000 links cannot be paid"), "{verdict}");
    }

    #[test]
    fn nothing_to_pay_is_no_success() {
        assert!(Tally::default().verdict().is_err());
        let unread = Tally { unread: Some("gone".to_owned()), links: 1, ..Tally::default() };
        assert!(unread.verdict().unwrap_err().contains("gone"));
    }
}
