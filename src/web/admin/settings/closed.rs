//! `/admin/settings/shop/closed`: the shop takes no orders for a while.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Form},
};
use serde::Deserialize;

use super::shop::{self, HERE};
use crate::{
    clock,
    looks::{self, LooksError, ShopText, WordsError},
    staff::{
        SignedIn,
        audit::{self, Entry, What},
    },
    web::{Error, Shop, admin::entry, pages::admin::settings::Refused, respond::see_other},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ClosedForm {
    /// `yes` or `no`.
    closed: String,
    words: String,
}

/// `POST /admin/settings/shop/closed`
pub async fn set(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<ClosedForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let ClosedForm { closed, words } = form.into_inner();
    let closes = match closed.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(Error::Malformed("`closed` is `yes` or `no`".to_owned())),
    };
    let words = match words.parse::<ShopText>() {
        Ok(words) => Some(words),
        Err(WordsError::Empty) => None,
        Err(error) => {
            let refused = Refused::Closing { words, error };
            return shop::as_it_is(&request, &signed_in, &shop, refused).await;
        }
    };
    let by = signed_in.by(entry::address(&request, &shop));
    let written = shop.store.write(move |connection| {
        let at = clock::now();
        let is_news = if closes {
            looks::close(connection, words.as_ref(), at)?;
            true
        } else {
            looks::open(connection)?
        };
        if is_news {
            let note = Some(if closes { "closed" } else { "opened" });
            let entry = Entry { by: &by, what: What::Looks, subject: None, note, at };
            audit::record(connection, &entry)?;
        }
        Ok(())
    });
    match written.await {
        Ok(()) => {
            shop.looks.refresh(&shop.store).await?;
            Ok(see_other(&format!("{HERE}#closed")))
        }
        Err(error @ LooksError::Changed(_)) => Err(Error::NotNow(error.to_string())),
        Err(LooksError::Store(error)) => Err(error.into()),
    }
}
