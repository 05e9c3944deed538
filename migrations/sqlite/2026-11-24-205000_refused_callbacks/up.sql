-- What came to the callback's address with a wrong token: the newest 200, never settled by themselves. Once the secret has
-- been mended, staff has those received whose token fits then.
CREATE TABLE refused_callbacks (
    id INTEGER NOT NULL PRIMARY KEY,
    -- The id that the callback has when it is received after all.
    uuid TEXT NOT NULL UNIQUE,
    received_at BIGINT NOT NULL,
    source TEXT NOT NULL,
    -- 'missing', 'repeated', 'not_bearer' or 'wrong_token'.
    cause TEXT NOT NULL,
    -- sha256 of the token that it came with.
    token_hash TEXT,
    -- Its beginning, up to 16 KiB.
    body BLOB NOT NULL,
    completeness TEXT NOT NULL,
    -- When a person had it received.
    taken_at BIGINT,
    taken_by TEXT
);

-- Orders whose customers seem to have paid, and no callback came: one row an order, gone after two days.
CREATE TABLE silence_signs (
    order_id BIGINT NOT NULL PRIMARY KEY REFERENCES orders (id),
    -- 'came_back' or 'stayed'.
    sign TEXT NOT NULL,
    since BIGINT NOT NULL
) WITHOUT ROWID;
