-- How orders that are ready are handed over.

-- A chest or a shelf in which an order waits for its customer. One that is given up is deleted: nothing but the order that
-- lies in it refers to it.
CREATE TABLE cells (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- The same for whoever reads it on a sign: neither case nor alphabet tells two cells apart.
    name_folded TEXT NOT NULL UNIQUE,
    -- Where it is, for whoever looks for it; '' where its name says it.
    place TEXT NOT NULL,
    -- Free ones are taken in this order.
    position BIGINT NOT NULL
);

-- How a ready order is handed over; none where it is as the shop and its customer agree. It goes when the order is not
-- ready any more. No payment changes any of it.
CREATE TABLE hand_overs (
    order_id BIGINT NOT NULL PRIMARY KEY REFERENCES orders (id),
    -- One cell holds one order.
    cell_id BIGINT UNIQUE REFERENCES cells (id),
    -- Where a courier brings it.
    place TEXT,
    -- Until when it waits in its cell, or when the courier comes.
    due_at BIGINT NOT NULL,
    -- When it was written down that nobody came.
    missed_at BIGINT,
    CHECK ((cell_id IS NULL) <> (place IS NULL))
);
CREATE INDEX hand_overs_due ON hand_overs (due_at, order_id);
