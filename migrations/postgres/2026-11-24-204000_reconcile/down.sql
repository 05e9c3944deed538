DROP TABLE history_lines;
DROP TABLE history_pastes;
DROP TABLE balances;
DROP TABLE openings;
