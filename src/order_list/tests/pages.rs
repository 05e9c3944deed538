use super::*;
use crate::{
    catalog::{Stack, add_demo_goods},
    money::Ar,
    payments::DiscrepancyKind,
};

/// A shop in which something of everything has happened, and what became of each order.
fn shop(db: &mut TestDatabase) -> Vec<Order> {
    db.write(|c| add_demo_goods(c, moment(0))).unwrap();
    let mut placed = Vec::new();
    for n in 0..60_u64 {
        let line = |product: i64| NewItem {
            product_id: Some(product),
            name: "Шалкер".parse().unwrap(),
            price: sum(4),
            quantity: 1,
            stack: Stack::Loose,
        };
        // One line in three names its product twice.
        let lines = if n % 3 == 0 { vec![line(1), line(1)] } else { vec![line(2), line(3)] };
        let new = NewOrder {
            nickname: format!("player_{}", n % 7).parse().unwrap(),
            items: Items::of(lines).unwrap(),
            uid: Some(format!("u{n}").parse().unwrap()),
            ..new_order(8)
        };
        let order = place(db, &new, n * 1000);
        if n % 2 == 0 {
            pay(db, &order, if n % 10 == 0 { 9 } else { 8 }, &format!("player_{}", n % 5));
        } else if n % 9 == 0 {
            pay(db, &order, 3, "player_1");
        }
        match n % 12 {
            2 => move_to(db, &order, Status::Assembling),
            4 => move_to(db, &order, Status::Ready),
            6 => move_to(db, &order, Status::Completed),
            8 => move_to(db, &order, Status::Refunded),
            5 => move_to(db, &order, Status::Cancelled),
            7 => db.run(&format!("UPDATE orders SET expires_at = 1 WHERE id = {}", order.id)),
            _ => {}
        }
        placed.push(order);
    }
    // Of the ready ones some were to be fetched by now, some are not yet, and for one there is no time. And a program of before
    // left the hand-over of one that was fetched.
    for (n, due) in [(4, 0), (16, 2_000_000), (28, 2_000_001), (40, 5), (6, 5)] {
        let (id, due) = (placed[n].id, moment(due).micros());
        db.run(&format!(
            "INSERT INTO hand_overs (order_id, place, due_at) VALUES ({id}, 'спавн', {due})"
        ));
    }
    // Some of what is open holds its order, some does not, and some is overridden.
    db.run("UPDATE discrepancies SET kind = 'altered' WHERE id % 3 = 0 AND kind = 'overpaid'");
    db.run("UPDATE discrepancies SET kind = 'new_source', overridden_at = 1, overridden_by = 'staff:a' WHERE id % 3 = 1 AND kind = 'overpaid'");
    placed.iter().map(|order| db.order(order.id)).collect()
}

/// What the list should say, order by order.
fn expected(db: &mut TestDatabase, all: &[Order], filter: &Filter) -> Vec<Uid> {
    let mut fits = |order: &Order| {
        let status = order.status_at(later());
        let discrepancies =
            crate::payments::discrepancies_of_order(&mut db.connection, order.id).unwrap();
        let held = crate::payments::holds(status, &discrepancies);
        let open: Vec<DiscrepancyKind> =
            discrepancies.iter().filter(|each| each.is_open()).map(|each| each.kind).collect();
        let payments = crate::payments::of_order(&mut db.connection, order).unwrap();
        filter.show.is_none_or(|show| match show {
            Show::Status(wanted) => status == wanted,
            Show::ToAssemble => matches!(status, Status::Paid | Status::Assembling) && !held,
            Show::Overdue => {
                status == Status::Ready
                    && db.count(&format!(
                        "hand_overs WHERE order_id = {} AND due_at <= {}",
                        order.id,
                        later().micros()
                    )) > 0
            }
        }) && filter.from.is_none_or(|from| order.created_at >= from)
            && filter.until.is_none_or(|until| order.created_at < until)
            && filter.trouble.is_none_or(|trouble| match trouble {
                Trouble::Any => !open.is_empty(),
                Trouble::Hold => held,
                Trouble::Kind(kind) => open.contains(&kind),
            })
            && filter.product.is_none_or(|product| {
                db.count(&format!(
                    "order_items WHERE order_id = {} AND product_id = {product}",
                    order.id
                )) > 0
            })
            && filter.payer.as_ref().is_none_or(|payer| {
                payments.iter().any(|payment| payment.payer.as_ref() == Some(payer))
            })
    };
    all.iter().filter(|order| fits(order)).map(|order| order.uid.clone()).collect()
}

