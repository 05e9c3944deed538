//! The owner's own pages: colleagues, keys, the log.

use kassa::staff::Role;

use crate::support::{App, Reply, between};

#[actix_web::test]
async fn an_owner_invites_a_colleague_and_changes_his_role() {
    let app = App::real();
    let owner = app.owner();
    let form = [("name", "Ваня"), ("role", "picker")];
    let invited = owner.post("/admin/staff", &form).await;
    let url = between(&invited.expect(200).text, "<code class=\"secret\">", "</code>").to_owned();
    let path = url.strip_prefix("http://shop.example").unwrap();
    owner.get("/admin/staff").await.expect(200).expect_text(&["Ваня", "Приглашён"]);
    assert!(!owner.get("/admin/staff").await.text.contains(path), "a link is shown once");
    owner.post("/admin/staff", &form).await.expect(422).expect_text(&["Это имя уже занято"]);
    let form = [("name", "a b"), ("role", "picker")];
    owner.post("/admin/staff", &form).await.expect(422).expect_text(&["Такое имя не подойдёт"]);
    owner.post("/admin/staff", &[("name", "Петя"), ("role", "")]).await.expect(422);

    let picker = app.browser();
    let password = "correct horse battery";
    picker.post(path, &[("password", password), ("again", password)]).await.expect(303);
    picker.get("/admin/staff").await.expect(403);
    let role = "/admin/staff/%D0%92%D0%B0%D0%BD%D1%8F/role";
    owner.post(role, &[("role", "owner")]).await.expect(303);
    picker.get("/admin/staff").await.expect(200);
    // The other one has no password, so this one is the only owner who can come back.
    owner
        .post(role, &[("role", "courier")])
        .await
        .expect(422)
        .expect_text(&["единственный владелец"]);
    let reset = owner.post("/admin/staff/Ваня/reset", &[]).await;
    reset.expect(200).expect_text(&["/admin/welcome/"]);
    picker.get("/admin/account").await.expect(303);
    let own = owner.post("/admin/staff/Хозяин/reset", &[]).await;
    own.expect(422).expect_text(&["своей учётной записи"]);
    owner.post("/admin/staff/nobody/revoke", &[]).await.expect(404);
}

#[actix_web::test]
async fn a_key_is_shown_once_and_opens_nothing_once_revoked() {
    let app = App::real();
    let owner = app.owner();
    let form = [("name", "bot"), ("scope", "read"), ("scope", "settle"), ("days", "30")];
    let added = owner.post("/admin/keys", &form).await;
    let key = between(&added.expect(200).text, "<code class=\"secret\">", "</code>").to_owned();
    let ask = || Reply::of(app.get("/api/v1/orders/48817-X").bearer_auth(&key));
    ask().await.expect_problem(404);
    let page = owner.get("/admin/keys").await;
    page.expect(200).expect_text(&["bot", "tests"]);
    assert!(!page.text.contains(&key));
    page.expect_text(&["<code>read, settle</code>", "действует до", "ещё не использовался"]);
    owner.post("/admin/keys", &form).await.expect(422);
    for (field, value, says) in [
        ("name", "", "Такое название не подойдёт"),
        ("days", "0", "целое число дней"),
        ("days", "3661", "целое число дней"),
        ("days", "soon", "целое число дней"),
    ] {
        let mut form = [("name", "other"), ("scope", "read"), ("days", "")];
        form.iter_mut().filter(|each| each.0 == field).for_each(|each| each.1 = value);
        owner.post("/admin/keys", &form).await.expect(422).expect_text(&[says]);
    }
    let nothing = owner.post("/admin/keys", &[("name", "other")]).await;
    nothing.expect(422).expect_text(&["Отметьте хотя бы одно"]);
    owner.post("/admin/keys/bot/revoke", &[]).await.expect(303);
    ask().await.expect_problem(401);
    owner.get("/admin/keys").await.expect_text(&["отозван"]);
    owner.post("/admin/keys/nobody/revoke", &[]).await.expect(404);
}

#[actix_web::test]
async fn the_command_line_revokes_keys() {
    let app = App::real();
    let ask = || Reply::of(app.get("/api/v1/orders/48817-X").bearer_auth(&app.key));
    ask().await.expect_problem(404);
    assert!(app.run(&["api-key", "revoke", "tests"]).status.success());
    ask().await.expect_problem(401);
    let listed = String::from_utf8(app.run(&["api-key", "list"]).stdout).unwrap();
    assert!(
        listed.starts_with("tests  read orders settle admin  since ") && listed.contains("revoked"),
        "{listed}"
    );
    assert!(!app.run(&["api-key", "revoke", "nobody"]).status.success());
}

#[actix_web::test]
async fn the_log_is_searched_by_its_address() {
    let app = App::real();
    let owner = app.owner();
    owner.post("/admin/staff", &[("name", "Ваня"), ("role", "picker")]).await.expect(200);
    owner.post("/admin/keys", &[("name", "bot"), ("scope", "read")]).await.expect(200);
    app.staff("picker", Role::Picker).post("/admin/sign-out", &[]).await.expect(303);
    let all = owner.get("/admin/audit").await;
    all.expect(200).expect_text(&["Ваня", "bot", "127.0.0.1", "<bdi>picker</bdi></strong>: выход"]);
    // Not in the program's words.
    all.expect_text(&["<p class=\"small\">сборщик</p>", "<p class=\"small\">приглашение</p>"]);
    let found = owner.get("/admin/audit?what=key-added&who=Хоз&source=127.&subject=b").await;
    found.expect(200).expect_text(&["<bdi>bot</bdi>"]);
    assert!(!found.text.contains("<bdi>Ваня</bdi>"));
    owner.get("/admin/audit?who=nobody").await.expect_text(&["Ничего не нашлось"]);
    owner.get("/admin/audit?what=nonsense").await.expect(404);
    owner.get("/admin/audit?before=nonsense").await.expect(404);
}
