ALTER TABLE order_items DROP COLUMN stack;
ALTER TABLE products DROP COLUMN stock;
ALTER TABLE products DROP COLUMN stack;
ALTER TABLE products DROP COLUMN category;
