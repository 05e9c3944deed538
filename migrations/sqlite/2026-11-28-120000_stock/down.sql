DROP TABLE blocks;
DROP TABLE placings;
DROP TABLE hold_ends;
DROP TABLE claims;
