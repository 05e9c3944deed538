//! `/api/v1`: what programs may rely on.

mod access;
mod idempotency;
mod invalid;
mod shape;
