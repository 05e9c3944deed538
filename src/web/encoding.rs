//! How an answer may be sent.

use actix_web::{HttpRequest, http::header};

/// Whether whoever asks takes gzip.
pub fn takes_gzip(request: &HttpRequest) -> bool {
    let header = request.headers().get(header::ACCEPT_ENCODING);
    header.and_then(|value| value.to_str().ok()).is_some_and(names_gzip)
}

/// `*` is taken for no word about gzip: nobody who can read it leaves it at that.
fn names_gzip(accepted: &str) -> bool {
    accepted.split(',').any(|coding| {
        let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
        let quality = parameters.trim().strip_prefix("q=").map_or(Ok(1.0), str::parse::<f32>);
        name.trim().eq_ignore_ascii_case("gzip") && quality.is_ok_and(|quality| quality > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::names_gzip;

    #[test]
    fn gzip_is_sent_to_whoever_takes_it() {
        for accepted in ["gzip", "deflate, gzip;q=0.5", "br,GZIP , zstd", "gzip; q=1"] {
            assert!(names_gzip(accepted), "{accepted}");
        }
        for refused in ["", "br", "gzip;q=0", "identity, gzip; q=0.0", "gzip;q=x", "*", "xgzip"] {
            assert!(!names_gzip(refused), "{refused}");
        }
    }
}
