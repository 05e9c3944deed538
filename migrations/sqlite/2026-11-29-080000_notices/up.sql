-- What the channels are told, how they are told it, and what could not be told.
-- Where staff chose otherwise than Kassa does by itself.
CREATE TABLE notice_choices (
    channel TEXT NOT NULL,
    topic TEXT NOT NULL,
    wanted BOOLEAN NOT NULL,
    PRIMARY KEY (channel, topic)
);
CREATE TABLE notice_languages (
    channel TEXT NOT NULL PRIMARY KEY,
    lang TEXT NOT NULL
);
-- What staff wrote in place of Kassa's own words.
CREATE TABLE notice_templates (
    audience TEXT NOT NULL,
    topic TEXT NOT NULL,
    lang TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (audience, topic, lang)
);
-- Messages that a channel could not deliver, until a person has seen to them.
CREATE TABLE undelivered_notices (
    id INTEGER NOT NULL PRIMARY KEY,
    channel TEXT NOT NULL,
    topic TEXT NOT NULL,
    order_id BIGINT REFERENCES orders (id),
    -- NULL where no event made it: nobody takes a paid order.
    event_id BIGINT,
    why TEXT NOT NULL,
    -- What the service answered, as a number; NULL where it was not asked.
    code BIGINT,
    at BIGINT NOT NULL,
    -- When it was asked to be tried once more; NULL while it is not.
    again_at BIGINT,
    resolved_at BIGINT,
    -- NULL where it was delivered after all.
    resolved_by TEXT
);
CREATE INDEX undelivered_notices_open ON undelivered_notices (id) WHERE resolved_at IS NULL;
CREATE INDEX undelivered_notices_again ON undelivered_notices (channel, id) WHERE again_at IS NOT NULL;
-- Each channel of staff's says by itself which paid order nobody takes. The rows of `untaken` were the one channel's that there
-- was; that table stays for a process of the former version, which may still run.
CREATE TABLE untaken_notices (
    channel TEXT NOT NULL,
    order_id BIGINT NOT NULL REFERENCES orders (id),
    due_at BIGINT NOT NULL,
    -- NULL until it is said.
    said_at BIGINT,
    PRIMARY KEY (channel, order_id)
);
CREATE INDEX untaken_notices_due ON untaken_notices (channel, due_at) WHERE said_at IS NULL;
INSERT INTO untaken_notices (channel, order_id, due_at, said_at)
    SELECT 'discord', order_id, due_at, said_at FROM untaken;
