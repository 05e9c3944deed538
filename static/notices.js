// Shows what a message will look like while it is written. Without this script a button does the same.
(() => {
  "use strict";

  const form = document.getElementById("notice-text");
  const text = document.getElementById("text");
  let timer = 0;
  let asked = 0;

  async function show() {
    const nth = ++asked;
    const body = new URLSearchParams({ text: text.value, do: "preview" });
    try {
      const response = await fetch(form.action, { method: "POST", body });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.getElementById("preview");
      // Whoever types fast is shown the last only.
      if (!fresh || nth !== asked) return;
      document.getElementById("preview").replaceWith(fresh);
      const isWrong = fresh.querySelector("#text-problem") !== null;
      // An attribute without a value says that nothing is wrong.
      if (isWrong) text.setAttribute("aria-invalid", "true");
      else text.removeAttribute("aria-invalid");
      text.setAttribute("aria-describedby", isWrong ? "text-hint text-problem" : "text-hint");
    } catch {
      // Offline: the button says so.
    }
  }

  text?.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 300);
  });
})();
