//! The colleagues.

use askama::Template;

use super::{AdminFrame, frame::role_label};
use crate::{
    i18n::Messages,
    staff::{Role, Standing},
    web::pages::Moment,
};

#[derive(Debug, Template)]
#[template(path = "admin/staff.html")]
pub struct StaffPage {
    pub admin: AdminFrame,
    pub colleagues: Vec<ColleagueRow>,
    pub problem: Option<StaffProblem>,
    /// A name that could not be invited.
    pub typed: String,
    pub made: Option<MadeLink>,
}

#[derive(Debug)]
pub struct ColleagueRow {
    pub name: String,
    pub role: Role,
    pub standing: Standing,
    pub is_self: bool,
    pub is_revoked: bool,
    pub since: Moment,
}

/// A link that was just made.
#[derive(Debug)]
pub struct MadeLink {
    pub name: String,
    pub url: String,
}

/// Why nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffProblem {
    Name,
    NameTaken,
    Role,
    LastOwner,
    Revoked,
    Yourself,
}

impl StaffPage {
    fn roles(&self) -> Vec<(&'static str, String)> {
        let label = |role: &Role| (role.as_str(), role_label(self.admin.messages(), *role));
        // Whoever does not choose gives the fewest rights.
        Role::ALL.iter().rev().map(label).collect()
    }

    fn problem_told(&self) -> Option<String> {
        let m = self.admin.messages();
        self.problem.map(|problem| match problem {
            StaffProblem::Name => m.text("staff-name-wrong"),
            StaffProblem::NameTaken => m.text("staff-name-taken"),
            StaffProblem::Role => m.text("staff-role-wrong"),
            StaffProblem::LastOwner => m.text("staff-last-owner"),
            StaffProblem::Revoked => m.text("staff-is-revoked"),
            StaffProblem::Yourself => m.text("staff-yourself"),
        })
    }
}

impl ColleagueRow {
    fn role_label(&self, m: Messages) -> String {
        role_label(m, self.role)
    }

    fn standing_label(&self, m: Messages) -> String {
        match self.standing {
            Standing::Active { second_factor: true } => m.text("standing-active-code"),
            Standing::Active { second_factor: false } => m.text("standing-active"),
            Standing::Invited => m.text("standing-invited"),
            Standing::Shut => m.text("standing-shut"),
            Standing::Revoked => m.text("standing-revoked"),
        }
    }
}
