-- What a customer says of a payment that nothing has come of: that he has paid. It marks nothing. Whether staff still has to
-- look is also a question of where the order stands, which is asked of the order: no payment writes here.
CREATE TABLE payment_claims (
    order_id BIGINT NOT NULL REFERENCES orders (id),
    -- Which one of the order's it is, from 1.
    nth BIGINT NOT NULL,
    -- The line of Dromon's history that he gave; NULL where he gave none.
    line TEXT,
    at BIGINT NOT NULL,
    -- NULL while it is unanswered.
    answered_at BIGINT,
    answered_by TEXT,
    -- 'no_payment': staff found none; 'replaced': he said it again, with another line; 'settled': the order needed it no more.
    answer TEXT,
    PRIMARY KEY (order_id, nth)
);
-- One at a time.
CREATE UNIQUE INDEX payment_claims_unanswered ON payment_claims (order_id) WHERE answered_at IS NULL;
CREATE INDEX payment_claims_waiting ON payment_claims (at, order_id) WHERE answered_at IS NULL;