#[test]
fn every_filter_lists_what_it_says_and_nothing_else_page_by_page() {
    let mut db = TestDatabase::new();
    let all = shop(&mut db);
    let mut filters = vec![Filter::default(), show("to_assemble"), show("overdue")];
    let overdue = expected(&mut db, &all, &show("overdue"));
    assert_eq!(overdue.iter().map(Uid::as_str).collect::<Vec<_>>(), ["u4", "u16", "u40"]);
    assert_eq!(open(&mut db).count(&mut db.connection).unwrap().overdue, 3);
    filters.extend(Status::ALL.iter().map(|status| show(status.as_str())));
    for trouble in ["any", "hold", "altered", "overpaid", "underpaid", "paid_late"] {
        let trouble = Some(trouble.parse().unwrap());
        filters.push(Filter { trouble, ..Filter::default() });
        filters.push(Filter { trouble, ..show("paid") });
    }
    for product in [1, 2, 99] {
        filters.push(Filter { product: Some(product), ..Filter::default() });
        filters.push(Filter { product: Some(product), ..show("completed") });
        filters.push(Filter { product: Some(product), ..show("overdue") });
    }
    for payer in ["player_1", "player_4", "nobody"] {
        let payer = Some(payer.to_owned());
        filters.push(Filter { payer: payer.clone(), ..Filter::default() });
        filters.push(Filter { payer, product: Some(1), ..show("ready") });
    }
    let (from, until) = (Some(moment(10_000)), Some(moment(30_000)));
    filters.push(Filter { from, until, ..Filter::default() });
    filters.push(Filter { from, ..show("expired") });
    filters.push(Filter { until, ..show("refunded") });
    filters.push(Filter { from: until, until: from, ..Filter::default() });

    let mut some = 0;
    for filter in filters {
        let mut oldest_first = expected(&mut db, &all, &filter);
        some += usize::from(!oldest_first.is_empty());
        for most in [3, 50] {
            let walked = walk(&mut db, &filter, Sort::LongestWaiting, most);
            assert_eq!(walked, oldest_first, "{filter:?}");
        }
        assert_eq!(each(&mut db, &filter, Sort::LongestWaiting), oldest_first, "{filter:?}");
        oldest_first.reverse();
        assert_eq!(walk(&mut db, &filter, Sort::NewestFirst, 4), oldest_first, "{filter:?}");
        assert_eq!(each(&mut db, &filter, Sort::NewestFirst), oldest_first, "{filter:?}");
    }
    assert!(some > 20, "the shop is too poor to prove anything: {some}");
}

#[test]
fn a_page_leads_to_the_one_before() {
    let mut db = TestDatabase::new();
    for n in 0..7 {
        place(&mut db, &named("Steve_01", &format!("u{n}"), &["Шалкер"]), n);
    }
    let mut at = |from: From| find(&mut db, &Filter::default(), Sort::NewestFirst, &from, 3);
    let first = at(From::Start);
    assert_eq!((uids(&first), first.previous), (vec!["u6".into(), "u5".into(), "u4".into()], None));
    let second = at(From::After(first.next.unwrap()));
    assert_eq!(uids(&second), ["u3", "u2", "u1"]);
    let last = at(From::After(second.next.unwrap()));
    assert_eq!((uids(&last), last.next), (vec!["u0".into()], None));
    let back = at(From::Before(last.previous.unwrap()));
    assert_eq!(uids(&back), ["u3", "u2", "u1"]);
    assert_eq!(back.next.as_ref().map(Uid::as_str), Some("u1"));
    let start = at(From::Before(back.previous.unwrap()));
    assert_eq!(uids(&start), ["u6", "u5", "u4"]);
    assert_eq!(start.previous, None);
    // Whoever has an address of an order that is gone begins at the beginning.
    assert_eq!(uids(&at(From::After("gone".parse().unwrap()))), ["u6", "u5", "u4"]);
}

/// Two conditions, each of many orders, that no order fulfils together.
#[test]
fn what_takes_too_long_is_left_off_and_goes_on_from_there() {
    let mut db = TestDatabase::new();
    db.write(|c| {
        for n in 0..800 {
            let item = if n == 3 { "Меч" } else { "Шлем" };
            let nickname = if n % 2 == 0 || n == 3 { "even_one" } else { "odd_one" };
            orders::place(c, &named(nickname, &format!("u{n}"), &[item, "Лук"]), moment(n))?;
        }
        Ok::<_, orders::PlaceError>(())
    })
    .unwrap();
    // The index knows the one order; what it says has to be true of the order itself.
    let search = |text| Filter { search: Some(Search::of(text)), ..Filter::default() };
    assert_eq!(listed(&mut db, &search("меч")), ["u3"]);
    db.run("UPDATE order_words SET word_id = (SELECT id FROM words WHERE word = 'меч') WHERE word_id = (SELECT id FROM words WHERE word = 'лук') AND order_id <> 4");
    let page = page(&mut db, &search("меч"));
    assert!(page.rows.is_empty() && page.looked_until.is_some());
    let next = From::After(page.next.unwrap());
    let page = find(&mut db, &search("меч"), Sort::NewestFirst, &next, 50);
    assert_eq!((uids(&page), page.next, page.looked_until), (vec!["u3".into()], None, None));
    // An export is not left off.
    let exported = each(&mut db, &search("меч"), Sort::NewestFirst);
    assert_eq!(exported.iter().map(Uid::as_str).collect::<Vec<_>>(), ["u3"]);
}

