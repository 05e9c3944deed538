ALTER TABLE shop_looks DROP COLUMN closed_words;
ALTER TABLE shop_looks DROP COLUMN closed_at;
ALTER TABLE shop_looks DROP COLUMN announcement;
