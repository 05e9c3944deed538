DROP TABLE withdrawals;
DROP TABLE refunds;
DROP INDEX discrepancies_open;
ALTER TABLE discrepancies DROP COLUMN waits_since;
ALTER TABLE discrepancies DROP COLUMN overridden_by;
ALTER TABLE discrepancies DROP COLUMN overridden_at;
ALTER TABLE payments DROP COLUMN merged_with;
ALTER TABLE events DROP COLUMN discrepancy_id;
