DROP TABLE payment_claims;
