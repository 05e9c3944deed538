-- The same kind about the same payment is counted up, never added; now two nodes cannot add it at once either.
DROP INDEX discrepancies_of_payment;
CREATE UNIQUE INDEX discrepancies_of_payment ON discrepancies (payment_id, kind) WHERE payment_id IS NOT NULL;
-- A callback is set aside once. Only what was set aside stands here, so no payment pays for this index.
CREATE UNIQUE INDEX discrepancies_of_callback ON discrepancies (callback_id) WHERE payment_id IS NULL;
