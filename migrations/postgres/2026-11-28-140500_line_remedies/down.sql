DROP TABLE line_remedies;
