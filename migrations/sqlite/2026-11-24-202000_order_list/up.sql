-- What the order list and its search are found by. None of it is written by a callback that pays an order: that would be
-- further pages for it to dirty, and on PostgreSQL an index that mentions the status would be a new row version in all
-- of the table's indexes.

-- On which shelf an order lies: 'open' while it waits for its payment or, paid, for the shop, and from then on its status.
-- Which of the two an open one waits for stands in the order itself; the open ones are few.
CREATE TABLE order_shelves (
    order_id BIGINT NOT NULL PRIMARY KEY REFERENCES orders (id),
    shelf TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO order_shelves (order_id, shelf)
SELECT id, CASE WHEN status IN ('awaiting_payment', 'paid') THEN 'open' ELSE status END
FROM orders ORDER BY id;
CREATE INDEX orders_on_shelf ON order_shelves (shelf, order_id);

-- The words that orders are found by, folded, and the orders of each. The upkeep (order_list/upkeep.rs) writes those
-- of the orders that were there before.
CREATE TABLE words (
    id INTEGER NOT NULL PRIMARY KEY,
    word TEXT NOT NULL UNIQUE
);
CREATE TABLE order_words (
    word_id BIGINT NOT NULL REFERENCES words (id),
    order_id BIGINT NOT NULL REFERENCES orders (id),
    PRIMARY KEY (word_id, order_id)
) WITHOUT ROWID;

-- Who paid for somebody else: the payers of an order but its own customer, folded.
CREATE TABLE other_payers (
    order_id BIGINT NOT NULL REFERENCES orders (id),
    payer TEXT NOT NULL,
    PRIMARY KEY (order_id, payer)
) WITHOUT ROWID;
CREATE INDEX orders_of_payer ON other_payers (payer, order_id);

-- How far a reader of the feed has come that works by itself.
CREATE TABLE feed_progress (
    reader TEXT NOT NULL PRIMARY KEY,
    event_id BIGINT NOT NULL,
    -- The newest event that was there when the reader began: up to there it catches up.
    history BIGINT NOT NULL
) WITHOUT ROWID;

CREATE INDEX orders_by_time ON orders (created_at, id);
CREATE INDEX orders_of_customer ON orders (customer_id, id);
CREATE INDEX order_items_of_product ON order_items (product_id, order_id) WHERE product_id IS NOT NULL;
