//! Tells programs what happens: signed POST requests as the Standard Webhooks specification shapes them.
//!
//! A consumer of the feed: whoever makes an event happen writes nothing for it. Its reader queues each event for every endpoint that
//! wants it (`queue`), with the payload that all tries send; what is due is sent (`sender`), and what became of it is written down
//! (`ledger`) with when it is tried again (`schedule`). Of several nodes the one that has the feed's lease does all of it.

mod chores;
mod delivery;
mod description;
mod endpoint;
mod endpoint_url;
mod health;
mod ledger;
mod message;
mod queue;
mod schedule;
mod secret;
mod sender;
mod start;
mod subscription;
mod target;
mod worker;

#[cfg(test)]
mod tests;

pub use delivery::{
    Attempt, Delivery, DeliveryStatus, Wanted, attempts, find as find_delivery, last_attempts,
    list as deliveries,
};
pub use description::{Description, DescriptionError, MOST_CHARACTERS as MOST_DESCRIPTION};
pub use endpoint::{
    AddEndpointError, Added, BOTH_SECRETS, Endpoint, EndpointChange, MOST_ENDPOINTS,
    MOST_OF_ORDERS, NewEndpoint, Pause, Removed, add, change, find, list, remove, rotate_secret,
    see,
};
pub use endpoint_url::{EndpointUrl, EndpointUrlError};
pub use health::{Health, Trouble, health, in_trouble, troubles};
pub use ledger::{Outgoing, REMEMBERED, Sent, forget};
pub use message::{Message, messages};
pub use queue::{Again, Queued, RedeliverError, redeliver, test};
pub use schedule::LASTING;
pub use secret::{Secret, SecretError};
pub use sender::{ID, MOST_ANSWER, SIGNATURE, Sender, TIMESTAMP};
pub use start::settled;
pub use subscription::Subscription;
pub use target::{TargetError, Targets};
pub use worker::{Deliverer, Step, work};
