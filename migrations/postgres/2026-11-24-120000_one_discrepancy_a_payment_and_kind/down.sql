DROP INDEX discrepancies_of_callback;
DROP INDEX discrepancies_of_payment;
CREATE INDEX discrepancies_of_payment ON discrepancies (payment_id) WHERE payment_id IS NOT NULL;
