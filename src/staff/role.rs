//! What a person is to the shop.

use crate::db::columns::words;

words! {
    /// What a person is to the shop; what follows from it stands in [`super::rights`].
    pub enum Role {
        Owner = "owner",
        /// Orders, discrepancies, goods, exports.
        Manager = "manager",
        /// Assembles orders.
        Picker = "picker",
        /// Delivers them: sees whom, where and what, and none of the shop's sums.
        Courier = "courier",
    }
}
