ALTER TABLE api_keys DROP COLUMN revoked_at;
DROP TABLE audit;
DROP FUNCTION audit_only_grows();
DROP TABLE staff_addresses;
DROP TABLE sessions;
DROP TABLE recovery_codes;
DROP TABLE staff_links;
DROP TABLE staff;
