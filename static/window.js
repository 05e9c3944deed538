// Adds up the chosen goods while they are chosen, and keeps them in the cart. Without this script the total is on the next page, and
// the cart is what was sent there.
(() => {
  "use strict";

  const sum = document.querySelector(".sum");
  const inputs = document.querySelectorAll("[data-price]");
  const cart = document.querySelector("[data-cart]")?.dataset.cart;
  if (!sum) return;

  // What is no whole number is for the shop to refuse.
  const chosen = () => [...inputs].filter((input) => /^[0-9]{1,10}$/.test(input.value) && Number(input.value) > 0);

  function add() {
    const total = chosen().reduce((total, input) => total + Number(input.value) * Number(input.dataset.price), 0);
    sum.hidden = total === 0 || !Number.isSafeInteger(total);
    sum.textContent = sum.dataset.text.replace("#", total.toLocaleString(document.documentElement.lang));
  }

  function keep() {
    if (!cart) return;
    const lines = chosen().slice(0, 200).map((input) => `${input.name.slice("quantity_".length)}-${Number(input.value)}`);
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
