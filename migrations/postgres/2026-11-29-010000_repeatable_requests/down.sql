DROP INDEX idempotency_keys_age;
ALTER TABLE idempotency_keys DROP COLUMN etag;
ALTER TABLE idempotency_keys DROP COLUMN location;
ALTER TABLE idempotency_keys DROP COLUMN status;
ALTER TABLE idempotency_keys DROP COLUMN target;
