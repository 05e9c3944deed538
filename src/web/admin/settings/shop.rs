//! `/admin/settings/shop`: what the shop is called, what it says of itself, its colour and its logo.

use actix_web::{
    HttpRequest, HttpResponse,
    dev::UrlEncoded,
    error::UrlencodedError,
    http::StatusCode,
    web::{Data, Payload},
};
use serde::Deserialize;

use crate::{
    catalog::Look,
    clock,
    looks::{self, Field, LooksError, MOST_ANNOUNCEMENT, MOST_NAME, MOST_TEXT, TypedLooks},
    staff::{
        SignedIn,
        audit::{self, Entry, What},
    },
    web::{
        Error, Shop,
        admin::{entry, frame, moment},
        pages::admin::settings::{Refused, ShopPage},
        respond::{render, see_other},
    },
};

pub const HERE: &str = "/admin/settings/shop";

/// The most bytes of the form. A character has four of them at most, and on its way each becomes three; there is room for
/// twice the longest texts, so that what is somewhat too long is told beside its field.
const MOST_BODY: usize = 2 * 4 * 3 * (MOST_NAME + MOST_ANNOUNCEMENT + 4 * MOST_TEXT);

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct LooksForm {
    name: String,
    announcement: String,
    greeting: String,
    hours: String,
    places: String,
    contact: String,
    accent: String,
    /// Something, where the usual colour is wanted back.
    usual: String,
    /// What the form showed when it was made.
    version: i64,
}

/// `GET /admin/settings/shop`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    as_it_is(&request, &signed_in, &shop, Refused::Not).await
}

/// The page with what the shop looks like now.
pub(super) async fn as_it_is(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    refused: Refused,
) -> Result<HttpResponse, Error> {
    let looks = shop.store.read(|connection| Ok::<_, Error>(looks::find(connection)?)).await?;
    let typed = TypedLooks::from(&looks.fields);
    page(request, signed_in, shop, looks.version, typed, looks.logo, refused)
}

/// `POST /admin/settings/shop`
pub async fn change(
    request: HttpRequest,
    signed_in: SignedIn,
    body: Payload,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let (version, typed) = LooksForm::read(&request, body).await?.typed();
    let fields = match typed.read() {
        Ok(fields) => fields,
        Err(faults) => {
            let (logo, refused) = (shop.looks.get().looks.logo.clone(), Refused::Faults(faults));
            return page(&request, &signed_in, &shop, version, typed, logo, refused);
        }
    };
    let by = signed_in.by(entry::address(&request, &shop));
    let changed = shop.store.write(move |connection| {
        let changed = looks::change(connection, version, &fields)?;
        if !changed.is_empty() {
            let note = changed.iter().copied().map(Field::as_str).collect::<Vec<_>>().join("; ");
            let subject = fields.name.as_ref().map(looks::ShopName::as_str);
            let (note, at) = (Some(note.as_str()), clock::now());
            audit::record(connection, &Entry { by: &by, what: What::Looks, subject, note, at })?;
        }
        Ok(())
    });
    match changed.await {
        Ok(()) => {
            // Whoever made the change sees it on the next page; the other nodes look by themselves.
            shop.looks.refresh(&shop.store).await?;
            Ok(see_other(&format!("{HERE}?saved")))
        }
        Err(LooksError::Changed(now)) => {
            let (version, logo) = (now.version, now.logo.clone());
            page(&request, &signed_in, &shop, version, typed, logo, Refused::Changed(now))
        }
        Err(LooksError::Store(error)) => Err(error.into()),
    }
}

impl LooksForm {
    async fn read(request: &HttpRequest, body: Payload) -> Result<Self, Error> {
        let form = UrlEncoded::new(request, &mut body.into_inner()).limit(MOST_BODY).await;
        form.map_err(|error| match error {
            UrlencodedError::Overflow { .. } => Error::TooLarge("the longest texts"),
            error => Error::Malformed(format!("this is not what the form sends: {error}")),
        })
    }

    fn typed(self) -> (i64, TypedLooks) {
        let Self { name, announcement, greeting, hours, places, contact, accent, usual, version } =
            self;
        let accent = if usual.is_empty() { accent } else { String::new() };
        (version, TypedLooks { name, announcement, greeting, hours, places, contact, accent })
    }
}

fn page(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    version: i64,
    typed: TypedLooks,
    logo: Option<Look>,
    refused: Refused,
) -> Result<HttpResponse, Error> {
    let mut admin = frame(request, signed_in, shop);
    HERE.clone_into(&mut admin.frame.here);
    let status = match refused {
        Refused::Not => StatusCode::OK,
        Refused::Changed(_) | Refused::LogoLate => StatusCode::CONFLICT,
        Refused::Faults(_) | Refused::Picture(_) | Refused::Closing { .. } => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    let is_saved = request.query_string() == "saved";
    let now = &shop.looks.get().looks;
    let closed = now.closed_at.map(|at| moment(at, clock::now(), &admin, shop));
    let closed_words = match &refused {
        Refused::Closing { words, .. } => words.clone(),
        _ => now.closed_words.as_ref().map(ToString::to_string).unwrap_or_default(),
    };
    let page = ShopPage { admin, version, typed, logo, refused, is_saved, closed, closed_words };
    render(status, &page)
}
