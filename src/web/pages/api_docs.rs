//! The API's description, to read: a page made of the document that programs get.

use askama::Template;
use serde_json::Value;

use super::Frame;

#[derive(Debug, Template)]
#[template(path = "api_docs.html")]
pub struct ApiDocsPage {
    pub frame: Frame,
    pub docs: &'static ApiDocs,
    /// Where the API is.
    pub base: String,
}

/// Words, some of which are code: `false` and `true` by turns.
#[derive(Debug, Default)]
pub struct Prose(pub Vec<(bool, String)>);

impl Prose {
    /// Markdown's backticks alone: nothing else of it stands in the document.
    fn of(text: &str) -> Self {
        let parts = text.split('`').enumerate().filter(|(_, part)| !part.is_empty());
        Self(parts.map(|(nth, part)| (nth % 2 == 1, part.to_owned())).collect())
    }
}

/// What the document says, in the order in which people read it.
#[derive(Debug)]
pub struct ApiDocs {
    pub version: String,
    /// In paragraphs.
    pub introduction: Vec<Prose>,
    pub groups: Vec<Group>,
    pub schemas: Vec<Schema>,
    /// The `type`s of problems.
    pub problems: Vec<String>,
}

/// The operations on one kind of thing.
#[derive(Debug)]
pub struct Group {
    pub name: String,
    pub description: String,
    pub operations: Vec<Operation>,
}

#[derive(Debug)]
pub struct Operation {
    pub id: String,
    pub method: String,
    pub path: String,
    pub summary: String,
    pub description: Vec<Prose>,
    pub scope: String,
    pub parameters: Vec<Field>,
    pub body: Option<Body>,
    /// What it is answered where it is carried out.
    pub answers: Vec<Answer>,
}

#[derive(Debug)]
pub struct Body {
    pub kind: Kind,
    /// JSON.
    pub example: String,
}

#[derive(Debug)]
pub struct Answer {
    pub status: String,
    pub description: String,
    pub kind: Option<Kind>,
}

/// A parameter, or a member of an object.
#[derive(Debug)]
pub struct Field {
    pub name: String,
    /// Of a parameter, where it stands.
    pub place: String,
    pub kind: Kind,
    pub required: bool,
    pub description: Prose,
}

/// An object, or words.
#[derive(Debug)]
pub struct Schema {
    pub name: String,
    pub description: Prose,
    pub fields: Vec<Field>,
    /// What it may be, where it is one of several words.
    pub words: Vec<String>,
    /// What it is made of, where it is no object of its own.
    pub kinds: Vec<Kind>,
}

/// What a value is: `array of` something, with a link where that stands on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kind {
    pub before: String,
    /// The name of a schema.
    pub link: String,
    pub after: String,
}

impl ApiDocs {
    /// From the document.
    #[must_use]
    pub fn of(document: &Value) -> Self {
        let all = operations(document);
        let groups = members(&document["tags"]).map(|tag| Group {
            name: text(&tag["name"]),
            description: text(&tag["description"]),
            operations: all
                .iter()
                .filter(|(_, _, told)| told["tags"][0] == tag["name"])
                .map(|(path, method, told)| operation(path, method, told))
                .collect(),
        });
        let schemas = document["components"]["schemas"].as_object().into_iter().flatten();
        Self {
            version: text(&document["info"]["version"]),
            introduction: paragraphs(&document["info"]["description"]),
            groups: groups.collect(),
            schemas: schemas.map(|(name, told)| schema(name, told)).collect(),
            problems: members(
                &document["components"]["schemas"]["Problem"]["properties"]["type"]["enum"],
            )
            .map(text)
            .collect(),
        }
    }
}

fn operations(document: &Value) -> Vec<(&String, &String, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let mut all: Vec<_> = paths
        .flat_map(|(path, item)| {
            let methods = item.as_object().into_iter().flatten();
            methods.map(move |(method, told)| (path, method, told))
        })
        .collect();
    // A thing is made, then read, then changed.
    all.sort_by_key(|(path, method, _)| {
        let rank = ["post", "get", "patch", "delete"].iter().position(|each| each == method);
        (path.matches('/').count(), (*path).clone(), rank)
    });
    all
}

