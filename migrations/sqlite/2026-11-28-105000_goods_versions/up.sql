-- Two people who change one good at once: the second is told.

-- How many times staff has changed it. What orders take from its stock is no such change.
ALTER TABLE products ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
