//! How a page looks to people: in which width and light, and what axe-core finds wrong with it.

use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};
use url::Url;

use super::Customer;

/// <https://github.com/dequelabs/axe-core>
const AXE: &str = include_str!("../../vendor/axe-core/axe.min.js");

/// The light that a person likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    Light,
    Dark,
}

impl Light {
    pub const BOTH: [Light; 2] = [Light::Light, Light::Dark];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A phone and a desk.
pub const WIDTHS: [u32; 2] = [360, 1280];

impl Customer {
    /// From now on pages are that wide, and in that light.
    pub async fn look(&self, width: u32, light: Light) {
        let features = json!([
            { "name": "prefers-color-scheme", "value": light.as_str() },
            // Or a colour would be looked at on its way to another.
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.devtools("Emulation.setEmulatedMedia", &json!({ "features": features })).await;
        let metrics =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics).await;
    }

    /// From now on pages look as they do on paper.
    pub async fn print(&self) {
        self.devtools("Emulation.setEmulatedMedia", &json!({ "media": "print" })).await;
    }

    /// What is so narrow that a word in it stands in more lines than two, letter below letter.
    pub async fn squeezed(&self) -> Vec<String> {
        let find = "const squeezed = new Set();
            const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
            const range = document.createRange();
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                // What is there for those who hear the page is one pixel wide.
                if (!node.parentElement.checkVisibility() || node.parentElement.getBoundingClientRect().width <= 1) continue;
                for (const word of node.data.matchAll(/[\\p{L}\\p{N}]{4,16}/gu)) {
                    range.setStart(node, word.index);
                    range.setEnd(node, word.index + word[0].length);
                    const lines = new Set([...range.getClientRects()].map((each) => Math.round(each.top)));
                    if (lines.size > 2) squeezed.add(`${word[0]} in ${node.parentElement.outerHTML.slice(0, 120)}`);
                }
            }
            return [...squeezed];";
        let found = self.client().execute(find, Vec::new()).await.unwrap();
        found.as_array().unwrap().iter().map(ToString::to_string).collect()
    }

    /// What axe-core finds wrong with the page as it stands, each with the elements that it is about.
    pub async fn violations(&self) -> Vec<String> {
        self.client().execute(AXE, Vec::new()).await.unwrap();
        let run = "const done = arguments[arguments.length - 1];
            axe.run(document, { resultTypes: ['violations'] }).then(
                (found) => done(found.violations.map((each) =>
                    `${each.id}: ${each.help}\\n` + each.nodes.map((node) => `    ${node.html}\\n    ${node.failureSummary}`).join('\\n'))),
                (error) => done([String(error)]));";
        let found = self.client().execute_async(run, Vec::new()).await.unwrap();
        found
            .as_array()
            .expect("a list")
            .iter()
            .map(|each| each.as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// By how many pixels the page is wider than its window; what is too wide is named.
    pub async fn overflow(&self) -> Option<String> {
        let measure = "const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return null;
            const wide = [...document.querySelectorAll('body *')].filter((each) => each.getBoundingClientRect().right > width + 1);
            return `${document.documentElement.scrollWidth} in ${width}: ` + wide.slice(0, 5).map((each) => each.outerHTML.slice(0, 160)).join('\\n');";
        let told = self.client().execute(measure, Vec::new()).await.unwrap();
        told.as_str().map(str::to_owned)
    }

    /// The page as a picture, all of it.
    #[allow(dead_code, reason = "the pictures of the manual are taken by a target of their own")]
    pub async fn picture(&self) -> Vec<u8> {
        use base64::Engine;
        let parameters = json!({ "format": "png", "captureBeyondViewport": true });
        let told = self.devtools("Page.captureScreenshot", &parameters).await;
        let data = told["data"].as_str().expect("a picture");
        base64::engine::general_purpose::STANDARD.decode(data).unwrap()
    }

    /// Signs in by what a browser is known by.
    pub async fn carry(&self, address: &str, cookie: &str) {
        let (name, value) = cookie.split_once('=').expect("name=value");
        let cookie = json!({ "name": name, "value": value, "url": address, "path": "/admin" });
        self.devtools("Network.setCookie", &cookie).await;
    }

    async fn devtools(&self, command: &'static str, parameters: &Value) -> Value {
        let command = Devtools { command, parameters: parameters.clone() };
        self.client().issue_cmd(command).await.unwrap()
    }
}

/// chromedriver's own way to what no standard has.
#[derive(Debug)]
struct Devtools {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for Devtools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (hyper::Method, Option<String>) {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        (hyper::Method::POST, Some(body.to_string()))
    }
}
