//! What a payment's fault means for its callbacks: which are sent, when and how.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use super::{
    fault::Fault,
    pay::Paid,
    payer::Payer,
    sender::{Body, CallbackView, Manner},
};
use crate::dromon::{Secret, Token};

/// One callback to be sent.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub body: Body,
    pub token: Token,
    /// How long after the one before it.
    pub wait: Duration,
    pub manner: Manner,
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
) -> Result<Vec<Delivery>, serde_json::Error> {
    let delivery = |time: DateTime<Utc>| -> Result<Delivery, serde_json::Error> {
        let time = spell(time);
        let view = CallbackView {
            text: &paid.text,
            uid: &paid.uid,
            time: (fault != Fault::NoTime).then_some(&time),
            sum: paid.sum,
            user: payer,
        };
        let body = match fault {
            Fault::LongText(size) => Body::padded(&view, size.bytes())?,
            _ => Body::of(&view)?,
        };
        Ok(Delivery {
            body,
            token: Token::of(secret),
            wait: Duration::ZERO,
            manner: Manner::AtOnce,
        })
    };
    let one = delivery(now)?;
    Ok(match fault {
        Fault::None
        | Fault::Swapped
        | Fault::NoTime
        | Fault::PaidLess
        | Fault::PaidMore
        | Fault::AlteredText
        | Fault::LongText(_)
        | Fault::Gift => vec![one],
        Fault::Lost | Fault::Fails => vec![],
        Fault::SentTwice => vec![one.clone(), one],
        // At least a millisecond apart, or they would look like one that was sent twice.
        Fault::PaidTwice => vec![one, delivery(now + TimeDelta::milliseconds(1))?],
        Fault::WrongToken => vec![Delivery {
            token: Token::of(&Secret::new("not the app's secret".to_owned())),
            ..one
        }],
        Fault::Slow => vec![Delivery { manner: Manner::Halves, ..one }],
        Fault::Trickle => vec![Delivery { manner: Manner::Trickle, ..one }],
        Fault::CutShort => vec![Delivery { manner: Manner::CutShort, ..one }],
        Fault::Late(wait) => vec![Delivery { wait, ..one }],
    })
}

/// As callbacks spell a time.
#[must_use]
pub fn spell(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dromon::Sum;

    fn planned(fault: Fault) -> Vec<Delivery> {
        let paid = Paid { sum: Sum::new(8).unwrap(), text: "T".into(), uid: "U-1".into() };
        let payer = Payer::named("Steve_01").unwrap();
        let now = "2026-11-24T07:05:03.126789Z".parse().unwrap();
        plan(&paid, &payer, fault, now, &Secret::new("1q".to_owned())).unwrap()
    }

    /// Callbacks, seconds before the first, how it is written, and whether its token is genuine. What the payer did
    /// is in the payment already.
    #[test]
    fn each_fault_does_what_the_page_says() {
        for fault in Fault::ALL {
            let expected = match fault {
                Fault::Lost | Fault::Fails => None,
                Fault::SentTwice | Fault::PaidTwice => Some((2, 0, Manner::AtOnce, true)),
                Fault::WrongToken => Some((1, 0, Manner::AtOnce, false)),
                Fault::Slow => Some((1, 0, Manner::Halves, true)),
                Fault::Trickle => Some((1, 0, Manner::Trickle, true)),
                Fault::CutShort => Some((1, 0, Manner::CutShort, true)),
                Fault::Late(_) => Some((1, 5, Manner::AtOnce, true)),
                _ => Some((1, 0, Manner::AtOnce, true)),
            };
            let deliveries = planned(fault);
            let found = deliveries.first().map(|first| {
                let genuine = first.token.fits(b"852301e1234000e61546c131345e8b8a");
                (deliveries.len(), first.wait.as_secs(), first.manner, genuine)
            });
            assert_eq!(found, expected, "{fault}");
        }
    }

    #[test]
    fn time_has_milliseconds_where_there_is_one() {
        let body = |fault| planned(fault).remove(0).body.beginning();
        let start = r#"{"text":"T","uid":"U-1","time":"2026-11-24T07:05:03.126Z","sum":8,"user":{"#;
        assert!(body(Fault::None).starts_with(start), "{}", body(Fault::None));
        let start = r#"{"text":"T","uid":"U-1","sum":8,"user":{"#;
        assert!(body(Fault::NoTime).starts_with(start), "{}", body(Fault::NoTime));
    }

    #[test]
    fn a_long_text_makes_a_body_of_that_size() {
        for mebibytes in ["1", "64"] {
            let fault = format!("long-text={mebibytes}").parse().unwrap();
            let length = planned(fault).remove(0).body.len();
            assert_eq!(length, mebibytes.parse::<usize>().unwrap() * 1024 * 1024);
        }
    }
}
