//! A payer with a link: from the page to the pay step.

use super::{
    fault::Fault,
    link::Link,
    page::{self, FormBlock, PageRefusal},
    pay::{self, Paid, Refusal},
    registration::Registration,
};

/// Why a link is not paid, in the order in which a payer meets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    Page(PageRefusal),
    Form(FormBlock),
    PayStep(Refusal),
}

/// Opens a link and presses the button.
///
/// # Errors
/// `Refused` where no money moves.
pub fn press(app: &Registration, link: &Link, fault: Fault) -> Result<Paid, Refused> {
    page::open(app, link).map_err(Refused::Page)?;
    // A payer with a link that has no sum types none here.
    if let Some(block) = page::form_block(link.sum.as_deref().unwrap_or_default()) {
        return Err(Refused::Form(block));
    }
    pay_step(app, link, "", fault).map_err(Refused::PayStep)
}

/// What the button does. Where the payer has changed the link, no signature is checked any more.
///
/// # Errors
/// `Refusal` where no money moves.
pub fn pay_step(
    app: &Registration,
    link: &Link,
    typed: &str,
    fault: Fault,
) -> Result<Paid, Refusal> {
    let mut body = page::pay_body(link, typed);
    fault.alter(&mut body);
    let signing = app.signing && !fault.alters_link();
    let app = Registration { signing, ..app.clone() };
    pay::pay(&app, &body)
}
