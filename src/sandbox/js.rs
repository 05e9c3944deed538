//! As much of JavaScript as Dromon's page and pay step are made of: how it turns values into strings
//! and strings into numbers.

use serde_json::Value;

/// What a template literal (`${value}`) makes of a JSON value; a missing one is `undefined`.
#[must_use]
pub fn to_string(value: Option<&Value>) -> String {
    match value {
        None => "undefined".to_owned(),
        Some(Value::Null) => "null".to_owned(),
        Some(Value::Bool(truth)) => truth.to_string(),
        Some(Value::Number(number)) => number.as_f64().map_or_else(String::new, number_to_string),
        Some(Value::String(text)) => text.clone(),
        // `Array.prototype.join`: what is null inside becomes nothing.
        Some(Value::Array(items)) => {
            let item = |item: &Value| match item {
                Value::Null => String::new(),
                item => to_string(Some(item)),
            };
            items.iter().map(item).collect::<Vec<_>>().join(",")
        }
        Some(Value::Object(_)) => "[object Object]".to_owned(),
    }
}

/// `Boolean(value)`.
#[must_use]
pub fn is_truthy(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::Bool(truth)) => *truth,
        Some(Value::Number(number)) => number.as_f64().is_some_and(|number| number != 0.0),
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(_) | Value::Object(_)) => true,
    }
}

/// `String(number)`.
#[must_use]
pub fn number_to_string(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        let sign = if number < 0.0 { "-" } else { "" };
        format!("{sign}Infinity")
    } else if number == 0.0 {
        "0".to_owned() // of -0 too
    } else if number.abs() >= 1e21 {
        format!("{number:e}").replace('e', "e+")
    } else {
        number.to_string()
    }
}

/// `JSON.stringify(number)`: what JSON has no number for is null.
#[must_use]
pub fn number_to_json(number: f64) -> Value {
    if number == 0.0 {
        Value::from(0) // of -0 too
    } else {
        Value::from(number)
    }
}

/// `parseInt(text, 10)`: the digits it begins with; NaN without one.
#[must_use]
pub fn parse_int_decimal(text: &str) -> f64 {
    let (negative, rest) = split_sign(trim(text));
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    signed(negative, rest[..end].parse().unwrap_or(f64::NAN))
}

/// `parseInt(text)`: as with base 10, but `0x` begins a hexadecimal number.
#[must_use]
pub fn parse_int(text: &str) -> f64 {
    let (negative, rest) = split_sign(trim(text));
    let Some(digits) = rest.strip_prefix("0x").or(rest.strip_prefix("0X")) else {
        return parse_int_decimal(text);
    };
    let value = digits
        .chars()
        .map_while(|c| c.to_digit(16))
        .fold(None, |value, digit| Some(value.unwrap_or(0.0) * 16.0 + f64::from(digit)));
    signed(negative, value.unwrap_or(f64::NAN))
}

/// `Number(text)`, but for the spellings of binary and octal numbers, which no rule of Dromon's turns on.
#[must_use]
pub fn number(text: &str) -> f64 {
    let text = trim(text);
    if text.is_empty() {
        return 0.0;
    }
    match text {
        "Infinity" | "+Infinity" => f64::INFINITY,
        "-Infinity" => f64::NEG_INFINITY,
        _ if text.starts_with("0x") || text.starts_with("0X") => parse_int(text),
        _ => decimal(text).unwrap_or(f64::NAN),
    }
}

/// A decimal number, whole or broken, with or without an exponent; nothing around it.
#[must_use]
pub fn decimal(text: &str) -> Option<f64> {
    // Rust reads the same spellings, and words like `inf` besides.
    let digits_only = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
    text.chars().all(digits_only).then(|| text.parse().ok())?
}

/// `String.prototype.trim`.
#[must_use]
pub fn trim(text: &str) -> &str {
    // Unicode's white space but for the byte order mark (JavaScript's) and next line (not JavaScript's).
    text.trim_matches(|c: char| (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}')
}

fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn signed(negative: bool, number: f64) -> f64 {
    if negative { -number } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_spelt_as_javascript_spells_them() {
        for (number, spelling) in [
            (8.0, "8"),
            (-0.0, "0"),
            (8.5, "8.5"),
            (9_007_199_254_740_993_f64, "9007199254740992"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1.5e300, "1.5e+300"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(number_to_string(number), spelling);
        }
    }

    #[test]
    fn parse_int_takes_what_it_can() {
        for (text, auto, decimal) in [
            ("8", 8.0, 8.0),
            (" \u{feff}8abc", 8.0, 8.0),
            ("0x10", 16.0, 0.0),
            ("-0X1f", -31.0, 0.0),
            ("1e3", 1.0, 1.0),
            ("+8", 8.0, 8.0),
            ("-1", -1.0, -1.0),
        ] {
            assert!((parse_int(text) - auto).abs() < 0.5, "{text}");
            assert!((parse_int_decimal(text) - decimal).abs() < 0.5, "{text}");
        }
        for text in ["", "abc", "-", "\u{85}8", "８", "0x", "Infinity"] {
            assert!(parse_int(text).is_nan(), "{text}");
        }
    }

    #[test]
    fn number_takes_all_or_nothing() {
        for (text, expected) in [("", 0.0), (" 8 ", 8.0), ("1e3", 1000.0), ("0x10", 16.0)] {
            assert!((number(text) - expected).abs() < 0.5, "{text}");
        }
        for text in ["8abc", "1_000", "inf", "nan", "8,5"] {
            assert!(number(text).is_nan(), "{text}");
        }
        assert!(number("Infinity").is_infinite());
    }

    #[test]
    fn values_become_strings_as_in_a_template_literal() {
        assert_eq!(to_string(None), "undefined");
        assert_eq!(to_string(Some(&json!(null))), "null");
        assert_eq!(to_string(Some(&json!(["a", null, ["b", 1]]))), "a,,b,1");
        assert_eq!(to_string(Some(&json!({"a": 1}))), "[object Object]");
    }
}
