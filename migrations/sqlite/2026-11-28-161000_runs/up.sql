-- A courier's way with several orders, one after the other.

CREATE TABLE runs (
    id INTEGER NOT NULL PRIMARY KEY,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    -- Who ended it; NULL while it is open, and where it ended by itself: everybody on it had his order, or was not there.
    ended_by TEXT,
    -- NULL while it is open.
    ended_at BIGINT
);
CREATE INDEX runs_open ON runs (id) WHERE ended_at IS NULL;

CREATE TABLE run_stops (
    run_id BIGINT NOT NULL REFERENCES runs (id),
    order_id BIGINT NOT NULL REFERENCES orders (id),
    -- Stops are made in this order.
    position BIGINT NOT NULL,
    -- 'open'; 'delivered'; 'nobody': the customer was not there; 'off': it was taken off, or no courier brings it any more.
    standing TEXT NOT NULL,
    PRIMARY KEY (run_id, order_id)
);
-- One courier brings an order.
CREATE UNIQUE INDEX run_stops_open ON run_stops (order_id) WHERE standing = 'open';
