-- What the books are compared with: the app's balance, and lines of Dromon's history. Rows are only ever added; what is
-- filled in later is how far a row has come.

-- What the app held before Kassa's first payment. The newest row counts; the others are what was believed before.
CREATE TABLE openings (
    id INTEGER NOT NULL PRIMARY KEY,
    sum BIGINT NOT NULL CHECK (sum >= 0),
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    made_by TEXT NOT NULL
);

-- The app's balance as a person read it on Dromon's site.
CREATE TABLE balances (
    id INTEGER NOT NULL PRIMARY KEY,
    stated BIGINT NOT NULL CHECK (stated >= 0),
    -- What the books said of it.
    expected BIGINT NOT NULL,
    -- The newest payment that was considered; 0 before the first.
    newest_payment BIGINT NOT NULL,
    -- What came while the person was looking: it may or may not be in what was stated.
    meanwhile BIGINT NOT NULL,
    at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    -- How many decisions have been made by what it differs: of two at once, one is told so.
    decisions BIGINT NOT NULL,
    -- How many payments are sure because of it; none until that is done, and where it did not agree.
    raised BIGINT
);
CREATE INDEX balances_agreed ON balances (id) WHERE stated = expected;

-- Lines of Dromon's history that were pasted at once.
CREATE TABLE history_pastes (
    id INTEGER NOT NULL PRIMARY KEY,
    -- What the app is called in them, and whether a person said so.
    recipient TEXT NOT NULL,
    recipient_is_typed BOOLEAN NOT NULL,
    at BIGINT NOT NULL,
    made_by TEXT NOT NULL
);

CREATE TABLE history_lines (
    id INTEGER NOT NULL PRIMARY KEY,
    paste_id BIGINT NOT NULL REFERENCES history_pastes (id),
    -- Where it stood in what was pasted.
    place BIGINT NOT NULL,
    line TEXT NOT NULL,
    -- Dromon has no ids: equal lines are told apart by counting them.
    fingerprint TEXT NOT NULL,
    nth BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    -- Of a line that is in the books, or was confirmed by a person.
    payment_id BIGINT REFERENCES payments (id),
    order_id BIGINT REFERENCES orders (id),
    -- The same line, pasted before.
    earlier BIGINT REFERENCES history_lines (id),
    confirmed_at BIGINT,
    confirmed_by TEXT
);
CREATE INDEX history_lines_of_paste ON history_lines (paste_id, place);
CREATE UNIQUE INDEX history_lines_once ON history_lines (fingerprint, nth) WHERE earlier IS NULL;
CREATE UNIQUE INDEX history_lines_of_payment ON history_lines (payment_id) WHERE payment_id IS NOT NULL;
