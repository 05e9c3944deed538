//! What a first visit costs somebody on a phone.

use std::{collections::BTreeSet, io::Read};

use flate2::read::GzDecoder;
use reqwest::{Client, header};

use crate::support::App;

const KIB: usize = 1024;

/// Chromium's.
const ACCEPTED: &str = "gzip, deflate, br, zstd";

#[actix_web::test]
async fn a_first_look_at_the_window_is_light() {
    let app = App::sandbox();
    assert_weight(&app, "/", 45 * KIB).await;
}

#[actix_web::test]
async fn a_first_look_at_an_order_is_light() {
    let app = App::sandbox();
    let order = app.browser().order().await;
    assert_weight(&app, &order, 35 * KIB).await;
}

/// A page with all that it names, but no picture that somebody uploaded, as many bytes as go over the line.
async fn assert_weight(app: &App, path: &str, most: usize) {
    let (page, html) = fetch(app, path).await;
    let mut parts = vec![(path.to_owned(), page)];
    for name in named(&String::from_utf8(html).unwrap()) {
        let (weight, _) = fetch(app, &name).await;
        parts.push((name, weight));
    }
    assert!(parts.len() >= 5, "stylesheets, a script and an icon: {parts:?}");
    let sum: usize = parts.iter().map(|(_, weight)| weight).sum();
    assert!(sum <= most, "{sum} bytes, and {most} at most: {parts:#?}");
}

/// How many bytes come, and what they say.
async fn fetch(app: &App, path: &str) -> (usize, Vec<u8>) {
    let request = Client::new().get(app.url(path)).header(header::ACCEPT_ENCODING, ACCEPTED);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    let is_gzip = answer.headers().get(header::CONTENT_ENCODING).is_some();
    let bytes = answer.bytes().await.unwrap();
    let mut said = bytes.to_vec();
    if is_gzip {
        said.clear();
        GzDecoder::new(&*bytes).read_to_end(&mut said).unwrap();
    }
    (bytes.len(), said)
}

/// The addresses that a browser fetches with a page: each once.
fn named(html: &str) -> BTreeSet<String> {
    let value = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    html.split('<')
        .filter_map(|tag| match tag.split([' ', '>']).next()? {
            "link" if tag.contains("rel=\"stylesheet\"") || tag.contains("rel=\"icon\"") => {
                value(tag, "href")
            }
            "script" | "img" => value(tag, "src"),
            _ => None,
        })
        .filter(|address| !address.starts_with("/pictures/"))
        .collect()
}
