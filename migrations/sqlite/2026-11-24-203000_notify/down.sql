DROP TABLE untaken;
DROP TABLE consumers;
