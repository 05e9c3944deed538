//! Dromon's payment page: whether it shows its form, whether the form's button works, and what the
//! form sends to the pay step. All of it was worked out from `tests/dromon-vectors.json`.

use serde_json::Value;

use super::{
    js,
    link::{Link, Query, encode_uri},
    pay::PayBody,
    registration::Registration,
};
use crate::dromon::Sign;

/// What the stand-in's payers own. Enough for every sum that the pay step takes, and finite, because the
/// page's own check («недостаточно средств») is part of what is played here.
pub const BALANCE: f64 = 1e18;

/// Why the page shows no form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageRefusal {
    AppNotFound,
    Signature,
}

/// Why the form's button refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormBlock {
    /// Dromon's `sumCheck`: the sum is no positive number.
    Sum,
    /// Dromon's `cardCheck`: the payer's balance does not cover the sum.
    Card,
}

/// # Errors
/// `PageRefusal` where the page shows an error in place of its form.
pub fn open(app: &Registration, link: &Link) -> Result<(), PageRefusal> {
    if !app.is_found_by_page(&link.app) {
        return Err(PageRefusal::AppNotFound);
    }
    if !app.signing {
        return Ok(());
    }
    // The page puts everything into a query of its own without escaping `&`, `+` and `#` in it, and the
    // server that checks the signature takes that query apart: this is where those three break a link.
    let or_zero = |value: Option<Value>| value.map_or("0".to_owned(), |v| js::to_string(Some(&v)));
    let asked = Query::parse(&encode_uri(&format!(
        "sum={}&text={}&uid={}&sign={}",
        link.sum.as_deref().unwrap_or("0"),
        or_zero(link.query.get("text")),
        or_zero(link.query.get("uid")),
        js::to_string(link.query.get("sign").as_ref()),
    )));
    let value = |name| js::to_string(asked.get(name).as_ref());
    // Over the sum exactly as it stands in the link: `08` passes here and fails at the pay step.
    let sign = Sign::new(&value("uid"), &value("text"), &value("sum"), &app.id, &app.secret);
    if sign.as_str() == value("sign") { Ok(()) } else { Err(PageRefusal::Signature) }
}

/// What the form's own check says of a sum, from the link or typed by the payer.
#[must_use]
pub fn form_block(sum: &str) -> Option<FormBlock> {
    // Not a number is not greater than zero either.
    let positive = js::parse_int(sum) > 0.0;
    if !positive {
        Some(FormBlock::Sum)
    } else if js::number(sum) > BALANCE {
        Some(FormBlock::Card)
    } else {
        None
    }
}

/// What the form sends. `typed` is what the payer entered where the link has no sum.
#[must_use]
pub fn pay_body(link: &Link, typed: &str) -> PayBody {
    let sum = link.sum.as_deref().unwrap_or(typed);
    PayBody {
        app: link.app.clone(),
        sum: js::number_to_json(js::parse_int_decimal(sum)),
        text: link.query.get("text"),
        uid: link.query.get("uid"),
        sign: link.query.get("sign"),
        redirect_uri: link.query.get("redirect_uri"),
    }
}
