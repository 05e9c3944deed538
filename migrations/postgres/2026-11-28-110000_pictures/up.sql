-- Pictures, as the shop shows them: decoded, turned upright, made small and encoded anew.

CREATE TABLE pictures (
    -- The SHA-256 of the bytes, in hex: the same picture is kept once, and its address never means another one.
    hash TEXT NOT NULL PRIMARY KEY,
    media_type TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- Last, so that what is before it is read without it.
    bytes BYTEA NOT NULL
);

ALTER TABLE products ADD COLUMN picture TEXT REFERENCES pictures (hash);
