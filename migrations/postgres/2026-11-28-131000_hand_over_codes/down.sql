DROP TABLE hand_over_codes;
