ALTER TABLE products DROP COLUMN picture;
DROP TABLE pictures;
