//! The views that are measured.

use kassa::{
    clock::UtcTime,
    db::Connection,
    order_list::{Filter, From, OpenOrders, Search, Show, Sort, Trouble},
    orders::Status,
    payments::DiscrepancyKind,
};

use super::{page, seed};

type Make = Box<dyn Fn(u64) -> (Filter, From)>;

pub struct Ask {
    sort: Sort,
    make: Make,
}

impl Ask {
    /// How many rows the page has.
    pub fn once(
        &self,
        connection: &mut Connection,
        open_orders: &OpenOrders,
        round: u64,
        now: UtcTime,
    ) -> usize {
        let (filter, from) = (self.make)(round);
        page(connection, open_orders, &filter, self.sort, &from, now)
    }
}

fn time(micros: u64) -> UtcTime {
    chrono::DateTime::from_timestamp_micros(i64::try_from(micros).unwrap()).unwrap().into()
}

fn search(text: &str) -> Filter {
    Filter { search: Some(Search::of(text)), ..Filter::default() }
}

fn show(show: Show) -> Filter {
    Filter { show: Some(show), ..Filter::default() }
}

#[expect(clippy::too_many_lines, reason = "a list")]
pub fn views(orders: u64, now: u64) -> Vec<(&'static str, Ask)> {
    let customers = seed::customers(orders);
    let mut views: Vec<(&'static str, Ask)> = Vec::new();
    let mut add = |name, sort, make: Make| views.push((name, Ask { sort, make }));
    let newest = Sort::NewestFirst;
    let waiting = Sort::LongestWaiting;
    let deep = move |round: u64| From::After(seed::uid(1 + round * 7919 % orders).parse().unwrap());
    let fixed = |filter: Filter| -> Make { Box::new(move |_| (filter.clone(), From::Start)) };
    let deeply =
        move |filter: Filter| -> Make { Box::new(move |round| (filter.clone(), deep(round))) };

    add("all", newest, fixed(Filter::default()));
    add("all, deep", newest, deeply(Filter::default()));
    add(
        "all, back from deep",
        newest,
        Box::new(move |round| {
            let uid = seed::uid(1 + round * 7919 % orders).parse().unwrap();
            (Filter::default(), From::Before(uid))
        }),
    );
    add("all, longest waiting", waiting, fixed(Filter::default()));
    for (name, which) in [
        ("to pay", Show::Status(Status::AwaitingPayment)),
        ("to assemble", Show::ToAssemble),
        ("to deliver", Show::Status(Status::Ready)),
        ("expired", Show::Status(Status::Expired)),
        ("refunded", Show::Status(Status::Refunded)),
    ] {
        add(name, newest, fixed(show(which)));
        add(name, waiting, fixed(show(which)));
    }
    add("cancelled, deep", newest, deeply(show(Show::Status(Status::Cancelled))));
    let days = move |round: u64, days: u64| {
        let from = seed::placed(1 + round * 7919 % orders, orders, now);
        Filter {
            from: Some(time(from)),
            until: Some(time(from + days * 86_400_000_000)),
            ..Filter::default()
        }
    };
    add("a day", newest, Box::new(move |round| (days(round, 1), From::Start)));
    add(
        "refunded in a month",
        newest,
        Box::new(move |round| {
            let show = Some(Show::Status(Status::Refunded));
            (Filter { show, ..days(round, 30) }, From::Start)
        }),
    );
    for (name, trouble) in [
        ("anything open", Trouble::Any),
        ("held", Trouble::Hold),
        ("overpaid", Trouble::Kind(DiscrepancyKind::Overpaid)),
        ("nothing of that kind", Trouble::Kind(DiscrepancyKind::PaidLate)),
    ] {
        add(name, newest, fixed(Filter { trouble: Some(trouble), ..Filter::default() }));
    }
    let product = |round: u64| Some(1 + i64::try_from(round % seed::PRODUCTS as u64).unwrap());
    add(
        "a product",
        newest,
        Box::new(move |round| {
            (Filter { product: product(round), ..Filter::default() }, From::Start)
        }),
    );
    add(
        "a product, deep",
        newest,
        Box::new(move |round| {
            (Filter { product: product(round), ..Filter::default() }, deep(round))
        }),
    );
    add(
        "a product to assemble",
        newest,
        Box::new(move |round| {
            (Filter { product: product(round), ..show(Show::ToAssemble) }, From::Start)
        }),
    );
    add(
        "a product, cancelled, deep",
        newest,
        Box::new(move |round| {
            let filter = show(Show::Status(Status::Cancelled));
            (Filter { product: product(round), ..filter }, deep(round))
        }),
    );
    let payer = move |round: u64| Some(seed::nickname(1 + round * 37 % customers));
    add(
        "a payer",
        newest,
        Box::new(move |round| (Filter { payer: payer(round), ..Filter::default() }, From::Start)),
    );
    add(
        "a payer for many",
        newest,
        Box::new(move |round| {
            let payer = Some(seed::nickname(1 + round % 900));
            (Filter { payer, ..Filter::default() }, From::Start)
        }),
    );
    add(
        "a payer's product, expired",
        newest,
        Box::new(move |round| {
            let filter = show(Show::Status(Status::Expired));
            (Filter { payer: payer(round), product: product(round), ..filter }, From::Start)
        }),
    );
    let searched = |make: Box<dyn Fn(u64) -> String>| -> Make {
        Box::new(move |round| (search(&make(round)), From::Start))
    };
    add("by uid", newest, searched(Box::new(move |n| seed::uid(1 + n * 7919 % orders))));
    add(
        "by uid, as typed",
        newest,
        searched(Box::new(move |n| {
            let uid = seed::uid(1 + n * 7919 % orders).to_lowercase();
            uid.replace('-', " ").replace('x', "х")
        })),
    );
    add("by no uid", newest, searched(Box::new(|n| format!("{}", 900_000_000 + n))));
    add("by nickname", newest, searched(Box::new(move |n| seed::nickname(1 + n * 37 % customers))));
    add(
        "by the beginning of a nickname",
        newest,
        searched(Box::new(move |n| seed::nickname(1 + n * 37 % customers)[..3].to_owned())),
    );
    add(
        "by the first letter of a nickname",
        newest,
        searched(Box::new(move |n| seed::nickname(1 + n * 37 % customers)[..1].to_owned())),
    );
    add("by a word of every order", newest, searched(Box::new(|_| "зака".to_owned())));
    add("by a word", newest, searched(Box::new(|_| "незеритовый".to_owned())));
    add("by the beginning of words", newest, searched(Box::new(|_| "м".to_owned())));
    add("by two words", newest, searched(Box::new(|_| "алмазн меч".to_owned())));
    add("by two words that never meet", newest, searched(Box::new(|_| "алмазн желез".to_owned())));
    add(
        "by a nickname's beginning and a word",
        newest,
        searched(Box::new(move |n| {
            format!("{} шалкер", &seed::nickname(1 + n * 37 % customers)[..3])
        })),
    );
    add("by no word", newest, searched(Box::new(|_| "бобёр".to_owned())));
    add(
        "by two words, deep, refunded",
        newest,
        Box::new(move |round| {
            let filter = show(Show::Status(Status::Refunded));
            (Filter { search: Some(Search::of("лесной якорь")), ..filter }, deep(round))
        }),
    );
    add(
        "by a word, to assemble, of a product",
        waiting,
        Box::new(move |round| {
            let search = Some(Search::of("шалк"));
            (Filter { search, product: product(round), ..show(Show::ToAssemble) }, From::Start)
        }),
    );
    views
}
