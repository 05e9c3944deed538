//! Whether customers wait for a callback that does not come.

use super::Finding;
use crate::payments::silence;

/// What the customers do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Silence {
    Nobody,
    /// So many seem to have paid.
    Waiting {
        orders: usize,
        last_callback: Option<String>,
    },
}

impl Silence {
    #[must_use]
    pub fn of(silence: Option<silence::Silence>) -> Self {
        silence.map_or(Self::Nobody, |silence| Self::Waiting {
            orders: silence.orders.len(),
            last_callback: silence.last_callback.map(|at| at.to_string()),
        })
    }

    #[must_use]
    pub fn finding(&self) -> Finding {
        const CHECK: &str = "silence";
        match self {
            Self::Nobody => Finding::ok(CHECK, "no customer seems to wait for a callback"),
            Self::Waiting { orders, last_callback } => {
                let last = last_callback.as_deref().unwrap_or("never");
                Finding::failed(
                    CHECK,
                    format!(
                        "{orders} customers seem to have paid, and no callback came (the last one: {last})"
                    ),
                    "see what failed below; then compare «URL события» in Dromon's form with the callback's address, letter by letter",
                )
            }
        }
    }
}
