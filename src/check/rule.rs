//! What must be true of the books.

/// What must be true of the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// An order with items has the total of its items.
    Totals,
    /// `uid_folded` is the uid folded: two spellings of one uid are one.
    Uids,
    /// An order begins with `placed`, once.
    Placing,
    /// An order's newest event leads back, event by event, to all its events and to no other.
    OrderEvents,
    /// An order's newest payment leads back to all its payments and to no other, and each has its event.
    OrderPayments,
    /// What is counted for an order is the sum of its counted payments.
    Counted,
    /// An order's status is what its events make of it, each of them a move that is allowed.
    Statuses,
    /// An unpaid order is looked at when its time is over.
    Expirations,
    /// Only an order that is ready is handed over, and what lies in a cell is.
    HandOvers,
    /// A payment came by a callback, its own alone, or is a staff member's decision.
    Origins,
    /// A payment's sum, order and time are those of its callback.
    Contents,
    /// A callback is a payment, or repeats one, or was set aside as a discrepancy: one of the three.
    Callbacks,
    /// The repeats of a payment are all counted in its discrepancy.
    Repeats,
    /// A payment that is too little, too much, too late, altered or nobody's has the discrepancy that says so, with the
    /// right amount, and no other.
    Causes,
    /// A discrepancy is about something that there is and that fits its kind.
    Discrepancies,
    /// What a person resolved has the way out that he took, which its kind has, and an event that tells it; nothing else
    /// is resolved but by what happened next.
    Resolutions,
    /// A payment is contested while nobody has decided about the doubt, and for ever if it was rejected: it counts no more.
    Doubts,
    /// A payment of a person's is merged with one by callback of the same order and sum, which does not count.
    Merges,
    /// What is missing, or due to go back, is told with the amount that it is.
    Dues,
    /// No more is written down to go back than came, from what it came for.
    Refunds,
    /// An order has the counted goods that it wants, and none when it is over.
    Claims,
    /// What is done about missing goods is about a line of its order, and about no more than that has.
    Remedies,
    /// What happened to no order's order is an event of the shop, and names what it is about.
    ShopEvents,
    /// A callback has its event, and so has a withdrawal.
    CallbackEvents,
    /// The feed's numbers have no holes. (Where a database leaves holes by itself, `OrderEvents` stands for it.)
    Feed,
}

impl Rule {
    pub const ALL: [Rule; 25] = [
        Rule::Totals,
        Rule::Uids,
        Rule::Placing,
        Rule::OrderEvents,
        Rule::OrderPayments,
        Rule::Counted,
        Rule::Statuses,
        Rule::Expirations,
        Rule::HandOvers,
        Rule::Origins,
        Rule::Contents,
        Rule::Callbacks,
        Rule::Repeats,
        Rule::Causes,
        Rule::Discrepancies,
        Rule::Resolutions,
        Rule::Doubts,
        Rule::Merges,
        Rule::Dues,
        Rule::Refunds,
        Rule::Claims,
        Rule::Remedies,
        Rule::ShopEvents,
        Rule::CallbackEvents,
        Rule::Feed,
    ];

    /// What is counted, and what is true of each.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Totals => ("orders", "each with the total of its items"),
            Self::Uids => ("orders", "each found by every spelling of its uid"),
            Self::Placing => ("orders", "each placed once, before all else"),
            Self::OrderEvents => ("orders' events", "each in its order's chain"),
            Self::OrderPayments => {
                ("orders' payments", "each in its order's chain, with its event")
            }
            Self::Counted => ("orders", "each with the sum of its counted payments"),
            Self::Statuses => ("orders", "each with the status that its events make"),
            Self::Expirations => ("unpaid orders", "each looked at when its time is over"),
            Self::HandOvers => {
                ("hand-overs", "each of an order that is ready, with a code only by courier")
            }
            Self::Origins => ("payments", "each with a callback or a staff decision"),
            Self::Contents => {
                ("payments by callback", "each with its callback's sum, order and time")
            }
            Self::Callbacks => ("callbacks", "each a payment, a repeat or set aside"),
            Self::Repeats => ("repeats", "each counted in its payment's discrepancy"),
            Self::Causes => {
                ("payments", "each with the discrepancies that it causes, and no other")
            }
            Self::Discrepancies => ("discrepancies", "each with a cause that fits"),
            Self::Resolutions => {
                ("resolved discrepancies", "each by a way out and an event, or by what came next")
            }
            Self::Doubts => ("payments", "each contested while it is doubted, and no other"),
            Self::Merges => ("merged payments", "each with a callback's of the same order and sum"),
            Self::Dues => ("orders' dues", "each told with its amount"),
            Self::Refunds => ("refunds", "each of money that came"),
            Self::Claims => ("claims to counted goods", "each met, told, or over"),
            Self::Remedies => ("missing goods", "each of a line that has as many"),
            Self::ShopEvents => ("the shop's events", "each with what it tells of"),
            Self::CallbackEvents => {
                ("events of money", "as many as there are callbacks and withdrawals of each kind")
            }
            Self::Feed => ("events", "in the feed without a hole"),
        }
    }
}
