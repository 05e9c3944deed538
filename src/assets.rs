//! The files of `static/`, part of the binary and addressed by what is in them.
//!
//! A path names a file's content (`kassa.5e1f0a77.css`), so a browser may keep it for ever and never shows an old
//! style with a new page.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{LazyLock, OnceLock},
};

use rust_embed::RustEmbed;

use crate::gzip;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Static;

/// The hashed path of each file by its name, and each file by its path.
static PATHS: LazyLock<Paths> = LazyLock::new(Paths::of_all_files);

struct Paths {
    by_name: HashMap<String, String>,
    by_path: HashMap<String, Asset>,
}

/// A file to send.
#[derive(Debug)]
pub struct Asset {
    bytes: Cow<'static, [u8]>,
    /// Made when a browser first asks for it: most of a shop's browsers never see most of the files.
    gzipped: OnceLock<Vec<u8>>,
    pub content_type: &'static str,
}

impl Asset {
    fn of(name: &str, bytes: Cow<'static, [u8]>) -> Self {
        Self { bytes, gzipped: OnceLock::new(), content_type: content_type(name) }
    }

    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    #[must_use]
    pub fn gzipped(&self) -> &[u8] {
        self.gzipped.get_or_init(|| gzip::small(&self.bytes))
    }
}

/// The address of a file: `kassa.css` lives at `/static/kassa.5e1f0a77.css`.
///
/// A name that does not exist is a bug (a test looks through the templates); the page is served all the same.
#[must_use]
pub fn url(name: &str) -> String {
    let path = PATHS.by_name.get(name).map_or_else(
        || {
            tracing::error!(name, "no such file in static/");
            name
        },
        String::as_str,
    );
    format!("/static/{path}")
}

/// The file at `/static/<path_tail>`. Only the path with the right hash is found: an old page's path must not get
/// new content that a browser then keeps for ever.
#[must_use]
pub fn find(path_tail: &str) -> Option<&'static Asset> {
    PATHS.by_path.get(path_tail)
}

impl Paths {
    fn of_all_files() -> Self {
        let (mut by_name, mut by_path) = (HashMap::new(), HashMap::new());
        for name in Static::iter() {
            let Some(file) = Static::get(&name) else { continue };
            let hash = hex::encode(&file.metadata.sha256_hash()[..4]);
            let path = hashed_path(&name, &hash);
            by_path.insert(path.clone(), Asset::of(&name, file.data));
            by_name.insert(name.into_owned(), path);
        }
        Self { by_name, by_path }
    }
}

/// The hash stands before the extension, which proxies and people go by.
fn hashed_path(name: &str, hash: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("md" | "txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn a_file_is_found_by_the_path_that_names_its_content() {
        let url = url("kassa.css");
        let tail = url.strip_prefix("/static/").expect("a path below /static/");
        assert_eq!(tail.len(), "kassa.12345678.css".len());
        let asset = find(tail).expect("the file");
        assert_eq!(asset.content_type, "text/css; charset=utf-8");
        assert!(asset.gzipped().len() < asset.bytes().len());
    }

    #[test]
    fn other_paths_are_not_found() {
        for path in ["kassa.css", "kassa.00000000.css", "", "../Cargo.toml"] {
            assert!(find(path).is_none(), "{path}");
        }
    }

    #[test]
    fn a_file_in_a_folder_keeps_its_folder() {
        assert!(url("vendor/pico.min.css").starts_with("/static/vendor/pico.min."));
    }

    #[test]
    fn every_file_has_a_known_type() {
        for name in Static::iter() {
            assert_ne!(content_type(&name), "application/octet-stream", "{name}");
        }
    }

    #[test]
    fn every_file_that_a_template_names_exists() {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a readable folder") {
                let path = entry.expect("a readable entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let template = fs::read_to_string(&path).expect("a readable file");
                for rest in template.split("assets::url(\"").skip(1) {
                    let name = rest.split('"').next().unwrap_or_default();
                    assert!(Static::get(name).is_some(), "{}: {name}", path.display());
                }
            }
        }
    }
}
