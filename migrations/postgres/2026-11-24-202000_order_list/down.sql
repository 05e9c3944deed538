DROP INDEX order_items_of_product;
DROP INDEX orders_of_customer;
DROP INDEX orders_by_time;
DROP TABLE feed_progress;
DROP TABLE other_payers;
DROP TABLE order_words;
DROP TABLE words;
DROP TABLE order_shelves;
