use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use super::*;

#[test]
fn the_first_language_is_russian() {
    for header in [None, Some(""), Some("de"), Some("*"), Some("en;q=0"), Some(";;,=q")] {
        assert_eq!(Lang::negotiate(header), Lang::Ru, "{header:?}");
    }
}

#[test]
fn a_browser_gets_the_language_it_likes_better() {
    let cases = [
        ("en", Lang::En),
        ("EN-gb", Lang::En),
        ("en-US,en;q=0.9,ru;q=0.8", Lang::En),
        ("de, en;q=0.3", Lang::En),
        ("en;q=0.5, ru-RU", Lang::Ru),
        ("en, ru", Lang::En),
        ("ru, en", Lang::Ru),
        ("en;q=nonsense, ru;q=0.1", Lang::Ru),
    ];
    for (header, lang) in cases {
        assert_eq!(Lang::negotiate(Some(header)), lang, "{header}");
    }
}

#[test]
fn numbers_are_grouped_as_the_language_groups_them() {
    let (ru, en) = (Messages::for_lang(Lang::Ru), Messages::for_lang(Lang::En));
    assert_eq!(ru.number(999), "999");
    assert_eq!(ru.number(1234), "1\u{202f}234");
    assert_eq!(en.number(-1_234_567), "\u{2212}1,234,567");
    assert_eq!(ru.ar(1234), "1\u{202f}234\u{a0}АР");
    assert_eq!(en.ar(1234), "1,234\u{a0}AR");
}

#[test]
fn sums_beyond_floating_point_stay_exact() {
    let en = Messages::for_lang(Lang::En);
    assert_eq!(en.ar(9_007_199_254_740_993), "9,007,199,254,740,993\u{a0}AR");
    assert_eq!(en.ar(i64::MIN), "\u{2212}9,223,372,036,854,775,808\u{a0}AR");
}

#[test]
fn plural_forms_follow_the_language() {
    let forms = |lang, counts: &[i64]| -> Vec<String> {
        let messages = Messages::for_lang(lang);
        let form = |count: &i64| messages.with("order-lines", &[("count", (*count).into())]);
        counts.iter().map(form).collect()
    };
    assert_eq!(
        forms(Lang::Ru, &[1, 2, 5, 11, 21, 1002]),
        ["1 товар", "2 товара", "5 товаров", "11 товаров", "21 товар", "1\u{202f}002 товара"],
    );
    assert_eq!(forms(Lang::En, &[1, 2]), ["1 item", "2 items"]);
    let russian = Messages::for_lang(Lang::Ru);
    let boxes =
        [1, 3, 5, 12, 22, 111].map(|n: i64| russian.with("count-boxes", &[("n", n.into())]));
    let said = ["1 шалкер", "3 шалкера", "5 шалкеров", "12 шалкеров", "22 шалкера", "111 шалкеров"];
    assert_eq!(boxes, said);
}

#[test]
fn a_text_without_places_is_what_its_file_says() {
    for (lang, files) in [(Lang::Ru, RU), (Lang::En, EN)] {
        let messages = Messages::for_lang(lang);
        let plain = &messages.texts().plain;
        assert!(plain.len() > 300);
        for (key, text) in plain {
            assert!(places(files, key).is_empty(), "{key}");
            assert_eq!(*text, messages.with(key, &[]), "{key}");
        }
    }
}

#[test]
fn a_missing_text_shows_its_key() {
    let key = "no-such-text";
    assert_eq!(Messages::for_lang(Lang::Ru).text(key), key);
}

#[test]
fn a_text_with_an_unfilled_place_shows_its_key() {
    let key = "sum";
    assert_eq!(Messages::for_lang(Lang::Ru).text(key), key);
}

#[test]
fn every_file_parses_and_defines_each_text_once() {
    for file in RU.iter().chain(EN) {
        assert!(FluentResource::try_new((*file).to_owned()).is_ok(), "{file}");
    }
    for files in [RU, EN] {
        let total: usize = files.iter().map(|file| keys(&[file]).len()).sum();
        assert_eq!(total, keys(files).len(), "a text is defined twice");
    }
}

#[test]
fn both_languages_have_the_same_texts_with_the_same_places() {
    assert_eq!(keys(RU), keys(EN));
    for key in keys(RU) {
        assert_eq!(places(RU, &key), places(EN, &key), "{key}");
    }
}

#[test]
fn every_text_that_is_used_exists() {
    let defined = keys(RU);
    for (path, source) in sources() {
        for key in quoted_after(&source, &[".text(", ".with("]) {
            assert!(defined.contains(&key), "{}: no text {key}", path.display());
        }
    }
}

/// A key is used where it stands in quotes, in a call or on its way to one, or where a call puts it together from
/// one varying part: `.text(&format!("sandbox-fault-{}", …))`.
#[test]
fn every_text_is_used() {
    let sources = sources();
    let patterns: Vec<String> = sources
        .iter()
        .flat_map(|(_, source)| quoted_after(source, &[".text(&format!(", ".with(&format!("]))
        .collect();
    for key in keys(RU) {
        let literal = format!("\"{key}\"");
        let used = sources.iter().any(|(_, source)| source.contains(&literal))
            || patterns.iter().any(|pattern| fits(&key, pattern));
        assert!(used, "nothing shows the text {key}");
    }
}

/// The keys of all messages: the lines that begin with `key =`.
fn keys(files: &[&str]) -> BTreeSet<String> {
    entries(files).into_iter().map(|(key, _)| key).collect()
}

/// The names of the places, `{ $name … }`, in one message.
fn places(files: &[&str], key: &str) -> BTreeSet<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let body = entries(files)
        .into_iter()
        .find_map(|(found, body)| (found == key).then_some(body))
        .unwrap_or_default();
    body.split('$').skip(1).map(|rest| rest.chars().take_while(|c| is_name(*c)).collect()).collect()
}

fn entries(files: &[&str]) -> Vec<(String, String)> {
    let mut entries: Vec<(String, String)> = Vec::new();
    for line in files.iter().flat_map(|file| file.lines()) {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (key, body) = line.split_once('=').expect("a message has a value");
            entries.push((key.trim().to_owned(), body.to_owned()));
        } else if let (Some((_, body)), false) = (entries.last_mut(), line.starts_with('#')) {
            body.push_str(line);
        }
    }
    entries
}

/// The strings that follow one of these beginnings of a call, wherever the line breaks fall.
fn quoted_after(source: &str, calls: &[&str]) -> Vec<String> {
    let mut quoted = Vec::new();
    for call in calls {
        for rest in source.split(call).skip(1) {
            if let Some(literal) = rest.trim_start().strip_prefix('"')
                && let Some((text, _)) = literal.split_once('"')
            {
                quoted.push(text.to_owned());
            }
        }
    }
    quoted
}

/// Whether a format string with one place can give the key.
fn fits(key: &str, pattern: &str) -> bool {
    let (Some((start, _)), Some((_, end))) = (pattern.split_once('{'), pattern.split_once('}'))
    else {
        return false;
    };
    !start.is_empty()
        && key.len() > start.len() + end.len()
        && key.starts_with(start)
        && key.ends_with(end)
}

/// All sources and templates but this file, which writes such calls without meaning them.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    files_under(&[root.join("src"), root.join("templates")])
        .into_iter()
        .filter(|path| !path.ends_with("i18n/tests.rs"))
        .map(|path| {
            let source = fs::read_to_string(&path).expect("a readable file");
            (path, source)
        })
        .collect()
}

fn files_under(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut folders = folders.to_vec();
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}
