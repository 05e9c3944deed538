-- Goods that are counted, and who orders them. Nothing of it is written by a callback that pays an order in time.

-- What an order has of a counted good, and what it wants: what it has is not in products.stock any more. While the order
-- is unpaid it is put aside, from then on it is sold; given back, it has nothing.
CREATE TABLE claims (
    order_id BIGINT NOT NULL REFERENCES orders (id),
    product_id BIGINT NOT NULL REFERENCES products (id),
    wanted BIGINT NOT NULL CHECK (wanted > 0),
    has BIGINT NOT NULL CHECK (has >= 0),
    PRIMARY KEY (order_id, product_id)
) WITHOUT ROWID;
CREATE INDEX claims_of_product ON claims (product_id, order_id);

-- When to look whether an order still has its goods put aside without having been paid.
CREATE TABLE hold_ends (
    due_at BIGINT NOT NULL,
    order_id BIGINT NOT NULL REFERENCES orders (id),
    PRIMARY KEY (due_at, order_id)
) WITHOUT ROWID;

-- Where an order of the shop window came from, for a month.
CREATE TABLE placings (
    order_id BIGINT NOT NULL PRIMARY KEY REFERENCES orders (id),
    browser TEXT NOT NULL,
    -- The address, of IPv6 its /64.
    network TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX placings_of_browser ON placings (browser, order_id);
CREATE INDEX placings_of_network ON placings (network, order_id);

-- Who may not order.
CREATE TABLE blocks (
    id INTEGER NOT NULL PRIMARY KEY,
    -- 'browser', 'network' or 'nickname'.
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    lifted_at BIGINT,
    lifted_by TEXT
);
CREATE INDEX blocks_by_value ON blocks (kind, value) WHERE lifted_at IS NULL;
