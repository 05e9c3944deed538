-- What a payment link of the shop's own, `/l/{slug}`, offers to whoever follows it.

CREATE TABLE offers (
    id INTEGER NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    -- 'goods': those of offer_goods, for what the window asks for them; 'sum': that sum; 'free': what its customer likes.
    asks TEXT NOT NULL,
    -- 'sum': that sum; 'free': what is suggested, NULL: nothing is.
    sum BIGINT,
    -- 'free': not less than that; NULL: any sum.
    least BIGINT,
    -- So many orders that are paid, or can still be; NULL: any number.
    most_uses BIGINT,
    -- Until when; NULL: without an end.
    ends_at BIGINT,
    -- Whether every nickname has it once.
    once_each BOOLEAN NOT NULL,
    -- Since when it is switched off; NULL while it is on.
    closed_at BIGINT,
    picture TEXT REFERENCES pictures (hash),
    -- How many times staff has changed it.
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
-- A picture that nothing shows any more is let go of.
CREATE INDEX offers_picture ON offers (picture) WHERE picture IS NOT NULL;

CREATE TABLE offer_goods (
    offer_id BIGINT NOT NULL REFERENCES offers (id),
    position BIGINT NOT NULL,
    product_id BIGINT NOT NULL REFERENCES products (id),
    quantity BIGINT NOT NULL,
    PRIMARY KEY (offer_id, position)
);
CREATE INDEX offer_goods_product ON offer_goods (product_id);

-- Which orders came by which offer.
CREATE TABLE offer_orders (
    order_id BIGINT NOT NULL PRIMARY KEY REFERENCES orders (id),
    offer_id BIGINT NOT NULL REFERENCES offers (id)
);
CREATE INDEX offer_orders_offer ON offer_orders (offer_id, order_id);
