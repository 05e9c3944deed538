//! Faults on demand: what can go wrong between Dromon and a shop, one name each.

use std::str::FromStr;

use super::pay::PayBody;
use serde_json::Value;

/// What goes wrong with a payment. The name in the page's form (`fault=lost`) is the magic input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    #[default]
    None,
    /// Paid, but no callback is ever sent: the shop was unreachable for a moment.
    Lost,
    /// One payment, its callback sent twice, byte for byte the same: a proxy repeated it.
    SentTwice,
    /// The payer paid the same link twice.
    PaidTwice,
    /// The payer changed the sum in the link to half of it, rounded up. Only an app whose owner has left
    /// signing off takes that, so the stand-in acts as one.
    PaidLess,
    /// The payer changed the text in the link, at an app with signing off.
    AlteredText,
    /// Somebody who does not know the secret sends the callback.
    WrongToken,
    /// The callback's body comes in two halves with a pause between them.
    Slow,
    /// The callback comes long after the payer was told of success.
    Late,
    /// Dromon refuses the payment: no money moves, no callback is sent.
    Fails,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such fault")]
pub struct UnknownFault;

impl Fault {
    /// In the order of the page's form.
    pub const ALL: [Self; 10] = [
        Self::None,
        Self::Lost,
        Self::SentTwice,
        Self::PaidTwice,
        Self::PaidLess,
        Self::AlteredText,
        Self::WrongToken,
        Self::Slow,
        Self::Late,
        Self::Fails,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Lost => "lost",
            Self::SentTwice => "sent-twice",
            Self::PaidTwice => "paid-twice",
            Self::PaidLess => "paid-less",
            Self::AlteredText => "altered-text",
            Self::WrongToken => "wrong-token",
            Self::Slow => "slow",
            Self::Late => "late",
            Self::Fails => "fails",
        }
    }

    /// Whether the payer changed the link, so that no check of a signature may come between.
    #[must_use]
    pub const fn alters_link(self) -> bool {
        matches!(self, Self::PaidLess | Self::AlteredText)
    }

    /// Changes what is paid as the payer did.
    pub fn alter(self, body: &mut PayBody) {
        match self {
            Self::PaidLess => {
                if let Some(sum) = body.sum.as_f64() {
                    body.sum = Value::from((sum / 2.0).ceil());
                }
            }
            Self::AlteredText => {
                let text = super::js::to_string(body.text.as_ref());
                body.text = Some(Value::from(format!("{text} (altered)")));
            }
            _ => {}
        }
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, UnknownFault> {
        let named = |fault: &Self| fault.as_str() == name;
        Self::ALL.into_iter().find(named).ok_or(UnknownFault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_a_name_of_its_own() {
        for fault in Fault::ALL {
            assert_eq!(fault.as_str().parse(), Ok(fault));
        }
        assert_eq!("Lost".parse::<Fault>(), Err(UnknownFault));
    }
}
