//! What a person resolved, or overrode, and how.

use super::{Search, search};
use crate::{
    check::{Report, Rule},
    db::{Connection, StoreError},
    desk::{WayOutKind, ways_out},
    payments::DiscrepancyKind,
};

pub(super) fn check(connection: &mut Connection, report: &mut Report) -> Result<(), StoreError> {
    let no_way_out = no_way_out();
    search(
        connection,
        report,
        &Search {
            rule: Rule::Resolutions,
            thing: "discrepancy",
            among: "discrepancies WHERE resolved_at IS NOT NULL",
            joined: "discrepancies LEFT JOIN callbacks ON callbacks.id = discrepancies.callback_id
                LEFT JOIN sources ON sources.address = callbacks.source
                WHERE discrepancies.resolved_at IS NOT NULL OR discrepancies.way IS NOT NULL
                    OR discrepancies.overridden_at IS NOT NULL
                    OR discrepancies.overridden_by IS NOT NULL",
            id: "discrepancies.id",
            found: "discrepancies.kind || COALESCE(', ' || discrepancies.way, '')
                || COALESCE(', ' || discrepancies.resolved_by, '')",
            wrongs: &[
                (
                    "to be resolved by that way out",
                    "discrepancies.way IS NOT NULL AND discrepancies.resolved_at IS NULL",
                ),
                ("a way out of its kind", &no_way_out),
                (
                    "a person who took it",
                    "discrepancies.way IS NOT NULL AND discrepancies.resolved_by NOT LIKE 'staff:%'",
                ),
                // What follows from what else a person decided about the order.
                (
                    "the way out that was taken",
                    "discrepancies.way IS NULL AND discrepancies.resolved_by LIKE 'staff:%'
                        AND discrepancies.kind NOT IN ('underpaid', 'overpaid', 'paid_again', 'paid_late',
                            'paid_after_cancel', 'refund_due', 'out_of_stock')",
                ),
                (
                    "to be resolved by a person, or by another payment",
                    "discrepancies.way IS NULL AND discrepancies.resolved_by NOT LIKE 'staff:%'
                        AND (discrepancies.resolved_by <> 'dromon' OR discrepancies.kind <> 'underpaid')",
                ),
                (
                    "an event that tells it",
                    "discrepancies.way IS NOT NULL AND NOT EXISTS (SELECT 1 FROM events
                        WHERE events.discrepancy_id = discrepancies.id)",
                ),
                (
                    "its refund",
                    "discrepancies.way = 'refund' AND NOT EXISTS (SELECT 1 FROM refunds
                        WHERE refunds.discrepancy_id = discrepancies.id)",
                ),
                (
                    "an address that is trusted",
                    "discrepancies.way = 'trust_source' AND sources.trusted_at IS NULL",
                ),
                (
                    "a hold that a person overrode, and an event that tells it",
                    "(discrepancies.overridden_at IS NULL) <> (discrepancies.overridden_by IS NULL)
                        OR discrepancies.overridden_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM events
                            WHERE events.discrepancy_id = discrepancies.id AND events.kind = 'overridden')",
                ),
            ],
        },
    )
}

/// Whether a way out was taken that its kind does not have. What a rejected payment leaves open is rejected with it.
fn no_way_out() -> String {
    let kinds = DiscrepancyKind::ALL.iter().map(|kind| {
        let ways: Vec<String> =
            ways_out(*kind).iter().map(|way| format!("'{}'", way.as_str())).collect();
        let (kind, ways) = (kind.as_str(), ways.join(", "));
        format!("discrepancies.kind = '{kind}' AND discrepancies.way NOT IN ({ways})")
    });
    let reject = WayOutKind::Reject.as_str();
    format!(
        "({}) AND NOT (discrepancies.way = '{reject}' AND discrepancies.payment_id IS NOT NULL)",
        kinds.collect::<Vec<String>>().join(" OR ")
    )
}
