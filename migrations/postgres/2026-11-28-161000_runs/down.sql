DROP TABLE run_stops;
DROP TABLE runs;
