//! `/api/v1`: what programs may rely on.

mod access;
mod events;
mod idempotency;
mod invalid;
mod money;
mod openapi;
mod orders;
mod shape;
mod shop;
