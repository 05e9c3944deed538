ALTER TABLE line_remedies DROP COLUMN taken;
