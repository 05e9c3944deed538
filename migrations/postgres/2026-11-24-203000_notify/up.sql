-- Who acts outside on what the feed tells, such as notices to staff: of several nodes one at a time.
CREATE TABLE consumers (
    name TEXT NOT NULL PRIMARY KEY,
    -- The last event that is dealt with.
    cursor BIGINT NOT NULL,
    -- Which process acts, and until when no other may.
    holder TEXT NOT NULL,
    held_until BIGINT NOT NULL
);

-- Paid orders that staff has not begun to assemble. Once it was said of an order, its row stays, so that it is said once.
CREATE TABLE untaken (
    order_id BIGINT NOT NULL PRIMARY KEY REFERENCES orders (id),
    -- When it has waited for too long.
    due_at BIGINT NOT NULL,
    said_at BIGINT
);
CREATE INDEX untaken_due ON untaken (due_at) WHERE said_at IS NULL;
