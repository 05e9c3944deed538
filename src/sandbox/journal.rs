//! The last payments made in the sandbox, what was sent and what the shop answered, in memory only.

use std::collections::VecDeque;

use super::{fault::Fault, pay::Paid, payer::Payer, plan::Delivery, sender::Answer};

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
    /// Empty where the app has no callback URL, or the fault asks for none.
    pub callbacks: Vec<Callback>,
}

#[derive(Clone, Debug)]
pub struct Callback {
    /// The beginning of its body.
    pub body: String,
    /// Of the whole body, in bytes.
    pub length: usize,
    pub sent: Sent,
}

/// What became of a callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Its turn has not come.
    NotYet,
    /// The fault lets it come later.
    Waits,
    /// Until the callback of the next payment has been sent.
    Held,
    OnItsWay,
    Answered(Answer),
    /// The sender hung up half-way, on purpose.
    CutShort,
    /// In English: it comes from the operating system or from `SendError`.
    Unanswered(String),
}

impl From<&Delivery> for Callback {
    fn from(delivery: &Delivery) -> Self {
        let body = &delivery.body;
        Self { body: body.beginning(), length: body.len(), sent: Sent::NotYet }
    }
}

/// Newest first.
#[derive(Debug, Default)]
pub struct Journal {
    entries: VecDeque<Entry>,
    next: u64,
}

impl Journal {
    /// Writes a payment down, and what is to be sent; the number names it in `update`.
    pub fn record(
        &mut self,
        time: String,
        payer: Payer,
        paid: Paid,
        fault: Fault,
        callbacks: Vec<Callback>,
    ) -> u64 {
        let number = self.next;
        self.next += 1;
        self.entries.push_front(Entry { number, time, payer, paid, fault, callbacks });
        self.entries.truncate(KEPT);
        number
    }

    /// Writes down what became of the payment's callback; nothing where the payment is forgotten already.
    pub fn update(&mut self, number: u64, callback: usize, sent: Sent) {
        let entry = self.entries.iter_mut().find(|e| e.number == number);
        if let Some(callback) = entry.and_then(|entry| entry.callbacks.get_mut(callback)) {
            callback.sent = sent;
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
        let callback = Callback { body: "{}".to_owned(), length: 2, sent: Sent::NotYet };
        for n in 1..=60 {
            let paid = Paid { sum: Sum::new(n).unwrap(), text: "T".into(), uid: "U".into() };
            let callbacks = vec![callback.clone(), callback.clone()];
            journal.record(String::new(), payer.clone(), paid, Fault::None, callbacks);
        }
        let answered = |status| Sent::Answered(Answer { status, words: String::new() });
        journal.update(0, 0, Sent::Held); // forgotten long ago
        journal.update(59, 0, Sent::OnItsWay);
        journal.update(59, 0, answered(200));
        journal.update(59, 1, answered(503));
        journal.update(59, 2, answered(200)); // there is no such callback
        let entries = journal.entries();
        assert_eq!(entries.len(), KEPT);
        assert_eq!(entries[0].paid.sum.get(), 60);
        let sent = |entry: &Entry| -> Vec<Sent> {
            entry.callbacks.iter().map(|callback| callback.sent.clone()).collect()
        };
        assert_eq!(sent(&entries[0]), [answered(200), answered(503)]);
        assert_eq!(sent(&entries[1]), [Sent::NotYet, Sent::NotYet]);
    }
}
