//! The forms that say how an order is handed over.

/// What can be chosen, and what stands in the fields at first.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own that the template asks"
)]
pub struct HandOverForms {
    /// Whether the order becomes ready by it; otherwise it is, and is handed over otherwise from now on.
    pub makes_ready: bool,
    /// Whether a courier's order may be handed over otherwise: not by him, who would need no code then.
    pub may_withdraw: bool,
    /// Whether a courier may bring it: not for ever, where he finds nobody.
    pub may_send: bool,
    /// Whether there are cells to put it into.
    pub keeps_cells: bool,
    /// The free ones, and the order's own.
    pub cells: Vec<CellOption>,
    pub until: String,
    pub place: String,
    pub at: String,
    /// The form that was sent and not carried out.
    pub open: String,
}

#[derive(Clone, Debug)]
pub struct CellOption {
    pub id: i64,
    pub name: String,
    pub place: String,
    pub is_chosen: bool,
}

impl HandOverForms {
    /// Where they go, after the order's own address.
    pub(super) fn action(&self) -> &'static str {
        if self.makes_ready { "move" } else { "hand-over" }
    }

    /// Whether the forms stand open that are no shop's usual way.
    pub(super) fn is_otherwise_open(&self) -> bool {
        matches!(self.open.as_str(), "courier" | "agreed")
    }
}
