//! What a person sees when something went wrong: what happened, and what to do next.

use askama::Template;

use super::{Frame, admin};
use crate::staff::Right;

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// What an HTTP status stands for.
    Status(u16),
    /// Somebody of the staff has not that right.
    NotAllowed(Right),
    /// The books are being opened.
    Opening,
    /// The books cannot be opened before somebody does something about it.
    Refused,
}

/// The page of a trouble. It needs nothing but its frame, so it can be shown while the database is away.
#[derive(Debug, Template)]
#[template(path = "shop/error.html")]
pub struct ErrorPage {
    pub frame: Frame,
    pub trouble: Trouble,
    /// Whether it stands where an order's page was looked for.
    pub is_of_order: bool,
    /// In how many seconds it is worth trying again, where that is known.
    pub wait: Option<i64>,
    /// What to tell the shop so that it finds the log line.
    pub reference: Option<String>,
}

/// The words of one status.
struct Words {
    title: String,
    happened: String,
    next: String,
}

impl ErrorPage {
    fn words(&self) -> Words {
        let m = self.frame.messages;
        let status = match self.trouble {
            Trouble::Status(status) => status,
            Trouble::NotAllowed(right) => {
                let right = admin::right_label(m, right);
                return Words {
                    title: m.text("not-allowed-title"),
                    happened: m.with("not-allowed", &[("right", right.into())]),
                    next: m.text("not-allowed-next"),
                };
            }
            Trouble::Opening => {
                return Words {
                    title: m.text("opening-title"),
                    happened: m.text("opening"),
                    next: m.text("opening-next"),
                };
            }
            Trouble::Refused => {
                return Words {
                    title: m.text("refused-title"),
                    happened: m.text("refused"),
                    next: m.text("refused-next"),
                };
            }
        };
        let [title, happened, next] = match status {
            400 => [m.text("error-400-title"), m.text("error-400"), m.text("error-400-next")],
            401 => [m.text("error-401-title"), m.text("error-401"), m.text("error-401-next")],
            403 => [m.text("error-403-title"), m.text("error-403"), m.text("error-403-next")],
            404 => [m.text("error-404-title"), m.text("error-404"), m.text("error-404-next")],
            405 => [m.text("error-405-title"), m.text("error-405"), m.text("error-405-next")],
            409 => [m.text("error-409-title"), m.text("error-409"), m.text("error-409-next")],
            410 => [m.text("error-410-title"), m.text("error-410"), m.text("error-410-next")],
            413 => [m.text("error-413-title"), m.text("error-413"), m.text("error-413-next")],
            422 => [m.text("error-422-title"), m.text("error-422"), m.text("error-422-next")],
            429 => [m.text("error-429-title"), m.text("error-429"), m.text("error-429-next")],
            503 => [m.text("error-503-title"), m.text("error-503"), m.text("error-503-next")],
            // An unexpected status is our fault until we know better.
            _ => [m.text("error-500-title"), m.text("error-500"), m.text("error-500-next")],
        };
        Words { title, happened, next }
    }

    /// As a text: numbers are grouped, and a status is none.
    fn shown_status(&self) -> String {
        match self.trouble {
            Trouble::Status(status) => status.to_string(),
            Trouble::NotAllowed(_) => "403".to_owned(),
            Trouble::Opening | Trouble::Refused => "503".to_owned(),
        }
    }

    fn shown_wait(&self) -> Option<String> {
        let seconds = self.wait?;
        let (key, count) = if seconds < 120 {
            ("error-again-seconds", seconds)
        } else {
            ("error-again-minutes", (seconds + 59) / 60)
        };
        Some(self.frame.messages.with(key, &[("count", count.into())]))
    }

    /// Whoever lacks a right is one of the shop's own.
    fn is_for_customers(&self) -> bool {
        !matches!(self.trouble, Trouble::NotAllowed(_))
    }

    /// Where whoever sees it goes on.
    fn way_out(&self) -> (&'static str, String) {
        let m = self.frame.messages;
        match self.trouble {
            Trouble::NotAllowed(_) => ("/admin", m.text("not-allowed-way-out")),
            _ => ("/", m.text("error-home")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{i18n::Lang, web::pages::tests::frame};

    fn page(status: u16) -> ErrorPage {
        of(Trouble::Status(status))
    }

    fn of(trouble: Trouble) -> ErrorPage {
        ErrorPage {
            frame: frame(Lang::Ru),
            trouble,
            is_of_order: false,
            wait: None,
            reference: None,
        }
    }

    #[test]
    fn every_status_has_words_of_its_own() {
        let statuses = [400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503];
        let mut titles: Vec<_> = statuses.map(|status| page(status).words().title).into();
        titles
            .extend([Trouble::Opening, Trouble::Refused].map(|trouble| of(trouble).words().title));
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), statuses.len() + 2);
    }

    #[test]
    fn the_page_tells_the_status_and_the_reference() {
        let mut page = page(503);
        page.reference = Some("0197c0de".to_owned());
        let html = page.render().unwrap();
        assert!(html.contains("503"));
        assert!(html.contains("0197c0de"));
        assert!(html.contains(&page.words().next));
        assert!(html.contains("noindex"));
    }

    #[test]
    fn whoever_lacks_a_right_is_told_which() {
        let page = of(Trouble::NotAllowed(Right::ManageStaff));
        let html = page.render().unwrap();
        assert!(html.contains("403") && html.contains("/admin"), "{html}");
        assert!(html.contains(&admin::right_label(page.frame.messages, Right::ManageStaff)));
    }

    #[test]
    fn whoever_looks_for_an_order_is_told_where_it_is_found() {
        let lost = page(404);
        assert!(!lost.render().unwrap().contains("/find"));
        assert!(
            ErrorPage { is_of_order: true, ..lost }.render().unwrap().contains("href=\"/find\"")
        );
    }

    #[test]
    fn whoever_has_to_wait_is_told_how_long() {
        let told = |wait| ErrorPage { wait: Some(wait), ..page(429) }.shown_wait().unwrap();
        assert_eq!(told(1), "Снова можно через 1 секунду.");
        assert_eq!(told(42), "Снова можно через 42 секунды.");
        assert_eq!(told(121), "Снова можно через 3 минуты.");
        assert!(page(429).shown_wait().is_none());
    }

    #[test]
    fn an_unknown_status_gets_the_general_words() {
        assert_eq!(page(418).words().title, page(500).words().title);
    }
}
