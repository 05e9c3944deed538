//! One's own account.

use askama::Template;

use super::{AdminFrame, EntryProblem};
use crate::web::pages::{Moment, shorten};

#[derive(Debug, Template)]
#[template(path = "admin/account.html")]
pub struct AccountPage {
    pub admin: AdminFrame,
    pub has_password: bool,
    /// Somebody came who needs one.
    pub wants_password: bool,
    pub password_changed: bool,
    /// How many codes on paper are left; `None`: no second factor.
    pub codes_left: Option<i64>,
    pub sessions: Vec<OwnSession>,
    pub places: Vec<OwnPlace>,
    pub problem: Option<EntryProblem>,
}

#[derive(Debug)]
pub struct OwnSession {
    pub id: i64,
    pub is_this: bool,
    pub agent: String,
    pub source: String,
    pub since: Moment,
    pub seen: Moment,
}

/// Where somebody signed in from.
#[derive(Debug)]
pub struct OwnPlace {
    pub address: String,
    pub since: Moment,
    pub is_new: bool,
}

impl AccountPage {
    fn has_new_places(&self) -> bool {
        self.places.iter().any(|place| place.is_new)
    }

    fn problem_told(&self) -> Option<String> {
        self.problem.map(|problem| problem.told(self.admin.messages()))
    }
}

/// How a second factor is set up.
#[derive(Debug, Template)]
#[template(path = "admin/second_factor.html")]
pub struct SecondFactorPage {
    pub admin: AdminFrame,
    pub qr_svg: String,
    pub secret: String,
    pub has_password: bool,
    pub problem: Option<EntryProblem>,
}

impl SecondFactorPage {
    fn problem_told(&self) -> Option<String> {
        self.problem.map(|problem| problem.told(self.admin.messages()))
    }

    /// In groups, for whoever types it.
    fn secret_in_groups(&self) -> String {
        let chars: Vec<char> = self.secret.chars().collect();
        let groups: Vec<String> = chars.chunks(4).map(|group| group.iter().collect()).collect();
        groups.join(" ")
    }
}

/// The codes on paper, the only time that anybody sees them.
#[derive(Debug, Template)]
#[template(path = "admin/codes.html")]
pub struct CodesPage {
    pub admin: AdminFrame,
    pub codes: Vec<String>,
}

/// A browser in a few words: "Firefox, Windows". What it says of itself may be anything.
#[must_use]
pub fn browser_name(agent: &str) -> String {
    // What names itself as others too comes first.
    const BROWSERS: [(&str, &str); 7] = [
        ("YaBrowser/", "Яндекс Браузер"),
        ("OPR/", "Opera"),
        ("Edg", "Edge"),
        ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let found = |list: &[(&str, &'static str)]| {
        list.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (found(&BROWSERS), found(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ => shorten(agent, 40),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_told_in_a_few_words() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0";
        assert_eq!(browser_name(edge), "Edge, Windows");
        let phone = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36";
        assert_eq!(browser_name(phone), "Chrome, Android");
        assert_eq!(browser_name("curl/8.1"), "curl/8.1");
        assert_eq!(browser_name(&"x".repeat(100)).chars().count(), 40);
    }
}
