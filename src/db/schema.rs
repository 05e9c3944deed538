//! The tables, as diesel sees them; `migrations/` creates them.

diesel::table! {
    identity (id) {
        id -> BigInt,
        mode -> Text,
        app_id -> Text,
        cookie_key -> Text,
        created_at -> BigInt,
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
        created_at -> BigInt,
        category -> Text,
        stack -> Text,
        stock -> Nullable<BigInt>,
        version -> BigInt,
        picture -> Nullable<Text>,
    }
}

diesel::table! {
    pictures (hash) {
        hash -> Text,
        media_type -> Text,
        width -> BigInt,
        height -> BigInt,
        created_at -> BigInt,
        bytes -> Binary,
    }
}

diesel::table! {
    customers (id) {
        id -> BigInt,
        nickname -> Text,
        nickname_folded -> Text,
        created_at -> BigInt,
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
        created_at -> BigInt,
        expires_at -> BigInt,
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
        stack -> Text,
    }
}

diesel::table! {
    expirations (due_at, order_id) {
        due_at -> BigInt,
        order_id -> BigInt,
    }
}

diesel::table! {
    order_shelves (order_id) {
        order_id -> BigInt,
        shelf -> Text,
    }
}

diesel::table! {
    cells (id) {
        id -> BigInt,
        name -> Text,
        name_folded -> Text,
        place -> Text,
        position -> BigInt,
    }
}

diesel::table! {
    hand_overs (order_id) {
        order_id -> BigInt,
        cell_id -> Nullable<BigInt>,
        place -> Nullable<Text>,
        due_at -> BigInt,
        missed_at -> Nullable<BigInt>,
        attempts -> BigInt,
    }
}

diesel::table! {
    hand_over_codes (order_id) {
        order_id -> BigInt,
        code -> Text,
        wrong -> BigInt,
    }
}

diesel::table! {
    words (id) {
        id -> BigInt,
        word -> Text,
    }
}

diesel::table! {
    order_words (word_id, order_id) {
        word_id -> BigInt,
        order_id -> BigInt,
    }
}

diesel::table! {
    other_payers (order_id, payer) {
        order_id -> BigInt,
        payer -> Text,
    }
}

diesel::table! {
    feed_progress (reader) {
        reader -> Text,
        event_id -> BigInt,
        history -> BigInt,
    }
}

diesel::table! {
    callbacks (id) {
        id -> BigInt,
        uuid -> Text,
        received_at -> BigInt,
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
        at -> BigInt,
        fingerprint -> Nullable<Text>,
        merged_with -> Nullable<BigInt>,
    }
}

diesel::table! {
    events (id) {
        id -> BigInt,
        order_id -> Nullable<BigInt>,
        previous -> Nullable<BigInt>,
        kind -> Text,
        actor -> Text,
        at -> BigInt,
        payment_id -> Nullable<BigInt>,
        note -> Nullable<Text>,
        discrepancy_id -> Nullable<BigInt>,
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
        opened_at -> BigInt,
        last_at -> BigInt,
        resolved_at -> Nullable<BigInt>,
        resolved_by -> Nullable<Text>,
        resolution -> Nullable<Text>,
        overridden_at -> Nullable<BigInt>,
        overridden_by -> Nullable<Text>,
        waits_since -> Nullable<BigInt>,
        way -> Nullable<Text>,
    }
}

diesel::table! {
    sources (address) {
        address -> Text,
        first_seen_at -> BigInt,
        trusted_at -> Nullable<BigInt>,
        trusted_by -> Nullable<Text>,
    }
}

