// Ticks goods without a new page. Without this script each tick is a form, and leads back to its place.
(() => {
  "use strict";

  const say = (text) => { document.getElementById("announcer").textContent = text; };
  const list = () => document.querySelector("main.picks");

  /** What is being sent, one after the other, and how many are left. */
  let queue = Promise.resolve();
  let left = 0;

  addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form.tick")) return;
    event.preventDefault();
    const button = form.querySelector("button");
    const body = new URLSearchParams(new FormData(form));
    body.set("to", button.value);
    const before = { checked: button.getAttribute("aria-checked"), value: button.value };
    show(button, { checked: String(button.value === "on"), value: button.value === "on" ? "off" : "on" });
    left += 1;
    queue = queue.then(async () => {
      const fresh = await fetched(form.action, { method: "POST", body });
      left -= 1;
      if (!fresh) {
        show(document.getElementById(button.id) ?? button, before);
        document.getElementById("tick-problem").textContent = list().dataset.failed;
      } else if (left === 0) {
        replace(fresh);
      }
    });
  });

  function show(button, { checked, value }) {
    button.setAttribute("aria-checked", checked);
    button.value = value;
  }

  /** The list that an address answers with; `undefined` where it did not come. */
  async function fetched(address, options) {
    try {
      const response = await fetch(address, { cache: "no-store", ...options });
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      return fresh.querySelector("main.picks") ?? undefined;
    } catch {
      return undefined;
    }
  }

  /** What has the focus, and what is folded out, stays so. */
  function replace(fresh) {
    const before = list();
    const focused = before.contains(document.activeElement) ? document.activeElement.id : "";
    for (const open of before.querySelectorAll("details[open][id]")) {
      fresh.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
    }
    const [x, y] = [scrollX, scrollY];
    const told = (main) => main.querySelector("#progress strong").textContent;
    const news = told(before) === told(fresh) ? "" : told(fresh);
    before.replaceWith(fresh);
    scrollTo(x, y);
    if (focused) (document.getElementById(focused) ?? fresh).focus({ preventScroll: true });
    if (news) say(news);
  }

  /** What others have ticked meanwhile. */
  async function refresh() {
    if (left > 0 || document.hidden) return;
    const fresh = await fetched(list().dataset.page, {});
    if (fresh && left === 0) replace(fresh);
  }

  document.addEventListener("visibilitychange", refresh);
  addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });
})();
