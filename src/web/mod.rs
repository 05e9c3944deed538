//! HTTP: pages, the API and the callback.

pub mod pages;
