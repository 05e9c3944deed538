DROP TABLE offer_orders;
DROP TABLE offer_goods;
DROP TABLE offers;
