//! What is done on a pick list: one form, one verb.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};

use super::{look, parse, path, view};
use crate::{
    clock,
    picking::{self, Entry, Left, MOST_ORDERS, PickError},
    staff::SignedIn,
    web::{
        Error, Shop,
        admin::orders::Outcome,
        pages::admin::picks::problem,
        respond::{render, see_other},
    },
};

/// The most entries of one form: an order has no more than 200 lines, and a good stands in few of them.
const MOST_ENTRIES: usize = MOST_ORDERS * 4;

/// What was ticked, or is not any more.
struct Ticking {
    entries: Vec<Entry>,
    is_on: bool,
    /// Where on the page it was.
    anchor: String,
}

impl Ticking {
    fn parse(fields: &[(String, String)]) -> Result<Self, Error> {
        let (mut entries, mut is_on, mut anchor) = (Vec::new(), None, String::new());
        for (name, value) in fields {
            match name.as_str() {
                "entry" => entries.push(entry(value).ok_or_else(|| {
                    Error::Malformed("an entry is uid.position.nth.quantity".to_owned())
                })?),
                "to" => is_on = Some(value == "on"),
                "at" => anchor.clone_from(value),
                _ => {}
            }
        }
        let is_on = is_on.ok_or_else(|| Error::Malformed("`to` is `on` or `off`".to_owned()))?;
        if entries.is_empty() || entries.len() > MOST_ENTRIES {
            return Err(Error::Malformed(format!("1 to {MOST_ENTRIES} entries")));
        }
        // It stands in an address from now on.
        let is_plain = anchor.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        Ok(Self { entries, is_on, anchor: if is_plain { anchor } else { String::new() } })
    }
}

fn entry(text: &str) -> Option<Entry> {
    let mut parts = text.split('.');
    let entry = Entry {
        uid: parts.next()?.parse().ok()?,
        position: parts.next()?.parse().ok()?,
        nth: parts.next()?.parse().ok()?,
        quantity: parts.next()?.parse().ok()?,
    };
    parts.next().is_none().then_some(entry)
}

/// `POST /admin/picks/{id}/tick`
pub async fn tick(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<String>,
    fields: Form<Vec<(String, String)>>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = parse(&id)?;
    let Ticking { entries, is_on, anchor } = Ticking::parse(&fields)?;
    let by = signed_in.actor();
    let done = shop
        .store
        .write(move |connection| {
            if is_on {
                picking::tick(connection, id, &entries, &by, clock::now())
            } else {
                picking::untick(connection, id, &entries)
            }
        })
        .await;
    match done {
        Ok(()) if anchor.is_empty() => Ok(see_other(&path(id))),
        Ok(()) => Ok(see_other(&format!("{}#{anchor}", path(id)))),
        Err(error) => refuse(&request, &signed_in, &shop, id, error).await,
    }
}

/// `POST /admin/picks/{id}/end`
pub async fn end(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<String>,
    fields: Form<Vec<(String, String)>>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = parse(&id)?;
    let anyway = fields.iter().any(|(name, value)| name == "anyway" && value == "yes");
    let left = if anyway { Left::GoesOff } else { Left::Nothing };
    let by = signed_in.actor();
    let done = shop
        .store
        .write(move |connection| picking::end(connection, id, left, &by, clock::now()))
        .await;
    match done {
        // Somebody was faster with the same.
        Ok(()) | Err(PickError::Ended) => Ok(see_other(&path(id))),
        Err(error) => refuse(&request, &signed_in, &shop, id, error).await,
    }
}

/// Nothing was done, and the list says why.
async fn refuse(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    id: i64,
    error: PickError,
) -> Result<HttpResponse, Error> {
    let viewer = view::Viewer::new(request, signed_in, shop);
    let Some(text) = problem(viewer.messages(), &error) else { return Err(error.into()) };
    let sheet = look(shop, id).await?;
    render(StatusCode::CONFLICT, &viewer.sheet(&sheet, &Outcome::default(), Some(text)))
}
