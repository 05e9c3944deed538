-- Lists by which the goods of several orders are picked at once.

CREATE TABLE pick_lists (
    id INTEGER NOT NULL PRIMARY KEY,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    -- Both NULL while it is open.
    ended_by TEXT,
    ended_at BIGINT
);
CREATE INDEX pick_lists_open ON pick_lists (id) WHERE ended_at IS NULL;

CREATE TABLE pick_list_orders (
    list_id BIGINT NOT NULL REFERENCES pick_lists (id),
    order_id BIGINT NOT NULL REFERENCES orders (id),
    -- 'open'; 'done': the list ended with it; 'off': it was cancelled or went back before that.
    standing TEXT NOT NULL,
    PRIMARY KEY (list_id, order_id)
);
-- An order is picked by one list at a time.
CREATE UNIQUE INDEX pick_list_orders_open ON pick_list_orders (order_id) WHERE standing = 'open';

-- What has been picked: a line of an order (nth 0), or what is picked instead of it.
CREATE TABLE pick_ticks (
    list_id BIGINT NOT NULL REFERENCES pick_lists (id),
    order_id BIGINT NOT NULL REFERENCES orders (id),
    position BIGINT NOT NULL,
    nth BIGINT NOT NULL,
    -- How many there were to pick when it was ticked: where there are more now, it is not picked any more.
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    ticked_by TEXT NOT NULL,
    ticked_at BIGINT NOT NULL,
    PRIMARY KEY (list_id, order_id, position, nth)
);
