-- What a customer says beside his order when he places it; no row where he said nothing. It never changes, and no payment
-- touches it.
CREATE TABLE order_wishes (
    order_id BIGINT NOT NULL PRIMARY KEY REFERENCES orders (id),
    -- How to reach him: a name on Discord, as a rule.
    contact TEXT,
    -- 'cell' or 'courier'; NULL: as he and the shop agree.
    way TEXT,
    -- Where and when he would meet a courier, in his own words.
    place TEXT,
    moment TEXT,
    note TEXT
);