diesel::table! {
    api_keys (id) {
        id -> BigInt,
        name -> Text,
        secret_hash -> Text,
        created_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
        scopes -> Text,
        expires_at -> Nullable<BigInt>,
        last_used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    idempotency_keys (api_key_id, key) {
        api_key_id -> BigInt,
        key -> Text,
        body_hash -> Text,
        answer -> Text,
        created_at -> BigInt,
        target -> Text,
        status -> BigInt,
        location -> Nullable<Text>,
        etag -> Nullable<Text>,
    }
}

diesel::table! {
    staff (id) {
        id -> BigInt,
        name -> Text,
        name_folded -> Text,
        role -> Text,
        password_hash -> Nullable<Text>,
        totp_secret -> Nullable<Text>,
        totp_step -> Nullable<BigInt>,
        created_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    staff_links (id) {
        id -> BigInt,
        staff_id -> BigInt,
        secret_hash -> Text,
        purpose -> Text,
        made_by -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    recovery_codes (staff_id, code_hash) {
        staff_id -> BigInt,
        code_hash -> Text,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sessions (id) {
        id -> BigInt,
        secret_hash -> Text,
        staff_id -> BigInt,
        stage -> Text,
        source -> Text,
        agent -> Text,
        created_at -> BigInt,
        seen_at -> BigInt,
        confirmed_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    staff_addresses (staff_id, address) {
        staff_id -> BigInt,
        address -> Text,
        first_seen_at -> BigInt,
        seen_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    audit (id) {
        id -> BigInt,
        at -> BigInt,
        who -> Text,
        what -> Text,
        source -> Text,
        subject -> Nullable<Text>,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    refunds (id) {
        id -> BigInt,
        order_id -> Nullable<BigInt>,
        payment_id -> Nullable<BigInt>,
        sum -> BigInt,
        state -> Text,
        payee -> Text,
        reason -> Text,
        created_at -> BigInt,
        created_by -> Text,
        changed_at -> BigInt,
        changed_by -> Text,
        discrepancy_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    withdrawals (id) {
        id -> BigInt,
        sum -> BigInt,
        reason -> Text,
        at -> BigInt,
        made_by -> Text,
    }
}

diesel::table! {
    consumers (name) {
        name -> Text,
        cursor -> BigInt,
        holder -> Text,
        held_until -> BigInt,
    }
}

diesel::table! {
    untaken (order_id) {
        order_id -> BigInt,
        due_at -> BigInt,
        said_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    refused_callbacks (id) {
        id -> BigInt,
        uuid -> Text,
        received_at -> BigInt,
        source -> Text,
        cause -> Text,
        token_hash -> Nullable<Text>,
        body -> Binary,
        completeness -> Text,
        taken_at -> Nullable<BigInt>,
        taken_by -> Nullable<Text>,
    }
}

diesel::table! {
    silence_signs (order_id) {
        order_id -> BigInt,
        sign -> Text,
        since -> BigInt,
    }
}

diesel::table! {
    openings (id) {
        id -> BigInt,
        sum -> BigInt,
        reason -> Text,
        at -> BigInt,
        made_by -> Text,
    }
}

diesel::table! {
    balances (id) {
        id -> BigInt,
        stated -> BigInt,
        expected -> BigInt,
        newest_payment -> BigInt,
        meanwhile -> BigInt,
        at -> BigInt,
        made_by -> Text,
        decisions -> BigInt,
        raised -> Nullable<BigInt>,
    }
}

diesel::table! {
    history_pastes (id) {
        id -> BigInt,
        recipient -> Text,
        recipient_is_typed -> Bool,
        at -> BigInt,
        made_by -> Text,
    }
}

diesel::table! {
    history_lines (id) {
        id -> BigInt,
        paste_id -> BigInt,
        place -> BigInt,
        line -> Text,
        fingerprint -> Text,
        nth -> BigInt,
        verdict -> Text,
        payment_id -> Nullable<BigInt>,
        order_id -> Nullable<BigInt>,
        earlier -> Nullable<BigInt>,
        confirmed_at -> Nullable<BigInt>,
        confirmed_by -> Nullable<Text>,
    }
}

diesel::table! {
    claims (order_id, product_id) {
        order_id -> BigInt,
        product_id -> BigInt,
        wanted -> BigInt,
        has -> BigInt,
    }
}

diesel::table! {
    hold_ends (due_at, order_id) {
        due_at -> BigInt,
        order_id -> BigInt,
    }
}

diesel::table! {
    placings (order_id) {
        order_id -> BigInt,
        browser -> Text,
        network -> Text,
    }
}

diesel::table! {
    blocks (id) {
        id -> BigInt,
        kind -> Text,
        value -> Text,
        reason -> Text,
        made_at -> BigInt,
        made_by -> Text,
        lifted_at -> Nullable<BigInt>,
        lifted_by -> Nullable<Text>,
    }
}

diesel::table! {
    pick_lists (id) {
        id -> BigInt,
        made_by -> Text,
        made_at -> BigInt,
        ended_by -> Nullable<Text>,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    pick_list_orders (list_id, order_id) {
        list_id -> BigInt,
        order_id -> BigInt,
        standing -> Text,
    }
}

diesel::table! {
    pick_ticks (list_id, order_id, position, nth) {
        list_id -> BigInt,
        order_id -> BigInt,
        position -> BigInt,
        nth -> BigInt,
        quantity -> BigInt,
        ticked_by -> Text,
        ticked_at -> BigInt,
    }
}

diesel::joinable!(placings -> orders (order_id));
diesel::joinable!(claims -> products (product_id));
diesel::allow_tables_to_appear_in_same_query!(claims, products);
diesel::table! {
    line_remedies (order_id, position, nth) {
        order_id -> BigInt,
        position -> BigInt,
        nth -> BigInt,
        kind -> Text,
        quantity -> BigInt,
        words -> Text,
        instead -> Nullable<Text>,
        instead_quantity -> Nullable<BigInt>,
        instead_stack -> Nullable<Text>,
        instead_product -> Nullable<BigInt>,
        refund_id -> Nullable<BigInt>,
        event_id -> BigInt,
        ended_event -> Nullable<BigInt>,
        taken -> Nullable<BigInt>,
    }
}

diesel::table! {
    order_wishes (order_id) {
        order_id -> BigInt,
        contact -> Nullable<Text>,
        way -> Nullable<Text>,
        place -> Nullable<Text>,
        moment -> Nullable<Text>,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    payment_claims (order_id, nth) {
        order_id -> BigInt,
        nth -> BigInt,
        line -> Nullable<Text>,
        at -> BigInt,
        answered_at -> Nullable<BigInt>,
        answered_by -> Nullable<Text>,
        answer -> Nullable<Text>,
    }
}

diesel::table! {
    runs (id) {
        id -> BigInt,
        made_by -> Text,
        made_at -> BigInt,
        ended_by -> Nullable<Text>,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    offers (id) {
        id -> BigInt,
        slug -> Text,
        name -> Text,
        description -> Text,
        asks -> Text,
        sum -> Nullable<BigInt>,
        least -> Nullable<BigInt>,
        most_uses -> Nullable<BigInt>,
        ends_at -> Nullable<BigInt>,
        once_each -> Bool,
        closed_at -> Nullable<BigInt>,
        picture -> Nullable<Text>,
        version -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    offer_goods (offer_id, position) {
        offer_id -> BigInt,
        position -> BigInt,
        product_id -> BigInt,
        quantity -> BigInt,
    }
}

diesel::table! {
    offer_orders (order_id) {
        order_id -> BigInt,
        offer_id -> BigInt,
    }
}

diesel::table! {
    run_stops (run_id, order_id) {
        run_id -> BigInt,
        order_id -> BigInt,
        position -> BigInt,
        standing -> Text,
    }
}

diesel::table! {
    shop_looks (id) {
        id -> BigInt,
        version -> BigInt,
        name -> Nullable<Text>,
        greeting -> Nullable<Text>,
        hours -> Nullable<Text>,
        places -> Nullable<Text>,
        contact -> Nullable<Text>,
        accent -> Nullable<Text>,
        logo -> Nullable<Text>,
        announcement -> Nullable<Text>,
        closed_at -> Nullable<BigInt>,
        closed_words -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(order_shelves, orders);
diesel::allow_tables_to_appear_in_same_query!(placings, orders);
diesel::allow_tables_to_appear_in_same_query!(payment_claims, orders);
diesel::table! {
    webhook_endpoints (id) {
        id -> BigInt,
        url -> Text,
        description -> Text,
        secret -> Text,
        old_secret -> Nullable<Text>,
        old_secret_until -> Nullable<BigInt>,
        kinds -> Text,
        order_id -> Nullable<BigInt>,
        after_event -> BigInt,
        created_at -> BigInt,
        paused_at -> Nullable<BigInt>,
        paused_after -> Nullable<BigInt>,
        resumed_after -> Nullable<BigInt>,
        failures -> BigInt,
        failing_since -> Nullable<BigInt>,
        rests_until -> BigInt,
        left_until -> BigInt,
        took_at -> Nullable<BigInt>,
        seen_at -> Nullable<BigInt>,
        anew_at -> BigInt,
        hurry_at -> Nullable<BigInt>,
        give_up_at -> Nullable<BigInt>,
        again_since -> Nullable<BigInt>,
        again_after -> Nullable<BigInt>,
        again_to -> Nullable<BigInt>,
        removed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> BigInt,
        endpoint_id -> BigInt,
        event_id -> Nullable<BigInt>,
        order_id -> Nullable<BigInt>,
        #[sql_name = "type"]
        message_type -> Text,
        message_id -> Text,
        payload -> Text,
        at -> BigInt,
        status -> Text,
        attempts -> BigInt,
        tries -> BigInt,
        next_at -> BigInt,
        ends_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        asked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    webhook_attempts (delivery_id, nth) {
        delivery_id -> BigInt,
        nth -> BigInt,
        at -> BigInt,
        took_ms -> BigInt,
        headers -> Text,
        status -> Nullable<BigInt>,
        answer -> Text,
        error -> Nullable<Text>,
    }
}

diesel::joinable!(products -> pictures (picture));
diesel::joinable!(shop_looks -> pictures (logo));
diesel::allow_tables_to_appear_in_same_query!(pictures, products);
diesel::allow_tables_to_appear_in_same_query!(pictures, shop_looks);
diesel::allow_tables_to_appear_in_same_query!(cells, hand_overs);
diesel::allow_tables_to_appear_in_same_query!(hand_overs, run_stops);
diesel::joinable!(offers -> pictures (picture));
diesel::joinable!(offer_orders -> offers (offer_id));
diesel::joinable!(offer_orders -> orders (order_id));
diesel::allow_tables_to_appear_in_same_query!(offers, pictures);
diesel::allow_tables_to_appear_in_same_query!(offer_orders, offers);
diesel::allow_tables_to_appear_in_same_query!(offer_orders, orders);

diesel::table! {
    notice_choices (channel, topic) {
        channel -> Text,
        topic -> Text,
        wanted -> Bool,
    }
}

diesel::table! {
    notice_languages (channel) {
        channel -> Text,
        lang -> Text,
    }
}

diesel::table! {
    notice_templates (audience, topic, lang) {
        audience -> Text,
        topic -> Text,
        lang -> Text,
        text -> Text,
    }
}

diesel::table! {
    undelivered_notices (id) {
        id -> BigInt,
        channel -> Text,
        topic -> Text,
        order_id -> Nullable<BigInt>,
        event_id -> Nullable<BigInt>,
        why -> Text,
        code -> Nullable<BigInt>,
        at -> BigInt,
        again_at -> Nullable<BigInt>,
        resolved_at -> Nullable<BigInt>,
        resolved_by -> Nullable<Text>,
    }
}

diesel::table! {
    untaken_notices (channel, order_id) {
        channel -> Text,
        order_id -> BigInt,
        due_at -> BigInt,
        said_at -> Nullable<BigInt>,
    }
}
diesel::allow_tables_to_appear_in_same_query!(undelivered_notices, untaken_notices);
