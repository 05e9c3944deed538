-- Who works in the admin pages. A name is never given twice: it stands in the orders' events.
CREATE TABLE staff (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    -- argon2id; none until the person has chosen a password.
    password_hash TEXT,
    -- The second factor, in base32; none where it is off.
    totp_secret TEXT,
    -- The last step whose code was used: a code works once.
    totp_step BIGINT,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

-- Links that work once: invitations, resets, and the sandbox's way in. Only their hashes are kept.
CREATE TABLE staff_links (
    id INTEGER NOT NULL PRIMARY KEY,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    secret_hash TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL,
    made_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX staff_links_of_staff ON staff_links (staff_id);

CREATE TABLE recovery_codes (
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    code_hash TEXT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (staff_id, code_hash)
) WITHOUT ROWID;

CREATE TABLE sessions (
    id INTEGER NOT NULL PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    -- 'second_factor' while its code is still missing, then 'open'.
    stage TEXT NOT NULL,
    source TEXT NOT NULL,
    agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    -- When the password was given last.
    confirmed_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX sessions_of_staff ON sessions (staff_id);

-- Where each has signed in from, so that a new address is told.
CREATE TABLE staff_addresses (
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    address TEXT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    -- When the person has seen that it was new; none while that is still to be told.
    seen_at BIGINT,
    PRIMARY KEY (staff_id, address)
) WITHOUT ROWID;

-- Who did what, when and from where. Rows are only ever added.
CREATE TABLE audit (
    id INTEGER NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    -- The name that was given: it need not be anybody's.
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    source TEXT NOT NULL,
    -- What it was done to: an order's uid, a colleague's name.
    subject TEXT,
    note TEXT
);

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'rows of the audit log are only ever added');
END;
CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'rows of the audit log are only ever added');
END;

-- From when on a program's key opens nothing any more.
ALTER TABLE api_keys ADD COLUMN revoked_at BIGINT;
