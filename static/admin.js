// Keeps the order list up to date, tells of paid orders, and lets it be used by keyboard. Without this script a reload
// does the same.
(() => {
  "use strict";

  const main = document.querySelector("main.list");
  if (!main) return;
  const say = (text) => { document.getElementById("announcer").textContent = text; };
  const fill = (text, value) => text.replace("%s", value);
  const plain = document.title;

  /* News */

  let source = null;
  let wait = 1000;
  let lost = false;

  /** Listens for what comes after what the page shows. */
  function listen() {
    if (!window.EventSource) return;
    source?.close();
    source = new EventSource(main.dataset.live);
    source.addEventListener("open", () => {
      wait = 1000;
      if (lost) refresh();
      lost = false;
    });
    source.addEventListener("changed", (event) => refresh(Number(event.data)));
    // The browser reconnects after a lost line, but gives up after an HTTP error (a restart behind a proxy).
    source.addEventListener("error", () => {
      lost = true;
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(async () => { await refresh(); listen(); }, wait);
      wait = Math.min(wait * 2, 60000);
    });
  }

  let busy = false;
  let again = false;

  /** Fetches the page again and puts what is fresh in the place of the old. One fetch at a time. */
  async function refresh(paid = 0) {
    if (paid > 0) ring(paid);
    if (busy) { again = true; return; }
    busy = true;
    try {
      const response = await fetch(location.href, { cache: "no-store" });
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      const list = fresh.querySelector("main.list");
      if (response.ok && list) {
        main.dataset.live = list.dataset.live;
        for (const part of ["#tabs", "#list"]) replace(part, fresh);
        replace("header .places", fresh);
      }
    } catch {
      // Offline: the page stays as it is, and listening finds out when the line is back.
    }
    busy = false;
    if (again) { again = false; refresh(); }
  }

  /** What has the focus and what is chosen stays so. */
  function replace(part, fresh) {
    const before = document.querySelector(part);
    const after = fresh.querySelector(part);
    if (!before || !after) return;
    const focused = before.contains(document.activeElement) ? document.activeElement : null;
    const changed = [];
    for (const box of before.querySelectorAll("input[data-uid]:checked")) {
      const same = after.querySelector(`#${CSS.escape(box.id)}`);
      // An order that has changed is not chosen any more: nobody has seen it like this.
      if (same?.value === box.value) same.checked = true; else changed.push(box.dataset.uid);
    }
    before.replaceWith(after);
    if (focused) {
      const twin = focused.id ? document.getElementById(focused.id)
        : [...after.querySelectorAll(focused.tagName)].find((each) => each.textContent === focused.textContent);
      (twin ?? main).focus({ preventScroll: true });
    }
    if (changed.length > 0) say(fill(main.dataset.changed, changed.join(", ")));
  }

  /* Paid orders: the title, a sound, a notification */

  let unseen = 0;
  let audio = null;
  const sounds = () => localStorage.getItem("kassa-sound") === "on";

  function ring(paid) {
    const text = fill(main.dataset.paid, paid);
    say(text);
    if (!document.hasFocus()) {
      unseen += paid;
      document.title = `(${unseen}) ${plain}`;
      if (window.Notification?.permission === "granted" && localStorage.getItem("kassa-notify") === "on") {
        new Notification(plain, { body: text, tag: "kassa-paid" });
      }
    }
    if (sounds()) beep();
  }

  function beep() {
    audio ??= new AudioContext();
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    tone.frequency.setValueAtTime(660, audio.currentTime);
    tone.frequency.setValueAtTime(880, audio.currentTime + 0.12);
    volume.gain.setValueAtTime(0.15, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4);
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.4);
  }

  addEventListener("focus", () => { unseen = 0; document.title = plain; });

  function addBells() {
    const bells = document.getElementById("bells");
    const button = (id, press) => {
      const made = document.createElement("button");
      made.type = "button";
      made.id = id;
      made.className = "copy";
      made.addEventListener("click", press);
      bells.append(made);
      return made;
    };
    const sound = button("sound", () => {
      localStorage.setItem("kassa-sound", sounds() ? "off" : "on");
      if (sounds()) beep();
      label();
    });
    // Asked for only when somebody presses it, and only where the browser has it.
    const notify = window.Notification && Notification.permission !== "denied" && button("notify", async () => {
      const on = localStorage.getItem("kassa-notify") === "on";
      const granted = !on && await Notification.requestPermission() === "granted";
      localStorage.setItem("kassa-notify", granted ? "on" : "off");
      label();
    });
    const label = () => {
      sound.textContent = sounds() ? main.dataset.soundOff : main.dataset.soundOn;
      sound.setAttribute("aria-pressed", sounds());
      if (!notify) return;
      const on = Notification.permission === "granted" && localStorage.getItem("kassa-notify") === "on";
      notify.textContent = on ? main.dataset.notifyOn : main.dataset.notify;
      notify.setAttribute("aria-pressed", on);
    };
    label();
    bells.hidden = false;
  }

  /* Keys */

  function step(by) {
    const rows = [...document.querySelectorAll("#list .number a")];
    if (rows.length === 0) return;
    const here = rows.indexOf(document.activeElement?.closest("tr")?.querySelector(".number a"));
    const next = here < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + by, 0), rows.length - 1);
    rows[next].focus();
  }

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest?.("select, textarea, summary, input:not([type=checkbox])")) return;
    // By the place on the keyboard, since the letters are others where Russian is typed.
    const keys = {
      Slash: () => document.getElementById("q").focus(),
      KeyJ: () => step(1), ArrowDown: () => step(1),
      KeyK: () => step(-1), ArrowUp: () => step(-1),
      KeyX: () => document.activeElement?.closest("tr")?.querySelector("input[data-uid]")?.click(),
    };
    const act = event.key === "/" ? keys.Slash : event.shiftKey ? null : keys[event.code];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // What became of a form is told once, not again after each reload.
  const address = new URL(location.href);
  for (const told of ["moved", "refused"]) address.searchParams.delete(told);
  if (address.href !== location.href) history.replaceState(null, "", address);

  document.getElementById("keys").hidden = false;
  addBells();
  addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });
  listen();
})();
