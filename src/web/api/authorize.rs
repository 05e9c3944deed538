//! Which program it is, by its key.

use actix_web::{HttpRequest, http::header};

use crate::{
    api_keys::{self, ApiKey, Program},
    dromon::callback::bearer,
    web::{Error, Shop},
};

/// The program whose key the request carries. It is told the same whatever is wrong with the key.
pub async fn program(request: &HttpRequest, shop: &Shop) -> Result<Program, Error> {
    let refused = || {
        Error::Unauthorized(
            "the request needs `Authorization: Bearer <api key>`; `kassa api-key add NAME` makes a key".to_owned(),
        )
    };
    let mut values = request.headers().get_all(header::AUTHORIZATION);
    let (Some(value), None) = (values.next(), values.next()) else { return Err(refused()) };
    let key: ApiKey = bearer(value.as_bytes())
        .and_then(|credential| std::str::from_utf8(credential).ok())
        .and_then(|credential| credential.parse().ok())
        .ok_or_else(refused)?;
    shop.store
        .read(move |connection| Ok::<_, Error>(api_keys::find(connection, &key)?))
        .await?
        .ok_or_else(refused)
}

/// What the program calls this request, if it wants to be able to repeat it.
pub fn idempotency_key(request: &HttpRequest) -> Result<Option<&str>, Error> {
    let mut values = request.headers().get_all("idempotency-key");
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value
            .to_str()
            .map(Some)
            .map_err(|_| Error::Malformed("the Idempotency-Key is not ASCII".to_owned())),
        _ => Err(Error::Malformed("there is more than one Idempotency-Key".to_owned())),
    }
}
