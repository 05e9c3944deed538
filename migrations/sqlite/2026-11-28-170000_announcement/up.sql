-- What the shop announces on all its pages, and that it takes no orders for a while.

ALTER TABLE shop_looks ADD COLUMN announcement TEXT;
-- Since when it takes none; NULL while it is open.
ALTER TABLE shop_looks ADD COLUMN closed_at BIGINT;
-- What it says of that; NULL: Kassa's own words.
ALTER TABLE shop_looks ADD COLUMN closed_words TEXT;
