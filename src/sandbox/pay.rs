//! Dromon's pay step: the second check of the signature, and what is paid in the end.

use serde_json::Value;

use super::{js, registration::Registration};
use crate::dromon::{Sign, Sum};

/// What the page's form sends: JSON, in which nothing but the sum is checked for its type. A missing
/// value is `undefined` to the pay step.
#[derive(Clone, Debug)]
pub struct PayBody {
    pub app: String,
    pub sum: Value,
    pub text: Option<Value>,
    pub uid: Option<Value>,
    pub sign: Option<Value>,
    pub redirect_uri: Option<Value>,
}

/// A payment that went through, as the callback will tell it.
#[derive(Clone, Debug, PartialEq)]
pub struct Paid {
    pub sum: Sum,
    pub text: Value,
    pub uid: Value,
}

/// Why the pay step takes no money, in the order in which it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    AppNotFound,
    Signature,
    RedirectUri,
    BadSum,
}

impl Refusal {
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::AppNotFound => 404,
            Self::Signature | Self::RedirectUri | Self::BadSum => 400,
        }
    }

    /// What Dromon's answer says.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AppNotFound => "App not found",
            Self::Signature => "Signature",
            Self::RedirectUri => "IRU",
            Self::BadSum => "IB",
        }
    }
}

/// The text of a payment without one.
const GIFT: &str = "Пожертвование";

/// # Errors
/// `Refusal` where no money moves.
pub fn pay(app: &Registration, body: &PayBody) -> Result<Paid, Refusal> {
    if !app.is_found_by_pay_step(&body.app) {
        return Err(Refusal::AppNotFound);
    }
    if app.signing && !is_signed(app, body) {
        return Err(Refusal::Signature);
    }
    if js::is_truthy(body.redirect_uri.as_ref()) {
        let given = body.redirect_uri.as_ref().and_then(Value::as_str);
        // Also where the app has none: then no link may name one.
        if given != app.redirect_uri.as_deref() {
            return Err(Refusal::RedirectUri);
        }
    }
    let sum = sum(&body.sum).ok_or(Refusal::BadSum)?;
    let or = |value: &Option<Value>, default: &str| match value {
        Some(value) if js::is_truthy(Some(value)) => value.clone(),
        _ => Value::from(default),
    };
    Ok(Paid { sum, text: or(&body.text, GIFT), uid: or(&body.uid, "0") })
}

/// Over what the values become in a template literal: a missing text is signed as `undefined`.
fn is_signed(app: &Registration, body: &PayBody) -> bool {
    let sign = Sign::new(
        &js::to_string(body.uid.as_ref()),
        &js::to_string(body.text.as_ref()),
        &js::to_string(Some(&body.sum)),
        &app.id,
        &app.secret,
    );
    sign.as_str() == js::to_string(body.sign.as_ref())
}

/// A whole number in range, or the decimal spelling of one (`send_sum_values` in the captures).
fn sum(sent: &Value) -> Option<Sum> {
    let number = match sent {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => js::decimal(js::trim(text))?,
        _ => return None,
    };
    js::number_to_string(number).parse().ok()
}
