use super::*;

fn parse(text: &str) -> Result<Template, TemplateError> {
    Template::parse(text, Audience::Staff)
}

fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let value = |place: Place| {
        let found = values.iter().find(|(name, _)| *name == place.as_str());
        found.map_or_else(String::new, |(_, value)| (*value).to_owned())
    };
    parse(text).unwrap().fill(Markup::Discord, value)
}

#[test]
fn places_are_filled_and_the_rest_stays_as_it_is() {
    let text = "**Заказ {uid}**\r\n{ customer }: {total}, {total}\n\nспасибо";
    let filled = fill(text, &[("uid", "1"), ("customer", "Steve"), ("total", "8 АР")]);
    assert_eq!(filled, "**Заказ 1**\nSteve: 8 АР, 8 АР\n\nспасибо");
}

#[test]
fn a_line_of_which_nothing_is_known_is_left_out() {
    let text = "Начало\nЯчейка: {hand_over}\n{words} {state}\n{link}";
    assert_eq!(fill(text, &[("state", "можно")]), "Начало\n можно");
}

/// What a stranger is called fills no further place.
#[test]
fn what_fills_a_place_is_filled_no_more() {
    let filled = fill("{customer} {uid}", &[("customer", "{link}{uid}"), ("uid", "1")]);
    assert_eq!(filled, "{link}{uid} 1");
}

#[test]
fn a_place_that_is_none_is_said_with_those_that_are() {
    let error = parse("Заказ {number}").unwrap_err();
    let said = error.to_string();
    assert!(said.starts_with("there is no `{number}`; there are {uid}, {customer}, "), "{said}");
    assert!(said.contains("{words}"), "{said}");
    // A customer is not told the shop's own business.
    let error = Template::parse("{words}", Audience::Customers).unwrap_err().to_string();
    assert!(error.contains("no `{words}`") && !error.contains("{attention}"), "{error}");
}

#[test]
fn what_is_no_text_is_refused() {
    for (text, error) in [
        (" \n ", TemplateError::Empty),
        ("{uid", TemplateError::Brace),
        ("uid}", TemplateError::Brace),
        ("{uid} }", TemplateError::Brace),
        ("a\u{7}", TemplateError::Control),
        ("a\tb", TemplateError::Control),
    ] {
        assert_eq!(parse(text).unwrap_err(), error, "{text}");
    }
    assert!(parse(&"я".repeat(MOST)).is_ok());
    assert_eq!(parse(&"я".repeat(MOST + 1)).unwrap_err(), TemplateError::TooLong(MOST + 1));
    let long = parse(&format!("{{{}}}", "x".repeat(500))).unwrap_err().to_string();
    assert!(long.contains("xxx…"), "{long}");
}
