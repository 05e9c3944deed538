//! The last payments made in the sandbox and what the shop answered, in memory only.

use std::collections::VecDeque;

use super::{fault::Fault, pay::Paid, payer::Payer};

/// How many payments are remembered.
pub const KEPT: usize = 50;

/// One press of the pay button, and every callback that came of it.
#[derive(Clone, Debug)]
pub struct Entry {
    number: u64,
    pub time: String,
    pub payer: Payer,
    pub paid: Paid,
    pub fault: Fault,
    pub callbacks: Vec<Sent>,
}

/// What became of a callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The app has no callback URL, or the fault asked for none.
    Never,
    OnItsWay,
    Answered(u16),
    /// In English: it comes from the operating system or from `SendError`.
    Unanswered(String),
}

/// Newest first.
#[derive(Debug, Default)]
pub struct Journal {
    entries: VecDeque<Entry>,
    next: u64,
}

impl Journal {
    /// Writes a payment down; the number names it in `update`.
    pub fn record(&mut self, time: String, payer: Payer, paid: Paid, fault: Fault) -> u64 {
        let number = self.next;
        self.next += 1;
        self.entries.push_front(Entry { number, time, payer, paid, fault, callbacks: Vec::new() });
        self.entries.truncate(KEPT);
        number
    }

    /// Writes down what became of the payment's callback; nothing where the payment is forgotten already.
    pub fn update(&mut self, number: u64, callback: usize, sent: Sent) {
        let entry = self.entries.iter_mut().find(|e| e.number == number);
        let Some(entry) = entry else { return };
        match entry.callbacks.get_mut(callback) {
            Some(known) => *known = sent,
            None => entry.callbacks.push(sent),
        }
    }

    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.entries.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dromon::Sum;

    #[test]
    fn the_newest_are_kept() {
        let mut journal = Journal::default();
        let payer = Payer::named("Steve_01").unwrap();
        for n in 1..=60 {
            let paid = Paid { sum: Sum::new(n).unwrap(), text: "T".into(), uid: "U".into() };
            journal.record(String::new(), payer.clone(), paid, Fault::None);
        }
        journal.update(0, 0, Sent::Never); // forgotten long ago
        journal.update(59, 0, Sent::OnItsWay);
        journal.update(59, 0, Sent::Answered(200));
        journal.update(59, 1, Sent::Answered(503));
        let entries = journal.entries();
        assert_eq!(entries.len(), KEPT);
        assert_eq!(entries[0].paid.sum.get(), 60);
        assert_eq!(entries[0].callbacks, [Sent::Answered(200), Sent::Answered(503)]);
        assert!(entries[1].callbacks.is_empty());
    }
}
