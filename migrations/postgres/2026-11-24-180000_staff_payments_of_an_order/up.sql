-- Each further payment of an order asks whether a person has confirmed it already. Only what people wrote down stands
-- here, so no callback pays for this index.
CREATE INDEX payments_of_staff ON payments (order_id) WHERE callback_id IS NULL;
