-- What an owner says of the shop: the row 1, and none until somebody says something. What is NULL is as Kassa has it.
CREATE TABLE shop_looks (
    id BIGINT NOT NULL PRIMARY KEY,
    -- How many times it has been changed.
    version BIGINT NOT NULL,
    name TEXT,
    -- What the shop window begins with.
    greeting TEXT,
    hours TEXT,
    -- Where goods are handed over.
    places TEXT,
    -- How to reach the shop.
    contact TEXT,
    -- '#rrggbb'
    accent TEXT,
    logo TEXT REFERENCES pictures (hash)
);
