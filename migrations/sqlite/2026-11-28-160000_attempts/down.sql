ALTER TABLE hand_overs DROP COLUMN attempts;
