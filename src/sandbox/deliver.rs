//! Sends the callbacks of the stand-in's payments and writes down what the shop answered.

use super::{
    Sandbox,
    fault::Fault,
    journal::Sent,
    plan::Delivery,
    sender::{self, Reply},
};

/// A payment's callbacks that wait for those of the next one.
#[derive(Debug)]
pub(super) struct Held {
    payment: u64,
    deliveries: Vec<Delivery>,
}

impl Sandbox {
    /// Sends the callbacks of a payment, and then those that were held until these were sent.
    pub(super) async fn deliver(&self, payment: u64, fault: Fault, deliveries: Vec<Delivery>) {
        if deliveries.is_empty() || self.config.callback_url.is_none() {
            return;
        }
        if fault == Fault::Swapped {
            let mut held = self.held();
            // Where one is held already, this is the next one.
            if held.is_none() {
                self.journal().update(payment, 0, Sent::Held);
                *held = Some(Held { payment, deliveries });
                return;
            }
        }
        self.send_all(payment, deliveries).await;
        let held = self.held().take();
        if let Some(Held { payment, deliveries }) = held {
            self.send_all(payment, deliveries).await;
        }
    }

    /// One after another.
    async fn send_all(&self, payment: u64, deliveries: Vec<Delivery>) {
        let Some(url) = &self.config.callback_url else { return };
        for (index, delivery) in deliveries.into_iter().enumerate() {
            let Delivery { body, token, wait, manner } = delivery;
            if !wait.is_zero() {
                self.journal().update(payment, index, Sent::Waits);
                tokio::time::sleep(wait).await;
            }
            self.journal().update(payment, index, Sent::OnItsWay);
            let sent = match sender::send(url, &token, &body, manner, self.pace).await {
                Ok(Reply::Answered(answer)) => Sent::Answered(answer),
                Ok(Reply::CutShort) => Sent::CutShort,
                Err(error) => Sent::Unanswered(error.to_string()),
            };
            self.journal().update(payment, index, sent);
        }
    }
}
