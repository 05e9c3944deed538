-- A substitute that is counted comes out of the stock.

-- How many of it did: as many go back if the line is picked after all. NULL: none, or nobody counted them.
ALTER TABLE line_remedies ADD COLUMN taken BIGINT;
