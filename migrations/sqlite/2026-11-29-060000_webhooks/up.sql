-- Whom the shop's programs are told what happens.

CREATE TABLE webhook_endpoints (
    -- None is given twice: what was on its way to an endpoint that was removed must not be taken for another's.
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL,
    description TEXT NOT NULL,
    -- It signs, so it is kept as it is.
    secret TEXT NOT NULL,
    -- The one before: until then it signs as well.
    old_secret TEXT,
    old_secret_until BIGINT,
    -- With spaces between them; empty: every kind.
    kinds TEXT NOT NULL,
    -- NULL: every order, and the shop itself.
    order_id BIGINT REFERENCES orders (id),
    -- It is told what comes after that event.
    after_event BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- Since when a person lets it rest; NULL: it is told.
    paused_at BIGINT,
    -- It is not told what comes after the one and up to the other, of which there is none while it rests.
    paused_after BIGINT,
    resumed_after BIGINT,
    -- How many tries were in vain since the last that was not, and since when.
    failures BIGINT NOT NULL,
    failing_since BIGINT,
    -- Nothing is sent before: it fails, so it is slowed until it takes something.
    rests_until BIGINT NOT NULL,
    -- Nothing is sent before, whatever it takes meanwhile: it asked for that.
    left_until BIGINT NOT NULL,
    -- When it last took something.
    took_at BIGINT,
    -- When a person last looked at what was given up.
    seen_at BIGINT,
    -- Since when what waits has its time, where it was queued before.
    anew_at BIGINT NOT NULL,
    -- What takes long is done a page at a time, and NULL when it is done. What waits is to be tried as of then; until that is so,
    -- nothing is sent.
    hurry_at BIGINT,
    -- What is past its time by then is to be given up.
    give_up_at BIGINT,
    -- What happened since then is to be sent again: after the one event, where the first page was found, up to the other.
    again_since BIGINT,
    again_after BIGINT,
    again_to BIGINT,
    -- Since when it is there no more. What was sent there is removed a page at a time, and then this row.
    removed_at BIGINT
);
CREATE INDEX webhook_endpoints_of_order ON webhook_endpoints (order_id);
CREATE INDEX webhook_endpoints_removed ON webhook_endpoints (removed_at) WHERE removed_at IS NOT NULL;

CREATE TABLE webhook_deliveries (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    endpoint_id BIGINT NOT NULL REFERENCES webhook_endpoints (id),
    -- NULL: a test.
    event_id BIGINT REFERENCES events (id),
    order_id BIGINT REFERENCES orders (id),
    -- What its payload calls itself.
    type TEXT NOT NULL,
    -- The same at every try.
    message_id TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- When it happened.
    at BIGINT NOT NULL,
    -- 'waiting', 'delivered', 'given_up'
    status TEXT NOT NULL,
    -- Of all times.
    attempts BIGINT NOT NULL,
    -- In vain since it was queued.
    tries BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    -- When it is given up.
    ends_at BIGINT NOT NULL,
    -- When it was delivered or given up.
    ended_at BIGINT,
    -- When a person asked for this one: it goes first.
    asked_at BIGINT
);
CREATE UNIQUE INDEX webhook_deliveries_event ON webhook_deliveries (endpoint_id, event_id);
CREATE INDEX webhook_deliveries_log ON webhook_deliveries (endpoint_id, id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, next_at, id) WHERE status = 'waiting';
CREATE INDEX webhook_deliveries_log_of_status ON webhook_deliveries (endpoint_id, status, id);
CREATE INDEX webhook_deliveries_log_of_order ON webhook_deliveries (endpoint_id, order_id, id);
CREATE INDEX webhook_deliveries_asked ON webhook_deliveries (endpoint_id, status, next_at, id) WHERE asked_at IS NOT NULL;
CREATE INDEX webhook_deliveries_ends ON webhook_deliveries (endpoint_id, ends_at, id) WHERE status = 'waiting';
CREATE INDEX webhook_deliveries_order ON webhook_deliveries (endpoint_id, order_id, event_id) WHERE status = 'waiting';
CREATE INDEX webhook_deliveries_given_up ON webhook_deliveries (endpoint_id, ended_at) WHERE status = 'given_up';
CREATE INDEX webhook_deliveries_ended ON webhook_deliveries (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE webhook_attempts (
    delivery_id BIGINT NOT NULL REFERENCES webhook_deliveries (id),
    nth BIGINT NOT NULL,
    at BIGINT NOT NULL,
    took_ms BIGINT NOT NULL,
    -- What was sent, without the signature.
    headers TEXT NOT NULL,
    -- NULL: no answer came.
    status BIGINT,
    -- At most 4 KiB of it.
    answer TEXT NOT NULL,
    -- What went wrong besides the status.
    error TEXT,
    PRIMARY KEY (delivery_id, nth)
);
