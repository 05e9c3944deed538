//! `kassa sandbox`: the stand-in alone.

use std::{
    io::{BufRead, BufReader},
    process::{Child, ChildStdout, Stdio},
};

use kassa::dromon::{App, AppId, AppName, PaymentLink, Secret, Sum, link::Page};
use reqwest::Client;
use url::Url;

use crate::support::{APP_ID, Answer, Reply, SECRET, Shop, command};

/// Killed at the end of the test.
struct StandIn {
    child: Child,
    /// Kept open: a process that prints into a closed pipe fails.
    _stdout: BufReader<ChildStdout>,
    base: Url,
    greeting: String,
}

impl StandIn {
    fn start(arguments: &[&str]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let listen = ["sandbox", "--listen", "127.0.0.1:0"];
        let mut child = command(directory.path(), &[&listen, arguments].concat(), &[])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut greeting = String::new();
        while !greeting.contains("Fault ") {
            assert!(stdout.read_line(&mut greeting).unwrap() > 0, "it did not start: {greeting}");
        }
        let address = greeting.split_once("open on ").unwrap().1.split_once(':').unwrap();
        let authority = address.1.split_once(": ").unwrap().0;
        let base = format!("{}:{authority}", address.0).parse().unwrap();
        Self { child, _stdout: stdout, base, greeting }
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[actix_web::test]
async fn every_payment_has_the_fault_of_the_command_line() {
    let shop = Shop::open(Answer::Ok);
    let callback_url = format!("http://{}/callback", shop.address);
    let stand = StandIn::start(&[
        "--callback-url",
        &callback_url,
        "--app-id",
        APP_ID,
        "--app",
        "shop",
        "--secret",
        SECRET,
        "--fault",
        "gift",
    ]);
    for words in ["no real money", APP_ID, "shop", &callback_url, "gift"] {
        assert!(stand.greeting.contains(words), "{words} in {}", stand.greeting);
    }

    let id: AppId = APP_ID.parse().unwrap();
    let name: AppName = "shop".parse().unwrap();
    let app = App { id, name, secret: Secret::new(SECRET.to_owned()) };
    let page = Page { base: stand.base.clone(), return_to: None };
    let sum = Sum::new(8).unwrap();
    let link = PaymentLink::new(&app, &page, "48817-X", "T", sum).unwrap().url;
    let paid = Client::new().post(link.as_str()).header("Sec-Fetch-Site", "none").body("");
    let paid = paid.header("Content-Type", "application/x-www-form-urlencoded");
    Reply::of(paid).await.expect(200);
    let callback = String::from_utf8(shop.take().await).unwrap();
    assert!(callback.contains(r#""uid":"0","#), "{callback}");
}
