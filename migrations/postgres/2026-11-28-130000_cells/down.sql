DROP TABLE hand_overs;
DROP TABLE cells;
