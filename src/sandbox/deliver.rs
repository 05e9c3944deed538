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
        Fault::Slow => vec![Delivery { stall: Some(pace.stall), ..one }],
        Fault::Late => vec![Delivery { wait: pace.delay, ..one }],
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
            let Delivery { body, token, stall, .. } = delivery;
            let sent = sender::send(url, &token, &body, stall, self.pace.patience).await;
            let sent = match sent {
                Ok(status) => Sent::Answered(status),
                Err(error) => Sent::Unanswered(error.to_string()),
            };
            self.journal().update(payment, index, sent);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dromon::Sum;

    fn planned(fault: Fault) -> Vec<Delivery> {
        let paid = Paid { sum: Sum::new(8).unwrap(), text: "T".into(), uid: "U-1".into() };
        let payer = Payer::named("Steve_01").unwrap();
        let now = "2026-11-24T07:05:03.126789Z".parse().unwrap();
        let secret = Secret::new("1q".to_owned());
        plan(&paid, &payer, fault, now, &secret, Pace::default()).unwrap()
    }

    /// Callbacks, seconds before the first, seconds in its middle, and whether its token is genuine.
    #[test]
    fn each_fault_does_what_the_page_says() {
        for (fault, expected) in [
            (Fault::None, (1, 0, 0, true)),
            (Fault::SentTwice, (2, 0, 0, true)),
            (Fault::PaidTwice, (2, 0, 0, true)),
            (Fault::PaidLess, (1, 0, 0, true)),
            (Fault::AlteredText, (1, 0, 0, true)),
            (Fault::WrongToken, (1, 0, 0, false)),
            (Fault::Slow, (1, 0, 3, true)),
            (Fault::Late, (1, 5, 0, true)),
        ] {
            let deliveries = planned(fault);
            let first = &deliveries[0];
            let stall = first.stall.unwrap_or_default();
            let genuine = first.token.fits(b"852301e1234000e61546c131345e8b8a");
            let planned = (deliveries.len(), first.wait.as_secs(), stall.as_secs(), genuine);
            assert_eq!(planned, expected, "{fault:?}");
        }
        assert!(planned(Fault::Lost).is_empty());
        assert!(planned(Fault::Fails).is_empty());
    }

    #[test]
    fn time_has_milliseconds() {
        let body = planned(Fault::None).remove(0).body;
        let body = String::from_utf8(body.to_vec()).unwrap();
        let start = r#"{"text":"T","uid":"U-1","time":"2026-11-24T07:05:03.126Z","sum":8,"user":{"#;
        assert!(body.starts_with(start), "{body}");
    }
}
