//! A customer: a headless Chromium of its own.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
};

use fantoccini::{
    Client, ClientBuilder, Locator,
    elements::Element,
    error::CmdError,
    key::Key,
    wd::{Capabilities, WebDriverCompatibleCommand},
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

use super::{PATIENCE, eventually};

/// Whether pages may run their scripts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum JavaScript {
    On,
    Off,
}

/// A Chromium that starts with the test and ends with it. Its language is Russian.
pub struct Customer {
    client: Client,
    _driver: Driver,
}

impl Customer {
    pub async fn arrive(javascript: JavaScript) -> Self {
        let driver = Driver::start();
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(&driver.profile, javascript))
            .connect(&format!("http://127.0.0.1:{}", driver.port))
            .await
            .unwrap_or_else(|error| {
                panic!("Chromium does not start (Debian's packages: chromium, chromium-driver): {error}")
            });
        Self { client, _driver: driver }
    }

    /// For what has no word of its own here.
    pub fn client(&self) -> &Client {
        &self.client
    }

    pub async fn open(&self, address: impl AsRef<str>) {
        self.client.goto(address.as_ref()).await.unwrap();
    }

    /// Waits until the page has it.
    pub async fn find(&self, css: &str) -> Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("no {css} ({error}) on this page:\n{}", self.page().await),
        }
    }

    /// What people read there; `WebDriver` gives every kind of space as a plain one. A page that follows what happens may put
    /// something else in its place between the two questions.
    pub async fn read(&self, css: &str) -> String {
        eventually(css, async || match self.find(css).await.text().await {
            Err(error) if error.is_stale_element_reference() => None,
            text => Some(text.unwrap()),
        })
        .await
    }

    /// Whether people read these words there now; not where the page is just putting something else in its place.
    pub async fn shows(&self, css: &str, words: &str) -> bool {
        let Ok(element) = self.client.find(Locator::Css(css)).await else { return false };
        element.text().await.is_ok_and(|text| text.contains(words))
    }

    /// What stands in a field now.
    pub async fn typed(&self, css: &str) -> String {
        self.find(css).await.prop("value").await.unwrap().unwrap_or_default()
    }

    /// Waits until the picture there is shown, and has come: a missing one has no size of its own.
    pub async fn see_picture(&self, css: &str) {
        let picture = self.find(css).await;
        assert!(picture.is_displayed().await.unwrap(), "{css} is hidden");
        eventually("the picture", async || {
            // The client takes no property but a text, and hands any other over as an error.
            let Err(CmdError::NotW3C(width)) = picture.prop("naturalWidth").await else {
                panic!("{css} is no picture");
            };
            (width.as_u64()? > 0).then_some(())
        })
        .await;
    }

    pub async fn count(&self, css: &str) -> usize {
        self.client.find_all(Locator::Css(css)).await.unwrap().len()
    }

    pub async fn fill(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    pub async fn click(&self, css: &str) {
        self.find(css).await.click().await.unwrap();
    }

    /// For whatever has the focus.
    pub async fn press(&self, key: Key) {
        self.type_there(&char::from(key).to_string()).await;
    }

    /// Into whatever has the focus.
    pub async fn type_there(&self, text: &str) {
        self.client.active_element().await.unwrap().send_keys(text).await.unwrap();
    }

    /// The id of what has the focus.
    pub async fn focused(&self) -> String {
        let focused = self.client.active_element().await.unwrap();
        focused.attr("id").await.unwrap().unwrap_or_default()
    }

    pub async fn address(&self) -> Url {
        self.client.current_url().await.unwrap()
    }

    /// Everything that a page complained about since the last look: broken rules of the content security policy,
    /// scripts that failed, files that are missing.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.client.issue_cmd(BrowserLog).await.unwrap();
        let entries = log.as_array().expect("the log is a list");
        let worth =
            |entry: &&Value| ["SEVERE", "WARNING"].map(Value::from).contains(&entry["level"]);
        entries.iter().filter(worth).map(Value::to_string).collect()
    }

    async fn page(&self) -> String {
        let address = self.address().await;
        let html = self.client.source().await.unwrap_or_default();
        format!("{address}\n{html}")
    }
}

fn capabilities(profile: &TempDir, javascript: JavaScript) -> Capabilities {
    let mut preferences = json!({ "intl.accept_languages": "ru" });
    if javascript == JavaScript::Off {
        preferences["profile.managed_default_content_settings.javascript"] = json!(2);
    }
    let arguments = [
        "--headless=new",
        // Chromium has no sandbox to offer to root and in a container; it visits only our own pages.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,900",
        &format!("--user-data-dir={}", profile.path().display()),
    ]
    .map(str::to_owned);
    let capabilities = json!({
        "browserName": "chrome",
        "goog:chromeOptions": { "args": arguments, "prefs": preferences },
        "goog:loggingPrefs": { "browser": "ALL" },
    });
    capabilities.as_object().unwrap().clone()
}

/// chromedriver's own way to the browser's console; no standard has one.
#[derive(Debug)]
struct BrowserLog;

impl WebDriverCompatibleCommand for BrowserLog {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (hyper::Method, Option<String>) {
        (hyper::Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}

/// How often a driver is started that ends at once.
const TRIES: u32 = 5;

/// A chromedriver of one test.
struct Driver {
    process: Child,
    port: u16,
    profile: TempDir,
}

impl Driver {
    fn start() -> Self {
        program("chromium", "chromium");
        let chromedriver = program("chromedriver", "chromium-driver");
        (0..TRIES)
            .find_map(|_| Self::try_start(&chromedriver))
            .expect("chromedriver tells its port")
    }

    /// `None` where it ended again, which was seen on a busy machine; somebody else may have taken the port that it chose.
    fn try_start(chromedriver: &Path) -> Option<Self> {
        let mut process = Command::new(chromedriver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .spawn()
            .expect("chromedriver starts");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok()
        });
        let Some(port) = port else {
            let ended = process.wait().expect("chromedriver is waited for");
            eprintln!("chromedriver ended without a port: {ended}");
            return None;
        };
        // Or it would have nowhere to write to, and die of it.
        thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Some(Self { process, port, profile: TempDir::new().unwrap() })
    }

    /// Ends the browsers as well, which an ended driver alone would leave behind.
    fn shut_down(&self) -> io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream
            .write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new())?;
        Ok(())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Err(error) = self.shut_down() {
            eprintln!("chromedriver is killed, since it could not be asked to stop: {error}");
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A program on `PATH`.
///
/// # Panics
/// When it is not there: a test of what customers see is never skipped.
fn program(name: &str, package: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file()).unwrap_or_else(
        || panic!("`{name}` is not on PATH: install Debian's package `{package}`, or run scripts/test, which does it"),
    )
}
