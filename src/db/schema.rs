//! The tables, as diesel sees them; `migrations/` creates them.

diesel::table! {
    identity (id) {
        id -> BigInt,
        mode -> Text,
        app_id -> Text,
        cookie_key -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    products (id) {
        id -> BigInt,
        name -> Text,
        description -> Text,
        price -> BigInt,
        position -> BigInt,
        hidden -> Bool,
        created_at -> Timestamp,
    }
}

diesel::table! {
    customers (id) {
        id -> BigInt,
        nickname -> Text,
        nickname_folded -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    orders (id) {
        id -> BigInt,
        uid -> Text,
        uid_folded -> Text,
        token -> Text,
        customer_id -> BigInt,
        nickname -> Text,
        browser -> Nullable<Text>,
        attempt -> Nullable<Text>,
        text -> Text,
        total -> BigInt,
        counted -> BigInt,
        status -> Text,
        last_event -> BigInt,
        last_payment -> Nullable<BigInt>,
        created_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    order_items (order_id, position) {
        order_id -> BigInt,
        position -> BigInt,
        product_id -> Nullable<BigInt>,
        name -> Text,
        price -> BigInt,
        quantity -> BigInt,
    }
}

diesel::table! {
    expirations (due_at, order_id) {
        due_at -> Timestamp,
        order_id -> BigInt,
    }
}

diesel::table! {
    callbacks (id) {
        id -> BigInt,
        uuid -> Text,
        received_at -> Timestamp,
        source -> Text,
        body -> Binary,
        completeness -> Text,
    }
}

diesel::table! {
    payments (id) {
        id -> BigInt,
        order_id -> Nullable<BigInt>,
        callback_id -> Nullable<BigInt>,
        previous -> Nullable<BigInt>,
        sum -> BigInt,
        counted -> Bool,
        sure -> Text,
        payer -> Nullable<Text>,
        at -> Timestamp,
        fingerprint -> Nullable<Text>,
    }
}

diesel::table! {
    events (id) {
        id -> BigInt,
        order_id -> Nullable<BigInt>,
        previous -> Nullable<BigInt>,
        kind -> Text,
        actor -> Text,
        at -> Timestamp,
        payment_id -> Nullable<BigInt>,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    discrepancies (id) {
        id -> BigInt,
        kind -> Text,
        order_id -> Nullable<BigInt>,
        payment_id -> Nullable<BigInt>,
        callback_id -> Nullable<BigInt>,
        amount -> Nullable<BigInt>,
        times -> BigInt,
        opened_at -> Timestamp,
        last_at -> Timestamp,
        resolved_at -> Nullable<Timestamp>,
        resolved_by -> Nullable<Text>,
        resolution -> Nullable<Text>,
    }
}

diesel::table! {
    sources (address) {
        address -> Text,
        first_seen_at -> Timestamp,
        trusted_at -> Nullable<Timestamp>,
        trusted_by -> Nullable<Text>,
    }
}

diesel::table! {
    api_keys (id) {
        id -> BigInt,
        name -> Text,
        secret_hash -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    idempotency_keys (api_key_id, key) {
        api_key_id -> BigInt,
        key -> Text,
        body_hash -> Text,
        answer -> Text,
        created_at -> Timestamp,
    }
}
