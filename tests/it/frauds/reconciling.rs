//! What only the balance shows.
