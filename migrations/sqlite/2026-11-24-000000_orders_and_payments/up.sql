-- Keys grow, and nothing that every callback writes has an index with random keys: the writer's cost is the
-- number of pages that a commit dirties. So an order's payments and events are reached through links (the
-- order knows its last one, each knows the one before it), and a payment's fingerprint begins with its time.
--
-- Times are microseconds since 1970, in UTC; `datetime(created_at / 1000000, 'unixepoch')` shows one.

-- Which books these are. A database of the other mode, or of another app, is refused at start.
CREATE TABLE identity (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    mode TEXT NOT NULL,
    app_id TEXT NOT NULL,
    cookie_key TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE products (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    price BIGINT NOT NULL CHECK (price > 0),
    position BIGINT NOT NULL,
    hidden BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE customers (
    id INTEGER NOT NULL PRIMARY KEY,
    nickname TEXT NOT NULL,
    nickname_folded TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE orders (
    id INTEGER NOT NULL PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    uid_folded TEXT NOT NULL UNIQUE,
    token TEXT NOT NULL UNIQUE,
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    nickname TEXT NOT NULL,
    browser TEXT,
    -- What makes a double click one order: the shop window's form carries it.
    attempt TEXT,
    text TEXT NOT NULL,
    total BIGINT NOT NULL CHECK (total > 0),
    counted BIGINT NOT NULL,
    status TEXT NOT NULL,
    last_event BIGINT NOT NULL,
    last_payment BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX orders_of_browser ON orders (browser, id) WHERE browser IS NOT NULL;
CREATE UNIQUE INDEX orders_of_attempt ON orders (browser, attempt) WHERE attempt IS NOT NULL;

CREATE TABLE order_items (
    order_id BIGINT NOT NULL REFERENCES orders (id),
    position BIGINT NOT NULL,
    product_id BIGINT REFERENCES products (id),
    name TEXT NOT NULL,
    price BIGINT NOT NULL CHECK (price > 0),
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (order_id, position)
) WITHOUT ROWID;

-- When to look whether an order has expired. A table of its own, so that paying touches no index for it.
CREATE TABLE expirations (
    due_at BIGINT NOT NULL,
    order_id BIGINT NOT NULL REFERENCES orders (id),
    PRIMARY KEY (due_at, order_id)
) WITHOUT ROWID;

-- Every authentic callback, raw; rows are only ever added.
CREATE TABLE callbacks (
    id INTEGER NOT NULL PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    received_at BIGINT NOT NULL,
    source TEXT NOT NULL,
    body BLOB NOT NULL,
    -- 'whole', or why the body is only its beginning.
    completeness TEXT NOT NULL
);

CREATE TABLE payments (
    id INTEGER NOT NULL PRIMARY KEY,
    order_id BIGINT REFERENCES orders (id),
    callback_id BIGINT REFERENCES callbacks (id),
    previous BIGINT,
    sum BIGINT NOT NULL CHECK (sum > 0),
    counted BOOLEAN NOT NULL,
    sure TEXT NOT NULL,
    payer TEXT,
    at BIGINT NOT NULL,
    fingerprint TEXT UNIQUE
);

CREATE TABLE events (
    id INTEGER NOT NULL PRIMARY KEY,
    order_id BIGINT REFERENCES orders (id),
    previous BIGINT,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    at BIGINT NOT NULL,
    payment_id BIGINT REFERENCES payments (id),
    note TEXT
);

CREATE TABLE discrepancies (
    id INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    order_id BIGINT REFERENCES orders (id),
    payment_id BIGINT REFERENCES payments (id),
    callback_id BIGINT REFERENCES callbacks (id),
    amount BIGINT,
    times BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    resolved_at BIGINT,
    resolved_by TEXT,
    resolution TEXT
);
CREATE INDEX discrepancies_of_order ON discrepancies (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX discrepancies_of_payment ON discrepancies (payment_id) WHERE payment_id IS NOT NULL;

-- Addresses that callbacks came from; a person trusts each once.
CREATE TABLE sources (
    address TEXT NOT NULL PRIMARY KEY,
    first_seen_at BIGINT NOT NULL,
    trusted_at BIGINT,
    trusted_by TEXT
) WITHOUT ROWID;

CREATE TABLE api_keys (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    secret_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE idempotency_keys (
    api_key_id BIGINT NOT NULL REFERENCES api_keys (id),
    key TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (api_key_id, key)
) WITHOUT ROWID;
