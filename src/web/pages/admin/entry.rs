//! The ways in: pages of somebody who is not in yet, or has to show once more who he is.

use askama::Template;

use super::frame::role_label;
use crate::{i18n::Messages, limiter::Wait, staff::Role, web::pages::Frame};

/// What was wrong with a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryProblem {
    /// Nobody learns which of the two.
    NameOrPassword,
    Password,
    Code,
    Wait(Wait),
    TooShort,
    TooLong,
    IsTheName,
    NotTwice,
}

impl EntryProblem {
    #[must_use]
    pub fn told(self, m: Messages) -> String {
        match self {
            Self::NameOrPassword => m.text("entry-refused"),
            Self::Password => m.text("entry-password-wrong"),
            Self::Code => m.text("entry-code-wrong"),
            Self::Wait(wait) if wait.seconds() < 60 => {
                let seconds = i64::try_from(wait.seconds()).unwrap_or(60);
                m.with("entry-wait-seconds", &[("seconds", seconds.into())])
            }
            Self::Wait(wait) => {
                let minutes = i64::try_from(wait.seconds().div_ceil(60)).unwrap_or(i64::MAX);
                m.with("entry-wait", &[("minutes", minutes.into())])
            }
            Self::TooShort => m.text("password-too-short"),
            Self::TooLong => m.text("password-too-long"),
            Self::IsTheName => m.text("password-is-name"),
            Self::NotTwice => m.text("password-not-twice"),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "admin/sign_in.html")]
pub struct SignInPage {
    pub frame: Frame,
    pub name: String,
    pub next: Option<String>,
    pub problem: Option<EntryProblem>,
}

#[derive(Debug, Template)]
#[template(path = "admin/code.html")]
pub struct CodePage {
    pub frame: Frame,
    pub next: Option<String>,
    pub problem: Option<EntryProblem>,
}

#[derive(Debug, Template)]
#[template(path = "admin/confirm.html")]
pub struct ConfirmPage {
    pub frame: Frame,
    pub name: String,
    pub next: Option<String>,
    pub problem: Option<EntryProblem>,
}

#[derive(Debug, Template)]
#[template(path = "admin/welcome.html")]
pub struct WelcomePage {
    pub frame: Frame,
    pub state: WelcomeState,
    pub problem: Option<EntryProblem>,
}

/// What a link opens.
#[derive(Clone, Debug)]
pub enum WelcomeState {
    Form { name: String, role: Role, needs_password: bool },
    Used,
    Expired,
    Unknown,
}

impl WelcomePage {
    fn role(&self, role: Role) -> String {
        role_label(self.frame.messages, role)
    }
}

macro_rules! told {
    ($($page:ty)+) => {
        $(impl $page {
            fn problem_told(&self) -> Option<String> {
                self.problem.map(|problem| problem.told(self.frame.messages))
            }
        })+
    };
}

told! { SignInPage CodePage ConfirmPage WelcomePage }
