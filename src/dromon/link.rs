//! The payment link, and which texts and uids survive Dromon's page.

use url::Url;

use super::{App, Sign, Sum};

/// The characters that Dromon's payment page breaks on, however they are encoded: it rebuilds its query
/// without escaping them, so its signature check fails («Неверная подпись»).
pub const BREAKING: [char; 3] = ['&', '+', '#'];

/// A signed link to Dromon's payment page.
#[derive(Clone)]
pub struct PaymentLink {
    pub sum: Sum,
    pub sign: Sign,
    pub url: Url,
}

/// Where the payment page is and what its return button does: the same for all links of a shop.
#[derive(Clone, Debug)]
pub struct Page {
    /// `https://drom.one`, or the sandbox.
    pub base: Url,
    /// The app's registered «Redirect URI», byte for byte; without one the link has no return button.
    pub return_to: Option<ReturnTo>,
}

#[derive(Clone, Debug)]
pub struct ReturnTo {
    pub redirect_uri: String,
    /// The return button's caption.
    pub caption: String,
}

/// Why a link could not be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Without text or uid no signature passes both of Dromon's checks.
    #[error("it is empty, and without it no signature passes Dromon's checks")]
    Empty,
    #[error("it contains `{0}`, on which Dromon's payment page answers «Неверная подпись»")]
    Breaking(char),
    /// The sign of uid `A.B`, text `C` fits uid `A`, text `B.C` as well.
    #[error("a uid has no dot: its signature would fit another order too")]
    Dot,
}

impl PaymentLink {
    /// # Errors
    /// `LinkError` where Dromon's page could not verify the link.
    pub fn new(app: &App, page: &Page, uid: &str, text: &str, sum: Sum) -> Result<Self, LinkError> {
        check_uid(uid)?;
        check_text(text)?;
        let sign = Sign::new(uid, text, &sum.to_string(), &app.id, &app.secret);
        let mut url = page.base.clone();
        url.set_path(&format!("{}/app/{}/{sum}", page.base.path().trim_end_matches('/'), app.name));
        {
            let mut query = url.query_pairs_mut();
            query
                .append_pair("text", text)
                .append_pair("uid", uid)
                .append_pair("sign", sign.as_str());
            if let Some(ReturnTo { redirect_uri, caption }) = &page.return_to {
                query.append_pair("redirect_uri", redirect_uri).append_pair("ok", caption);
            }
        }
        Ok(Self { sum, sign, url })
    }
}

/// # Errors
/// `LinkError` where Dromon's page could not verify a link with this text.
pub fn check_text(text: &str) -> Result<(), LinkError> {
    if text.is_empty() {
        return Err(LinkError::Empty);
    }
    match text.chars().find(|c| BREAKING.contains(c)) {
        Some(breaking) => Err(LinkError::Breaking(breaking)),
        None => Ok(()),
    }
}

/// # Errors
/// `LinkError` where Dromon's page could not verify a link with this uid, or its sign would be ambiguous.
pub fn check_uid(uid: &str) -> Result<(), LinkError> {
    check_text(uid)?;
    if uid.contains('.') {
        return Err(LinkError::Dot);
    }
    Ok(())
}
