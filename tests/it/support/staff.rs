//! A colleague who is signed in, with a browser of his own.

use std::net::IpAddr;

use kassa::{
    clock,
    db::Purpose,
    staff::{self, Role, Stage},
};
use reqwest::{RequestBuilder, header};

use super::{App, Reply};

/// A colleague who is signed in.
pub struct Colleague<'a> {
    app: &'a App,
    /// What his browser sends.
    pub cookie: String,
}

impl App {
    /// Somebody of that role signs in.
    pub fn staff(&self, name: &str, role: Role) -> Colleague<'_> {
        let mut connection = self.config.database.connect(Purpose::Write).unwrap();
        let name: staff::StaffName = name.parse().unwrap();
        let id = match staff::find_by_name(&mut connection, &name).unwrap() {
            Some(account) => account.id,
            None => staff::add(&mut connection, &name, role, clock::now()).unwrap(),
        };
        let here = IpAddr::from([127, 0, 0, 1]);
        let secret =
            staff::open(&mut connection, id, Stage::Open, here, "tests", clock::now()).unwrap();
        let cookie_name =
            if self.sandbox.is_some() { "kassa_sandbox_staff" } else { "kassa_staff" };
        let cookie = format!("{cookie_name}={}", secret.expose());
        Colleague { app: self, cookie }
    }

    pub fn owner(&self) -> Colleague<'_> {
        self.staff("Хозяин", Role::Owner)
    }
}

impl Colleague<'_> {
    /// Opens a page.
    pub async fn get(&self, path: &str) -> Reply {
        Reply::of(self.sent_from_own_page(self.app.get(path))).await
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        Reply::of(self.sent_from_own_page(self.app.post(path).form(fields))).await
    }

    /// Sends a form with a file, which may be called anything.
    pub async fn post_file(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        (field, name, file): (&str, &str, &[u8]),
    ) -> Reply {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!(
                "--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.into_bytes());
        }
        let part = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
        );
        body.extend(part.into_bytes());
        body.extend(file);
        body.extend(b"\r\n--edge--\r\n");
        let request = self
            .app
            .post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .body(body);
        Reply::of(self.sent_from_own_page(request)).await
    }

    fn sent_from_own_page(&self, request: RequestBuilder) -> RequestBuilder {
        request
            .header(header::COOKIE, &self.cookie)
            .header(header::ACCEPT_LANGUAGE, "ru")
            .header("sec-fetch-site", "same-origin")
    }
}
