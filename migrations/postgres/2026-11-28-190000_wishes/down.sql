DROP TABLE order_wishes;
