//! What a check says.

use std::fmt;

use super::Rule;
use crate::clock::UtcTime;

/// How many offenders of each rule are named.
const NAMED: usize = 10;

/// What was checked, and what was found.
#[derive(Clone, Debug)]
pub struct Report {
    pub at: UtcTime,
    /// In the order of the rules; a rule that this database cannot break is not among them.
    pub checks: Vec<Check>,
}

/// What came of one rule.
#[derive(Clone, Debug)]
pub struct Check {
    pub rule: Rule,
    /// How many things were looked at.
    pub checked: i64,
    /// How often the rule is known to be broken. Some searches end when they have enough to name.
    pub broken: usize,
    /// The first of them.
    pub findings: Vec<Finding>,
}

/// Somebody who breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is, by its id and its order's uid.
    pub subject: String,
    pub expected: String,
    pub found: String,
}

impl Report {
    pub(super) fn new(at: UtcTime) -> Self {
        Self { at, checks: Vec::new() }
    }

    /// Whether all rules hold.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.checks.iter().all(|check| check.broken == 0)
    }

    /// The rules that are broken.
    pub fn broken(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.broken > 0)
    }

    /// So many things were looked at.
    pub(super) fn checked(&mut self, rule: Rule, things: i64) {
        self.check(rule).checked += things;
    }

    pub(super) fn found(&mut self, rule: Rule, finding: Finding) {
        let check = self.check(rule);
        check.broken += 1;
        if check.findings.len() < NAMED {
            check.findings.push(finding);
        }
    }

    /// Whether enough was found to be named.
    pub(super) fn is_full(&self, rule: Rule) -> bool {
        self.checks.iter().any(|check| check.rule == rule && check.findings.len() >= NAMED)
    }

    fn check(&mut self, rule: Rule) -> &mut Check {
        let place = match self.checks.binary_search_by_key(&rule, |check| check.rule) {
            Ok(place) => place,
            Err(place) => {
                let fresh = Check { rule, checked: 0, broken: 0, findings: Vec::new() };
                self.checks.insert(place, fresh);
                place
            }
        };
        &mut self.checks[place]
    }
}

impl Finding {
    pub(super) fn new(
        subject: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self { subject: subject.into(), expected: expected.into(), found: found.into() }
    }
}

impl fmt::Display for Report {
    /// A line for each rule, and under it whoever breaks it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for check in &self.checks {
            writeln!(f, "{check}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (things, truth) = self.rule.words();
        write!(f, "{things}: {} {truth} … ", grouped(self.checked))?;
        if self.broken == 0 {
            return f.write_str("ok");
        }
        write!(f, "WRONG")?;
        for finding in &self.findings {
            write!(f, "\n  {finding}")?;
        }
        match self.broken.saturating_sub(self.findings.len()) {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { subject, expected, found } = self;
        write!(f, "{subject}: expected {expected}, found {found}")
    }
}

/// `12,345`
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
