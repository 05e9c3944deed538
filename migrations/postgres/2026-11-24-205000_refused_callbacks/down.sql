DROP TABLE silence_signs;
DROP TABLE refused_callbacks;
