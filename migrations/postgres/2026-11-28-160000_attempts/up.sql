-- A courier who found nobody comes again, but not for ever.

-- How many times a courier found nobody since the order was given to one.
ALTER TABLE hand_overs ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0;
