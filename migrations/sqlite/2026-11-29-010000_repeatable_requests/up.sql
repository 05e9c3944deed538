-- What the request asked for, and what it was answered: until now only placing an order could be repeated.
ALTER TABLE idempotency_keys ADD COLUMN target TEXT NOT NULL DEFAULT 'POST /api/v1/orders';
ALTER TABLE idempotency_keys ADD COLUMN status BIGINT NOT NULL DEFAULT 201;
ALTER TABLE idempotency_keys ADD COLUMN location TEXT;
ALTER TABLE idempotency_keys ADD COLUMN etag TEXT;
-- They are forgotten after a while.
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
