//! The pages for staff.

mod account;
mod audit;
mod entry;
mod frame;
mod keys;
mod staff;

pub use account::{AccountPage, CodesPage, OwnPlace, OwnSession, SecondFactorPage, browser_name};
pub use audit::{AuditPage, AuditRow};
pub use entry::{CodePage, ConfirmPage, EntryProblem, SignInPage, WelcomePage, WelcomeState};
pub use frame::{AdminFrame, right_label};
pub use keys::{KeyProblem, KeyRow, KeysPage};
pub use staff::{ColleagueRow, MadeLink, StaffPage, StaffProblem};
