DROP TABLE shop_looks;
