-- Goods that are grouped, counted and stacked.

-- What it is shown under in the shop window; '' where the shop has no groups.
ALTER TABLE products ADD COLUMN category TEXT NOT NULL DEFAULT '';
-- How many go into one stack: '64', '16', '1', or 'loose' where nobody counts it in stacks.
ALTER TABLE products ADD COLUMN stack TEXT NOT NULL DEFAULT 'loose';
-- How many pieces can still be ordered; NULL where nobody counts them. What unpaid orders hold is not among them.
ALTER TABLE products ADD COLUMN stock BIGINT CHECK (stock >= 0);

-- As it was when the order was placed.
ALTER TABLE order_items ADD COLUMN stack TEXT NOT NULL DEFAULT 'loose';
