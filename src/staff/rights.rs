//! The one table of who may do what.

use super::Role;

/// What can be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Right {
    /// One's own account: password, second factor, sessions.
    OwnAccount,
    /// The orders, their customers' nicknames, places and items; writing notes on them.
    SeeOrders,
    /// What orders cost, and what was paid for them by whom.
    SeeMoney,
    /// From paid to ready, and back.
    Assemble,
    /// From ready to completed, and back.
    Deliver,
    /// Cancelling and restoring orders, what does not add up, sources.
    Decide,
    /// Money that no callback told of: confirmations, refunds, withdrawals, holds that are overridden.
    ManualMoney,
    /// Comparing the books with Dromon's.
    Reconcile,
    /// What leaves the shop as a file.
    Export,
    /// What the shop sells, and the cells and places where it is handed over.
    ManageGoods,
    /// How the shop looks and what it says, how it is connected to Dromon, who may not order.
    ManageShop,
    /// Colleagues and their roles.
    ManageStaff,
    /// The keys of programs, and whom webhooks tell what happens.
    ManageKeys,
    /// Who did what.
    Audit,
}

/// How long ago the password may have been given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// As long ago as the session lives.
    Any,
    /// An hour: what could not be undone asks again.
    Recent,
}

impl Right {
    pub const ALL: [Right; 14] = [
        Right::OwnAccount,
        Right::SeeOrders,
        Right::SeeMoney,
        Right::Assemble,
        Right::Deliver,
        Right::Decide,
        Right::ManualMoney,
        Right::Reconcile,
        Right::Export,
        Right::ManageGoods,
        Right::ManageShop,
        Right::ManageStaff,
        Right::ManageKeys,
        Right::Audit,
    ];

    #[must_use]
    pub fn freshness(self) -> Freshness {
        match self {
            Self::ManualMoney | Self::Export | Self::ManageStaff | Self::ManageKeys => {
                Freshness::Recent
            }
            Self::OwnAccount
            | Self::SeeOrders
            | Self::SeeMoney
            | Self::Assemble
            | Self::Deliver
            | Self::Decide
            | Self::Reconcile
            | Self::ManageGoods
            | Self::ManageShop
            | Self::Audit => Freshness::Any,
        }
    }
}

/// Whether that role has that right.
#[must_use]
pub fn may(role: Role, right: Right) -> bool {
    use Right::{
        Assemble, Audit, Decide, Deliver, Export, ManageGoods, ManageKeys, ManageShop, ManageStaff,
        ManualMoney, OwnAccount, Reconcile, SeeMoney, SeeOrders,
    };
    match role {
        Role::Owner => true,
        Role::Manager => match right {
            OwnAccount | SeeOrders | SeeMoney | Assemble | Deliver | Decide | ManualMoney
            | Reconcile | Export | ManageGoods => true,
            ManageShop | ManageStaff | ManageKeys | Audit => false,
        },
        Role::Picker => matches!(right, OwnAccount | SeeOrders | Assemble),
        Role::Courier => matches!(right, OwnAccount | SeeOrders | Deliver),
    }
}
