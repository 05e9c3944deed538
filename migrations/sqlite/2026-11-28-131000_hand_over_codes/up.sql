-- What the customer tells the courier. It goes with the hand-over that it belongs to, also where a program of before ends that.
-- No payment changes any of it.
CREATE TABLE hand_over_codes (
    order_id BIGINT NOT NULL PRIMARY KEY REFERENCES hand_overs (order_id) ON DELETE CASCADE,
    -- Six digits.
    code TEXT NOT NULL,
    -- How many wrong ones were typed since it was made.
    wrong BIGINT NOT NULL
);
