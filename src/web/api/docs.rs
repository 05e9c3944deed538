//! A page for people about the API.

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use serde_json::Value;

use super::openapi;
use crate::web::{
    Error, Shop,
    pages::{ApiDocs, ApiDocsPage},
    respond::render,
    shop,
};

/// What the document says, as the page shows it.
static DOCS: LazyLock<ApiDocs> = LazyLock::new(|| {
    let document: Value = serde_json::from_str(openapi::json()).unwrap_or_default();
    ApiDocs::of(&document)
});

/// `GET /api/docs`
pub async fn show(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let base = shop.url("/").trim_end_matches('/').to_owned();
    render(StatusCode::OK, &ApiDocsPage { frame: shop::frame(&request, &shop), docs: &DOCS, base })
}
