//! A sandbox on a real listener, with a shop that catches its callbacks.

use std::time::Duration;

use actix_web::{App, HttpServer, dev::ServerHandle, web};
use kassa::{
    dromon::{self, PaymentLink, Secret, Sum, link},
    sandbox::{Sandbox, SandboxConfig, fault::Fault, routes, sender::Pace},
};
use reqwest::{Client, RequestBuilder, redirect::Policy};
use serde_json::Value;
use url::Url;

use super::{Answer, Shop};

pub const RETURN: &str = "http://127.0.0.1:9/return?a=b";

pub struct Stand {
    pub shop: Shop,
    pub config: SandboxConfig,
    pub base: Url,
    client: Client,
    handle: ServerHandle,
}

/// An answer of the sandbox.
pub struct Page {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub html: String,
}

impl Stand {
    pub fn open() -> Self {
        Self::with(Answer::Ok, |_| {})
    }

    /// In front of a real shop, whose own app it stands in for.
    pub fn of(app: &super::App) -> Self {
        Self::with(Answer::Ok, |config| {
            config.app = app.config.app().clone();
            config.callback_url = Some(app.url("/callback").parse().unwrap());
        })
    }

    pub fn with(answer: Answer, change: impl FnOnce(&mut SandboxConfig)) -> Self {
        let shop = Shop::open(answer);
        let mut config = SandboxConfig {
            app: dromon::App {
                id: "5fd13b3c45a6ee51f1a6f4d3".parse().unwrap(),
                name: "steveshop".parse().unwrap(),
                secret: Secret::new("1234567q7654321q1111111q2222222".to_owned()),
            },
            signing: true,
            redirect_uri: Some(RETURN.to_owned()),
            callback_url: Some(format!("http://{}/callback", shop.address).parse().unwrap()),
            fault: Fault::None,
        };
        change(&mut config);
        let sandbox = web::Data::new(Sandbox::with_pace(config.clone(), Pace::INSTANT));
        let server = HttpServer::new(move || App::new().configure(routes(sandbox.clone())))
            .workers(1)
            .disable_signals()
            .bind("127.0.0.1:0")
            .unwrap();
        let base = format!("http://{}", server.addrs()[0]).parse().unwrap();
        let server = server.run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self {
            shop,
            config,
            base,
            client: Client::builder().redirect(Policy::none()).build().unwrap(),
            handle,
        }
    }

    /// The link that Kassa makes.
    pub fn link(&self, uid: &str, text: &str, sum: i64) -> Url {
        let page = link::Page {
            base: self.base.clone(),
            return_to: Some(link::ReturnTo {
                redirect_uri: RETURN.to_owned(),
                caption: "В лавку".to_owned(),
            }),
        };
        let sum = Sum::new(sum).unwrap();
        let link = PaymentLink::new(&self.config.app, &page, uid, text, sum);
        link.unwrap().url
    }

    pub async fn get(&self, url: impl AsRef<str>) -> Page {
        Page::of(self.client.get(url.as_ref())).await
    }

    /// Presses the button of the page that the link opens.
    pub async fn pay(&self, link: &Url, form: &[(&str, &str)]) -> Page {
        Page::of(self.post(link, form).header("Sec-Fetch-Site", "same-origin")).await
    }

    pub fn post(&self, link: &Url, form: &[(&str, &str)]) -> RequestBuilder {
        self.client.post(link.as_str()).form(form)
    }

    /// The sandbox's own account, once it says what is waited for: what it sends is not sent by then.
    pub async fn home_saying(&self, words: &str) -> String {
        let home = async {
            loop {
                let home = self.get(&self.base).await.html;
                if home.contains(words) {
                    return home;
                }
            }
        };
        let home = tokio::time::timeout(Duration::from_secs(10), home).await;
        home.unwrap_or_else(|_| panic!("the sandbox should say {words:?}"))
    }

    /// The body of the next callback.
    pub async fn callback(&self) -> Value {
        serde_json::from_str(&self.callback_parts().await.1).unwrap()
    }

    /// Head and body of the next callback.
    pub async fn callback_parts(&self) -> (String, String) {
        let request = String::from_utf8(self.shop.take().await).unwrap();
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }

    /// Ends the sandbox, and with it proves that no callback was left untaken.
    pub async fn close(self) {
        self.handle.stop(true).await;
        self.shop.expect_silence();
    }
}

impl Page {
    pub async fn of(request: RequestBuilder) -> Self {
        let answer = request.send().await.unwrap();
        let page = Self {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            html: answer.text().await.unwrap(),
        };
        // A text that is missing shows its key.
        assert!(!page.html.contains("sandbox-"), "{}", page.html);
        page
    }

    #[track_caller]
    pub fn expect(&self, status: u16, words: &[&str]) -> &Self {
        assert_eq!(self.status, status, "{}", self.html);
        for words in words {
            assert!(self.html.contains(words), "{words:?} in {}", self.html);
        }
        self
    }
}
