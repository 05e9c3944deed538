//! Who gets in: programs by their keys, staff by their links.

use clap::Subcommand;

use crate::{
    api_keys::{KeyName, MOST_DAYS, Scopes},
    staff::{Role, StaffName},
};

#[derive(Debug, Subcommand)]
pub enum ApiKeyCommand {
    /// Add a key and print it: the only time that anybody sees it
    Add {
        /// Whose key it is: 1 to 64 letters, digits, `.`, `_` and `-`; it appears in orders' events as api:NAME
        name: KeyName,
        /// What it opens, with commas between: read (all but secrets), orders (places and moves orders), settle (decides
        /// about money), admin (goods, links, blocks, webhooks)
        #[arg(long, value_name = "SCOPES", default_value = "read,orders")]
        scope: Scopes,
        /// After how many days it opens nothing any more [default: it has no end]
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(MOST_DAYS)))]
        days: Option<u16>,
    },
    /// List the keys: name, scopes, since when, last use, end, and whether revoked
    List,
    /// Revoke a key: from now on it opens nothing. Its name stays taken
    Revoke { name: KeyName },
}

#[derive(Debug, Subcommand)]
pub enum StaffCommand {
    /// Add somebody and print a link that lets them in once; they choose their password themselves
    Add {
        /// 1 to 32 letters, digits, `.`, `_` and `-`; it stands in orders' events and is never given twice
        name: StaffName,
        /// owner (everything), manager (orders and money), picker (assembles) or courier (delivers)
        #[arg(long, value_parser = role)]
        role: Role,
    },
    /// List everybody: name, role, and how they get in
    List,
    /// Print a new link for somebody who cannot get in; password, second factor and sessions are gone
    ///
    /// Somebody who was let go is let in again.
    Reset { name: StaffName },
    /// Let somebody go: their sessions end, and they cannot sign in any more
    ///
    /// The only owner who can sign in is kept.
    Revoke { name: StaffName },
}

fn role(text: &str) -> Result<Role, &'static str> {
    text.parse().map_err(|_| "it is one of owner, manager, picker and courier")
}
