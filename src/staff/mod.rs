//! Who works in the admin pages: what each may do, and by what a browser of theirs is known.

mod account;
mod rights;
mod role;
mod session;

pub use account::{Account, StaffName, StaffNameError, add, find_by_name};
pub use rights::{Freshness, Right, may};
pub use role::Role;
pub use session::{LIFETIME, Session, SessionSecret, SignedIn, Stage, find, open};
