// Adds up the chosen goods while they are chosen, and keeps them in the cart. Without this script the total is on the next page, and
// the cart is what was sent there.
(() => {
  "use strict";

  const sum = document.querySelector(".sum");
  const inputs = document.querySelectorAll("[data-price]");
  const { cart, others, othersSum } = document.querySelector("[data-cart]")?.dataset ?? {};
  if (!sum) return;

  // What is no whole number is for the shop to refuse.
  const chosen = () => [...inputs].filter((input) => /^[0-9]{1,10}$/.test(input.value) && Number(input.value) > 0);

  function add() {
    const total = chosen().reduce((total, input) => total + Number(input.value) * Number(input.dataset.price), Number(othersSum ?? 0));
    sum.hidden = total === 0 || !Number.isSafeInteger(total);
    sum.textContent = sum.dataset.text.replace("#", total.toLocaleString(document.documentElement.lang));
  }

  function keep() {
    if (!cart) return;
    const shown = chosen().map((input) => `${input.name.slice("quantity_".length)}-${Number(input.value)}`);
    // What is in the cart of goods that were not found stays there.
    const lines = [...shown, ...(others ? others.split(".") : [])].slice(0, 200);
    const age = lines.length > 0 ? 30 * 24 * 3600 : 0;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `${cart}=${lines.join(".")}; path=/; max-age=${age}; samesite=lax${secure}`;
  }

  addEventListener("input", (event) => {
    add();
    keep();
    // What stands beside it is of before.
    const line = event.target.closest("li")?.querySelector(".line-sum");
    if (line) line.hidden = true;
  });
  // A browser fills the fields again when it comes back to the page.
  addEventListener("pageshow", add);
})();

// Shows the goods whose words begin so, while they are typed. Without this script the shop searches when it is sent.
(() => {
  "use strict";

  const field = document.querySelector("#q");
  const found = document.querySelector("#found");
  // Where the shop has searched already, the other goods are not there.
  if (!field || !found || document.querySelector("[data-others]")) return;
  const words = (text) => (text.toLowerCase().replaceAll("ё", "е").match(/[\p{L}\p{N}_]+/gu) ?? []);
  const goods = [...document.querySelectorAll(".goods > li")].map((item) => {
    const heading = item.closest("ul").previousElementSibling;
    const category = heading?.matches("h2") ? heading.textContent : "";
    return [item, words(`${item.querySelector(".good-words").textContent} ${category}`)];
  });

  field.addEventListener("input", () => {
    const wanted = words(field.value);
    let count = 0;
    for (const [item, own] of goods) {
      item.hidden = !wanted.every((each) => own.some((word) => word.startsWith(each)));
      if (!item.hidden) count += 1;
    }
    for (const list of document.querySelectorAll(".goods")) {
      const nothing = [...list.children].every((item) => item.hidden);
      list.hidden = nothing;
      if (list.previousElementSibling?.matches("h2")) list.previousElementSibling.hidden = nothing;
    }
    found.textContent = wanted.length > 0 ? found.dataset.text.replace("#", count) : "";
  });
})();
