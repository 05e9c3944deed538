// Adds up the chosen goods while they are chosen. Without this script the total is on the next page, before paying.
(() => {
  "use strict";

  const sum = document.querySelector(".sum");
  const inputs = document.querySelectorAll("[data-price]");
  if (!sum) return;

  function add() {
    let total = 0;
    for (const input of inputs) {
      // What is no whole number is for the shop to refuse.
      if (/^[0-9]+$/.test(input.value)) total += Number(input.value) * Number(input.dataset.price);
    }
    sum.hidden = total === 0 || !Number.isSafeInteger(total);
    sum.textContent = sum.dataset.text.replace("#", total.toLocaleString(document.documentElement.lang));
  }

  addEventListener("input", add);
  // A browser fills the fields again when it comes back to the page.
  addEventListener("pageshow", add);
})();
