//! Whether the connection with Dromon works, and what to write into its form.

use askama::Template;

use super::super::AdminFrame;
use crate::{i18n::Messages, payments::refused::Cause, web::pages::Moment};

#[derive(Template)]
#[template(path = "admin/settings_dromon.html")]
pub struct DromonPage {
    pub admin: AdminFrame,
    /// «URL события».
    pub callback_url: String,
    /// «Redirect URI», where one is set.
    pub redirect_uri: Option<String>,
    pub app_id: String,
    pub facts: Facts,
}

/// What is known of the connection.
pub struct Facts {
    pub https: bool,
    /// When the last callback came, and from where.
    pub callback: Option<(Moment, String)>,
    /// When one was refused for its token after that.
    pub refused_last: Option<(Moment, Cause)>,
    /// When a payment came whose text was not the order's.
    pub altered: Option<Moment>,
    pub test: Option<Test>,
}

/// An order that was placed to see whether its payment arrives.
pub struct Test {
    pub uid: String,
    pub is_paid: bool,
    /// Where to pay it.
    pub pay: Option<String>,
}

/// A point of the checklist.
struct Check {
    title: String,
    state: CheckState,
    /// What was seen, and what to do.
    told: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CheckState {
    Done,
    Wrong,
    /// Nothing is known of it yet.
    Open,
}

impl Check {
    fn tone(&self) -> &'static str {
        match self.state {
            CheckState::Done => "tint-good",
            CheckState::Wrong => "tint-wrong",
            CheckState::Open => "tint-waiting",
        }
    }

    fn state_label(&self, m: Messages) -> String {
        match self.state {
            CheckState::Done => m.text("settings-check-done"),
            CheckState::Wrong => m.text("settings-check-wrong"),
            CheckState::Open => m.text("settings-check-open"),
        }
    }
}

impl DromonPage {
    fn checks(&self) -> Vec<Check> {
        let m = self.admin.messages();
        vec![self.facts.https(m), self.facts.arrives(m), self.facts.token(m), self.facts.signing(m)]
    }
}

impl Facts {
    fn https(&self, m: Messages) -> Check {
        let (state, told) = if self.https {
            (CheckState::Done, m.text("settings-https-done"))
        } else {
            (CheckState::Wrong, m.text("settings-https-wrong"))
        };
        Check { title: m.text("settings-https"), state, told }
    }

    /// Dromon follows no redirect, so whatever has arrived was led by none.
    fn arrives(&self, m: Messages) -> Check {
        let (state, told) = match (&self.callback, &self.refused_last) {
            (Some((at, source)), _) => (
                CheckState::Done,
                m.with(
                    "settings-arrives-done",
                    &[("moment", at.shown.as_str().into()), ("source", source.as_str().into())],
                ),
            ),
            (None, Some(_)) => (CheckState::Done, m.text("settings-arrives-refused")),
            (None, None) => (CheckState::Open, m.text("settings-arrives-open")),
        };
        Check { title: m.text("settings-arrives"), state, told }
    }

    fn token(&self, m: Messages) -> Check {
        let (state, told) = match (&self.refused_last, &self.callback) {
            (Some((at, cause)), _) => {
                let key = match cause {
                    Cause::WrongToken => "settings-token-other",
                    Cause::Missing | Cause::Repeated | Cause::NotBearer => "settings-token-missing",
                };
                (CheckState::Wrong, m.with(key, &[("moment", at.shown.as_str().into())]))
            }
            (None, Some(_)) => (CheckState::Done, m.text("settings-token-done")),
            (None, None) => (CheckState::Open, m.text("settings-token-open")),
        };
        Check { title: m.text("settings-token"), state, told }
    }

    /// That it is on is never seen; that it is off shows where somebody has made use of it.
    fn signing(&self, m: Messages) -> Check {
        let (state, told) = match &self.altered {
            Some(at) => (
                CheckState::Wrong,
                m.with("settings-signing-wrong", &[("moment", at.shown.as_str().into())]),
            ),
            None => (CheckState::Open, m.text("settings-signing-open")),
        };
        Check { title: m.text("settings-signing"), state, told }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    fn states(facts: &Facts) -> [CheckState; 4] {
        let m = Messages::for_lang(Lang::Ru);
        [facts.https(m), facts.arrives(m), facts.token(m), facts.signing(m)]
            .map(|check| check.state)
    }

    #[test]
    fn the_checklist_says_what_was_seen_and_nothing_else() {
        use CheckState::{Done, Open, Wrong};
        let at = || Moment { iso: String::new(), shown: "вчера".to_owned() };
        let mut facts =
            Facts { https: false, callback: None, refused_last: None, altered: None, test: None };
        assert_eq!(states(&facts), [Wrong, Open, Open, Open]);
        facts.https = true;
        facts.refused_last = Some((at(), Cause::WrongToken));
        assert_eq!(states(&facts), [Done, Done, Wrong, Open]);
        facts.callback = Some((at(), "198.51.100.7".to_owned()));
        assert_eq!(states(&facts), [Done, Done, Wrong, Open]);
        facts.refused_last = None;
        assert_eq!(states(&facts), [Done, Done, Done, Open]);
        facts.altered = Some(at());
        assert_eq!(states(&facts), [Done, Done, Done, Wrong]);
    }
}
