-- What a program may do. The keys that there are could place and read orders, and go on so.
ALTER TABLE api_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT 'read orders';
-- From when on it opens nothing; NULL: it has no end.
ALTER TABLE api_keys ADD COLUMN expires_at BIGINT;
-- To the minute.
ALTER TABLE api_keys ADD COLUMN last_used_at BIGINT;