#[test]
fn an_export_goes_on_where_its_reader_can_and_ends_where_he_cannot() {
    let mut db = TestDatabase::new();
    for n in 0..300 {
        place(&mut db, &named("Steve_01", &format!("u{n}"), &["А", "Б", "В", "Г"]), n);
    }
    let open = open(&mut db);
    let (mut calls, all) = (0, Filter::default());
    let ended = crate::order_list::each(
        &mut db.connection,
        &open,
        &all,
        Sort::NewestFirst,
        Lines::All,
        &mut |_, rows: Vec<Row>| {
            calls += 1;
            assert!(rows.iter().all(|row| row.items.len() == 4 && !row.has_more_items));
            Err(diesel::result::Error::RollbackTransaction)
        },
    );
    assert_eq!((ended, calls), (Err(diesel::result::Error::RollbackTransaction), 1));
}

#[test]
fn a_row_tells_what_is_open_and_what_holds() {
    let mut db = TestDatabase::new();
    let order = place(&mut db, &named("Steve_01", "u1", &["А", "Б", "В", "Г"]), 0);
    pay(&mut db, &order, 17, "Steve_01");
    let row = |db: &mut TestDatabase| page(db, &Filter::default()).rows.remove(0);
    let plain = row(&mut db);
    assert_eq!((plain.status, plain.held), (Status::Paid, None));
    assert_eq!(plain.open, [DiscrepancyKind::Overpaid]);
    assert_eq!(plain.order.counted, Ar::new(17));
    let names: Vec<&str> = plain.items.iter().map(|item| item.name.as_str()).collect();
    assert_eq!((names, plain.has_more_items), (vec!["А", "Б", "В"], true));
    db.run("UPDATE discrepancies SET kind = 'altered'");
    assert_eq!(row(&mut db).held, Some(DiscrepancyKind::Altered));
    db.run("UPDATE discrepancies SET overridden_at = 1, overridden_by = 'staff:a'");
    assert_eq!(row(&mut db).held, None);
    db.run("UPDATE discrepancies SET resolved_at = 1, resolved_by = 'staff:a', resolution = 'b'");
    assert!(row(&mut db).open.is_empty());
}

#[test]
fn the_numbers_are_those_of_the_lists() {
    let mut db = TestDatabase::new();
    assert_eq!(open(&mut db).count(&mut db.connection).unwrap(), Counts::default());
    shop(&mut db);
    let counts = open(&mut db).count(&mut db.connection).unwrap();
    let mut length = |filter: &Filter| {
        i64::try_from(walk(&mut db, filter, Sort::NewestFirst, 50).len()).unwrap()
    };
    assert_eq!(counts.to_pay, length(&show("awaiting_payment")));
    assert_eq!(counts.to_assemble, length(&show("to_assemble")));
    assert_eq!(counts.to_deliver, length(&show("ready")));
    let held = Filter { trouble: Some(Trouble::Hold), ..show("paid") };
    assert!(counts.held >= length(&held) && counts.held > 0);
    for number in [counts.to_pay, counts.to_assemble, counts.to_deliver] {
        assert!(number > 0);
    }
}

/// A callback that pays dirties no page for the list.
#[test]
fn a_payment_leaves_its_order_on_its_shelf() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let shelf = |db: &mut TestDatabase, shelf: &str| {
        db.count(&format!("order_shelves WHERE shelf = '{shelf}'"))
    };
    assert_eq!(shelf(&mut db, "open"), 1);
    pay(&mut db, &order, 8, "steve_01");
    assert_eq!(shelf(&mut db, "open"), 1);
    assert_eq!(db.count("other_payers"), 0, "he paid himself");
    pay(&mut db, &order, 8, "Alex");
    pay(&mut db, &order, 8, "aLEX");
    assert_eq!(db.count("other_payers WHERE payer = 'alex'"), 1);
    move_to(&mut db, &order, Status::Completed);
    assert_eq!((shelf(&mut db, "completed"), shelf(&mut db, "open")), (1, 0));
    move_to(&mut db, &order, Status::Ready);
    assert_eq!((shelf(&mut db, "completed"), shelf(&mut db, "ready")), (0, 1));
}
