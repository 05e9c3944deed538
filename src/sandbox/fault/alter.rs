//! What a payer changes in a link.

use serde_json::Value;

use super::Fault;
use crate::sandbox::{js, pay::PayBody};

impl Fault {
    /// Whether the payer changed the link, so that no check of a signature may come between.
    #[must_use]
    pub const fn alters_link(self) -> bool {
        matches!(
            self,
            Self::PaidLess | Self::PaidMore | Self::AlteredText | Self::LongText(_) | Self::Gift
        )
    }

    /// Changes what is paid as the payer did. The length of [`Fault::LongText`] comes later: a text of megabytes is
    /// never held in memory.
    pub fn alter(self, body: &mut PayBody) {
        match self {
            Self::PaidLess => alter_sum(body, |sum| (sum / 2.0).ceil()),
            Self::PaidMore => alter_sum(body, |sum| sum * 2.0),
            Self::AlteredText => {
                let text = js::to_string(body.text.as_ref());
                body.text = Some(Value::from(format!("{text} (altered)")));
            }
            Self::LongText(_) => {
                let text = body.text.take().map(|text| js::to_string(Some(&text)));
                body.text = Some(Value::from(text.unwrap_or_default()));
            }
            Self::Gift => {
                body.text = None;
                body.uid = None;
            }
            _ => {}
        }
    }
}

fn alter_sum(body: &mut PayBody, alter: impl FnOnce(f64) -> f64) {
    if let Some(sum) = body.sum.as_f64() {
        body.sum = Value::from(alter(sum));
    }
}