fn operation(path: &str, method: &str, told: &Value) -> Operation {
    let body = &told["requestBody"]["content"]["application/json"];
    let answers = told["responses"].as_object().into_iter().flatten();
    let carried_out = answers.filter(|(status, _)| status.starts_with('2') || *status == "304");
    Operation {
        id: text(&told["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(&told["summary"]),
        description: paragraphs(&told["description"]),
        scope: text(&told["security"][0]["key"][0]),
        parameters: members(&told["parameters"])
            .map(|parameter| Field {
                name: text(&parameter["name"]),
                place: text(&parameter["in"]),
                kind: kind(&parameter["schema"]),
                required: parameter["required"] == true,
                description: Prose::of(&text(&parameter["description"])),
            })
            .collect(),
        body: body.is_object().then(|| Body {
            kind: kind(&body["schema"]),
            example: serde_json::to_string_pretty(&body["example"]).unwrap_or_default(),
        }),
        answers: carried_out
            .map(|(status, answer)| {
                let schema = &answer["content"]["application/json"]["schema"];
                Answer {
                    status: status.clone(),
                    description: text(&answer["description"]),
                    kind: schema.is_object().then(|| kind(schema)),
                }
            })
            .collect(),
    }
}

fn schema(name: &str, told: &Value) -> Schema {
    let required: Vec<&Value> = members(&told["required"]).collect();
    let parts = members(&told["oneOf"]).chain(members(&told["allOf"]));
    let fields = |object: &Value| -> Vec<Field> {
        let properties = object["properties"].as_object().into_iter().flatten();
        properties
            .map(|(name, property)| Field {
                name: name.clone(),
                place: String::new(),
                kind: kind(property),
                required: required.iter().any(|each| *each == name),
                description: Prose::of(&description_of(property)),
            })
            .collect()
    };
    let (mut own, mut kinds) = (fields(told), Vec::new());
    for part in parts {
        if part["$ref"].is_string() || part["type"] != "object" {
            kinds.push(kind(part));
        } else {
            own.extend(fields(part));
        }
    }
    Schema {
        name: name.to_owned(),
        description: Prose::of(&text(&told["description"])),
        fields: own,
        words: members(&told["enum"]).map(text).collect(),
        kinds,
    }
}

/// Where a member may be `null`, what is said of it stands with its type.
fn description_of(property: &Value) -> String {
    let own = text(&property["description"]);
    if own.is_empty() {
        members(&property["oneOf"])
            .map(|one| text(&one["description"]))
            .find(|it| !it.is_empty())
            .unwrap_or_default()
    } else {
        own
    }
}

fn kind(schema: &Value) -> Kind {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return Kind { link: name.to_owned(), ..Kind::default() };
    }
    let plain = |before: String| Kind { before, ..Kind::default() };
    let or_null = |kind: Kind| Kind { after: format!("{} | null", kind.after), ..kind };
    match &schema["type"] {
        Value::String(name) if name == "array" => {
            let of = kind(&schema["items"]);
            Kind { before: format!("array of {}", of.before), ..of }
        }
        Value::String(name) if schema["enum"].is_array() => {
            let words: Vec<String> = members(&schema["enum"]).map(text).collect();
            plain(format!("{name}: {}", words.join(", ")))
        }
        Value::String(name) => plain(name.clone()),
        Value::Array(names) => {
            let names: Vec<String> = names.iter().map(text).collect();
            plain(names.join(" | "))
        }
        _ => {
            let mut others = members(&schema["oneOf"]);
            match (others.next(), others.next()) {
                (Some(one), Some(other)) if other["type"] == "null" => or_null(kind(one)),
                _ => plain("value".to_owned()),
            }
        }
    }
}

fn members(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn paragraphs(value: &Value) -> Vec<Prose> {
    let text = value.as_str().unwrap_or_default();
    text.split("\n\n").filter(|it| !it.is_empty()).map(Prose::of).collect()
}

impl ApiDocsPage {
    /// How the operation is asked for from a shell.
    fn curl(&self, operation: &Operation) -> String {
        let mut said = String::from("curl");
        if operation.method != "GET" {
            said = format!("{said} -X {}", operation.method);
        }
        said = format!("{said} -H \"Authorization: Bearer $KEY\"");
        if let Some(body) = &operation.body {
            said = format!("{said} \\\n  -d '{}'", body.example);
        }
        format!("{said} \\\n  '{}{}'", self.base, operation.path)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn code_stands_between_backticks() {
        let prose = Prose::of("`a` or `b`, not c");
        let parts: Vec<(bool, &str)> =
            prose.0.iter().map(|(code, part)| (*code, &**part)).collect();
        assert_eq!(parts, [(true, "a"), (false, " or "), (true, "b"), (false, ", not c")]);
    }

    #[test]
    fn a_value_is_told_in_words() {
        for (schema, told) in [
            (json!({ "type": "string" }), ("string", "", "")),
            (json!({ "type": ["integer", "null"] }), ("integer | null", "", "")),
            (
                json!({ "type": "array", "items": { "$ref": "#/a/Item" } }),
                ("array of ", "Item", ""),
            ),
            (
                json!({ "oneOf": [{ "$ref": "#/a/Link" }, { "type": "null" }] }),
                ("", "Link", " | null"),
            ),
            (json!({ "type": "string", "enum": ["a", "b"] }), ("string: a, b", "", "")),
        ] {
            let kind = kind(&schema);
            assert_eq!((&*kind.before, &*kind.link, &*kind.after), told);
        }
    }
}
