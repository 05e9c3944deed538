-- What staff decides about the books.

-- An event may be about a discrepancy: it was resolved, its hold was overridden.
ALTER TABLE events ADD COLUMN discrepancy_id BIGINT REFERENCES discrepancies (id);
-- What was resolved leads to who did it. Only such events stand here, so no callback pays for this index.
CREATE INDEX events_of_discrepancy ON events (discrepancy_id) WHERE discrepancy_id IS NOT NULL;

-- A payment that staff confirmed: the payment by callback that it turned out to be.
ALTER TABLE payments ADD COLUMN merged_with BIGINT;
CREATE UNIQUE INDEX payments_merged ON payments (merged_with) WHERE merged_with IS NOT NULL;
-- A repeat that a person counted is a payment of its own, once; its fingerprint is the first one's.
CREATE UNIQUE INDEX payments_of_repeats ON payments (callback_id) WHERE fingerprint IS NULL;

-- A hold that a person has lifted although its cause is still open.
ALTER TABLE discrepancies ADD COLUMN overridden_at BIGINT;
ALTER TABLE discrepancies ADD COLUMN overridden_by TEXT;
-- Put aside until the balance has been compared.
ALTER TABLE discrepancies ADD COLUMN waits_since BIGINT;
-- The way out that a person took; none where it was resolved by what happened next.
ALTER TABLE discrepancies ADD COLUMN way TEXT;
-- The open ones: few, and looked at on every page.
CREATE INDEX discrepancies_open ON discrepancies (kind, id) WHERE resolved_at IS NULL;

-- Money sent back by a person on Dromon's site, written down here.
CREATE TABLE refunds (
    id INTEGER NOT NULL PRIMARY KEY,
    order_id BIGINT REFERENCES orders (id),
    -- Where the money belonged to no order.
    payment_id BIGINT REFERENCES payments (id),
    sum BIGINT NOT NULL CHECK (sum > 0),
    -- 'intended', 'sent', 'confirmed', 'unknown', or 'cancelled': it was never sent.
    state TEXT NOT NULL,
    payee TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    -- What it resolved, where it did: open again if it was never sent.
    discrepancy_id BIGINT REFERENCES discrepancies (id)
);
CREATE INDEX refunds_of_order ON refunds (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX refunds_of_payment ON refunds (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX refunds_of_discrepancy ON refunds (discrepancy_id) WHERE discrepancy_id IS NOT NULL;

-- Money taken out of the app on Dromon's site, written down here.
CREATE TABLE withdrawals (
    id INTEGER NOT NULL PRIMARY KEY,
    sum BIGINT NOT NULL CHECK (sum > 0),
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    made_by TEXT NOT NULL
);
