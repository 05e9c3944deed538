//! Who works in the admin pages: what each may do, how he gets in, and by what a browser of his is known.

mod account;
mod address;
mod attempts;
pub mod audit;
mod entrance;
pub mod link;
mod own;
mod password;
mod rights;
mod role;
pub mod second_factor;
pub mod session;
#[cfg(test)]
mod tests;

pub use account::{
    Account, AccountError, StaffName, StaffNameError, Standing, add, change_role, find_by_name,
    has_owner, invite, list, reset, revoke, sandbox_way_in,
};
pub use address::{SignInPlace, acknowledge, places};
pub use attempts::{Attempts, Who};
pub use audit::{By, What};
pub use entrance::{
    Attempt, Caller, Device, EnterError, Entered, Guard, Welcomed, enter, give_code, sign_out,
    welcome,
};
pub use link::{LinkSecret, Opened, Purpose};
pub use own::{
    OwnError, Proof, change_password, confirm, has_password, prove, switch_off, switch_on,
};
pub use password::{HashError, Password, PasswordError, PasswordHash, Passwords};
pub use rights::{Freshness, Right, may};
pub use role::Role;
pub use second_factor::TotpSecret;
pub use session::{LIFETIME, Session, SessionSecret, SignedIn, Stage, find, open};
