//! A person's browser: it keeps cookies and says where a request comes from.

use reqwest::{Client, RequestBuilder, header};

use super::{App, Reply, app::client};

pub struct Browser<'a> {
    app: &'a App,
    client: Client,
}

impl App {
    /// A browser that was never here before and prefers English.
    pub fn browser(&self) -> Browser<'_> {
        let english = (header::ACCEPT_LANGUAGE, "en".parse().unwrap());
        let client = client().cookie_store(true).default_headers([english].into_iter().collect());
        Browser { app: self, client: client.build().unwrap() }
    }
}

impl Browser<'_> {
    pub async fn get(&self, path: &str) -> Reply {
        Reply::of(self.client.get(self.app.url(path))).await
    }

    /// Sends a form of one of the shop's own pages.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        Reply::of(self.posting(path, form).header("Sec-Fetch-Site", "same-origin")).await
    }

    pub fn posting(&self, path: &str, form: &[(&str, &str)]) -> RequestBuilder {
        self.client.post(self.app.url(path)).form(form)
    }

    /// Orders two of the first good and returns the address of the order's page.
    pub async fn order(&self) -> String {
        self.post("/cart", &[("quantity_1", "2")]).await.expect(303);
        let checkout = self.get("/checkout").await;
        let form = [
            ("attempt", between(&checkout.text, "name=\"attempt\" value=\"", "\"")),
            ("quantity_1", "2"),
            ("nickname", "Steve_01"),
        ];
        let placed = self.post("/orders", &form).await;
        placed.expect(303).header("location").to_owned()
    }
}

/// What stands between the first two of these.
#[track_caller]
pub fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let found = text.split_once(start).and_then(|(_, rest)| rest.split_once(end));
    found.unwrap_or_else(|| panic!("no {start:?}…{end:?} in {text}")).0
}
