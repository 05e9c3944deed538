//! A payment link as the browser opens it: how Dromon's page takes its address apart.

use serde_json::Value;

/// What follows `/app/` in an address, decoded. Nothing in it is believed yet.
#[derive(Clone, Debug)]
pub struct Link {
    /// The app's short name or id, as it stands.
    pub app: String,
    /// `None`: the payer types the sum.
    pub sum: Option<String>,
    pub query: Query,
}

impl Link {
    /// Reads path and query of an address; `None` where it leads to no payment page.
    #[must_use]
    pub fn parse(path_and_query: &str) -> Option<Self> {
        let address = before(path_and_query, '#');
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let mut segments = path.strip_prefix("/app/")?.split('/');
        let app = decode(segments.next()?);
        let sum = segments.next().map(decode).filter(|sum| !sum.is_empty());
        if app.is_empty() || segments.any(|segment| !segment.is_empty()) {
            return None;
        }
        Some(Self { app, sum, query: Query::parse(query) })
    }
}

/// The parameters of a query, in order, repeated ones included.
#[derive(Clone, Debug, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Lenient: `+` is a space, what cannot be decoded stays as it is, empty pairs are skipped, a fragment
    /// is dropped.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let pairs = before(query, '#').split('&').filter(|pair| !pair.is_empty());
        let decoded = pairs.map(|pair| {
            let pair = pair.replace('+', " ");
            let (name, value) = pair.split_once('=').unwrap_or((&pair, ""));
            (decode(name), decode(value))
        });
        Self(decoded.collect())
    }

    /// The parameter as JavaScript holds it: a string, or an array where it is repeated.
    ///
    /// An empty one is as good as missing: Dromon's page asks `if (text)`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value> {
        let mut values = self.0.iter().filter(|(key, _)| key == name);
        let (_, first) = values.next()?;
        let mut all = vec![Value::from(first.as_str())];
        all.extend(values.map(|(_, value)| Value::from(value.as_str())));
        match all.len() {
            1 if first.is_empty() => None,
            1 => all.pop(),
            _ => Some(Value::Array(all)),
        }
    }

    /// The parameter, if it is there once and not empty.
    #[must_use]
    pub fn get_string(&self, name: &str) -> Option<String> {
        match self.get(name)? {
            Value::String(value) => Some(value),
            _ => None,
        }
    }
}

/// `decodeURIComponent`; where that throws, in one place or many, the whole stays as it is.
fn decode(text: &str) -> String {
    try_decode(text).unwrap_or_else(|| text.to_owned())
}

fn try_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// `encodeURI`: what Dromon's page builds its own query with. It leaves `&`, `+` and `#` as they are,
/// which is why a link with one of them cannot be paid.
#[must_use]
pub fn encode_uri(text: &str) -> String {
    const KEPT: &str = ";,/?:@&=+$-_.!~*'()#";
    let mut encoded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || KEPT.contains(c) {
            encoded.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                encoded.push('%');
                encoded.push_str(&hex::encode_upper([byte]));
            }
        }
    }
    encoded
}

fn before(text: &str, end: char) -> &str {
    text.split(end).next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_address_is_taken_apart() {
        let link = Link::parse("/app/%73hop/8%2F9?text=a+b%2Bc&uid=%zz#text=x").unwrap();
        assert_eq!((&*link.app, link.sum.as_deref()), ("shop", Some("8/9")));
        assert_eq!(link.query.get("text"), Some(json!("a b+c")));
        assert_eq!(link.query.get("uid"), Some(json!("%zz")));
        for path in ["/app/shop", "/app/shop/", "/app/shop/?text=T"] {
            assert_eq!(Link::parse(path).unwrap().sum, None, "{path}");
        }
        for path in ["/", "/app", "/app/", "/app//8", "/app/shop/8/9", "/apps/shop"] {
            assert!(Link::parse(path).is_none(), "{path}");
        }
    }

    #[test]
    fn a_repeated_parameter_is_an_array_and_an_empty_one_is_missing() {
        let query = Query::parse("&&text=a&uid=&text=b&sign&");
        assert_eq!(query.get("text"), Some(json!(["a", "b"])));
        assert_eq!(query.get_string("text"), None);
        assert_eq!(query.get("uid"), None);
        assert_eq!(query.get("sign"), None);
        assert_eq!(query.get("ok"), None);
    }

    #[test]
    fn encode_uri_leaves_the_three_breaking_characters() {
        assert_eq!(encode_uri("a&b+c#d%e f[Ш"), "a&b+c#d%25e%20f%5B%D0%A8");
    }
}
