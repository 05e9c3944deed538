//! What a payment's fault means for its callbacks: which are sent, when and how.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use hyper::body::Bytes;

use super::{
    Sandbox,
    fault::Fault,
    journal::Sent,
    pay::Paid,
    payer::Payer,
    sender::{self, CallbackView, Pace},
};
use crate::dromon::{Secret, Token};

/// One callback to be sent.
#[derive(Debug)]
pub struct Delivery {
    pub body: Bytes,
    pub token: Token,
    /// How long after the one before it.
    pub wait: Duration,
    /// The pause in the middle of its body.
    pub stall: Option<Duration>,
}

/// The callbacks of one payment, in order.
///
/// # Errors
/// Where a payment cannot be written as JSON, which never happens.
pub fn plan(
    paid: &Paid,
    payer: &Payer,
    fault: Fault,
    now: DateTime<Utc>,
    secret: &Secret,
    pace: Pace,
) -> Result<Vec<Delivery>, serde_json::Error> {
    let delivery = |time: DateTime<Utc>| -> Result<Delivery, serde_json::Error> {
        let body = serde_json::to_vec(&CallbackView {
            text: &paid.text,
            uid: &paid.uid,
            time: &spell(time),
            sum: paid.sum,
            user: payer,
        })?;
        Ok(Delivery {
            body: body.into(),
            token: Token::of(secret),
            wait: Duration::ZERO,
            stall: None,
        })
    };
    let one = delivery(now)?;
    Ok(match fault {
        Fault::None | Fault::PaidLess | Fault::AlteredText => vec![one],
        Fault::Lost | Fault::Fails => vec![],
        Fault::SentTwice => vec![one, delivery(now)?],
        // At least a millisecond apart, or they would look like one that was sent twice.
        Fault::PaidTwice => vec![one, delivery(now + TimeDelta::milliseconds(1))?],
        Fault::WrongToken => vec![Delivery {
            token: Token::of(&Secret::new("not the app's secret".to_owned())),
            ..one
        }],
        Fault::Slow => vec![Delivery {
            stall: Some(pace.stall),
            ..one
        }],
        Fault::Late => vec![Delivery {
            wait: pace.delay,
            ..one
        }],
    })
}

/// As callbacks spell a time.
#[must_use]
pub fn spell(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl Sandbox {
    /// Sends the callbacks of a payment one after another and writes down what the shop answered.
    pub(super) async fn deliver(&self, payment: u64, deliveries: Vec<Delivery>) {
        let Some(url) = &self.config.callback_url else {
            return self.journal().update(payment, 0, Sent::Never);
        };
        if deliveries.is_empty() {
            return self.journal().update(payment, 0, Sent::Never);
        }
        for (index, delivery) in deliveries.into_iter().enumerate() {
            self.journal().update(payment, index, Sent::OnItsWay);
            tokio::time::sleep(delivery.wait).await;
            let Delivery {
                body, token, stall, ..
            } = delivery;
            let sent = sender::send(url, &token, &body, stall, self.pace.patience).await;
            let sent = match sent {
                Ok(status) => Sent::Answered(status),
                Err(error) => Sent::Unanswered(error.to_string()),
            };
            self.journal().update(payment, index, sent);
        }
    }
}
