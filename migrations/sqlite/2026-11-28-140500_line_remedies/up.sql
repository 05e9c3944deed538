-- What is done about goods that are missing when an order is picked.

-- The order's items, text and total never change: what becomes of a line, or of a part of it, stands here.
CREATE TABLE line_remedies (
    order_id BIGINT NOT NULL REFERENCES orders (id),
    -- The line of the order.
    position BIGINT NOT NULL,
    -- The first of a line is 1.
    nth BIGINT NOT NULL,
    -- 'substitute', 'refund', 'needs_refund', 'wait'
    kind TEXT NOT NULL,
    -- How many of the line it is about.
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    -- What a person wrote down: how the customer agreed, why, or until when.
    words TEXT NOT NULL,
    -- What the customer gets instead, of a substitute only.
    instead TEXT,
    instead_quantity BIGINT CHECK (instead_quantity > 0),
    instead_stack TEXT,
    -- The product of the shop window that it is, where it is one.
    instead_product BIGINT,
    -- The refund that was written down for it.
    refund_id BIGINT REFERENCES refunds (id),
    -- Who did it, and when.
    event_id BIGINT NOT NULL REFERENCES events (id),
    -- Who took it back, and when: the line is picked again, or its money goes back after all.
    ended_event BIGINT REFERENCES events (id),
    PRIMARY KEY (order_id, position, nth)
);
