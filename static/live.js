// Keeps an order's page up to date. Without this script a reload does the same.
(() => {
  "use strict";

  let source = null;
  let timer = 0;
  let wait = 1000;
  let lost = 0;

  /** Says that the page may be old; there before it says anything, or nobody would hear it. */
  const line = document.createElement("p");
  line.className = "offline";
  line.setAttribute("role", "status");
  document.body.append(line);

  function tellLost(isLost) {
    clearTimeout(lost);
    lost = 0;
    line.textContent = isLost ? document.querySelector("[data-live]")?.dataset.offline ?? "" : "";
  }

  /** Listens for what comes after the version that the page shows. */
  function listen() {
    const main = document.querySelector("[data-live]");
    clearTimeout(timer);
    // What is said of a payment that does not come changes with the time, and no event tells that.
    const stage = main?.querySelector("[data-next]");
    if (stage) {
      // Listening begins anew whenever the line was lost; the time goes on all the same.
      stage.ends ??= Date.now() + stage.dataset.next * 1000;
      timer = setTimeout(refresh, Math.max(stage.ends - Date.now(), 1000));
    }
    if (!main || !window.EventSource) return;
    source?.close();
    source = new EventSource(main.dataset.live);
    source.addEventListener("open", () => { wait = 1000; tellLost(false); });
    source.addEventListener("changed", refresh);
    // The browser reconnects after a lost line, but gives up after an HTTP error (a restart behind a proxy).
    source.addEventListener("error", () => {
      // Most lines are back before anybody would notice.
      lost ||= setTimeout(tellLost, 4000, true);
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(refresh, wait);
      wait = Math.min(wait * 2, 60000);
    });
  }

  /** Fetches the page again and puts its <main> in the place of the old one. */
  async function refresh() {
    source?.close();
    try {
      // A page that answers a form says itself where it can be read again.
      const page = document.querySelector("[data-live]")?.dataset.page ?? location.href;
      const response = await fetch(page, { cache: "no-store" });
      if (response.ok) replace(new DOMParser().parseFromString(await response.text(), "text/html"));
    } catch {
      // Offline: the page stays as it is, and listening again finds out when the line is back.
    }
    listen();
  }

  function replace(fresh) {
    const before = document.querySelector("main");
    const after = fresh.querySelector("main[data-live]");
    const stage = (main) => main.querySelector("[data-stage]")?.dataset.stage;
    if (!after || before.dataset.live === after.dataset.live && stage(before) === stage(after)) return;
    const told = (main) => [...main.querySelectorAll("#state, #back-title")].map((each) => each.textContent).join(". ");
    const focused = before.contains(document.activeElement) ? document.activeElement.id : "";
    for (const open of before.querySelectorAll("details[open][id]")) {
      after.querySelector(`#${open.id}`)?.setAttribute("open", "");
    }
    keepTyped(before, after);
    const [x, y] = [scrollX, scrollY];
    const news = told(before) === told(after) ? "" : told(after);
    before.replaceWith(after);
    scrollTo(x, y);
    addCopyButtons();
    // What had the focus may be gone with the old state; then the page itself is the place to read on from.
    if (focused) (document.getElementById(focused) ?? after).focus({ preventScroll: true });
    document.title = fresh.title;
    if (news) document.getElementById("announcer").textContent = news;
  }

  /** What somebody is typing does not go with the old page. */
  function keepTyped(before, after) {
    for (const field of before.querySelectorAll("input[id]:not([type=hidden], [type=checkbox]), textarea[id]")) {
      const same = after.querySelector(`#${field.id}`);
      // What a form's answer brought back to be mended was typed as well, though it is that page's own value.
      const isTyped = field.value !== field.defaultValue || before.dataset.page && same && field.value !== same.value;
      if (same && isTyped) same.value = field.value;
    }
    for (const list of before.querySelectorAll("select[id]")) {
      const chosen = list.selectedOptions[0];
      const same = chosen && !chosen.defaultSelected && after.querySelector(`#${list.id} option[value="${chosen.value}"]`);
      if (same) same.selected = true;
    }
  }

  /** Without script the number can still be selected with one click, so the button is made here. Of a link it is the address. */
  function addCopyButtons() {
    if (!navigator.clipboard) return;
    for (const [nth, text] of document.querySelectorAll("[data-copy]").entries()) {
      const button = document.createElement("button");
      button.type = "button";
      button.id = nth === 0 ? "copy" : `copy-${nth}`;
      button.className = "copy";
      button.textContent = text.dataset.copy;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(text.href ?? text.textContent);
        document.getElementById("announcer").textContent = button.textContent = text.dataset.copied;
        setTimeout(() => { button.textContent = text.dataset.copy; }, 2000);
      });
      (text.closest("h1") ?? text).after(button);
    }
  }

  addEventListener("offline", () => tellLost(true));
  // The browser may take long to try again by itself.
  addEventListener("online", refresh);
  addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });
  addCopyButtons();
  listen();
})();
