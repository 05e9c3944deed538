//! `GET /admin/callbacks/{id}`: a callback as it came, byte for byte.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path},
};

use crate::{
    desk::dossier,
    web::{Error, Shop},
};

/// As a file that nobody opens in a browser: a payer wrote what is in it.
pub async fn download(id: Path<String>, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let id: i64 = id.parse().map_err(|_| Error::NotFound)?;
    let body = shop
        .store
        .read_long(move |connection| dossier::callback_body(connection, id)?.ok_or(Error::NotFound))
        .await?;
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"callback-{id}.bin\""),
        ))
        .body(body))
}
