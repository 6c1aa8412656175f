// Makes the pages quicker for who has JavaScript; everything works without it.
"use strict";
(() => {
  const off = "intake-no-keys";
  const stored = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const typing = (element) => element && (element.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(element.tagName) && element.type !== "checkbox");

  // Single keys, with a switch that turns them off (WCAG 2.1.4). None acts in a field or with Ctrl, Meta or Alt.
  const toggle = document.querySelector("[data-shortcuts]");
  const show = () => {
    const silent = stored(off) === "1";
    document.documentElement.classList.toggle("no-keys", silent);
    if (toggle) { toggle.hidden = false; toggle.textContent = silent ? toggle.dataset.on : toggle.dataset.off; }
  };
  show();
  toggle?.addEventListener("click", () => { try { localStorage.setItem(off, stored(off) === "1" ? "0" : "1"); } catch { /* stays as it is */ } show(); });

  let gone = false;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && typing(document.activeElement)) { document.activeElement.blur(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || gone) return;
    if (typing(event.target) || stored(off) === "1") return;
    const key = event.key.toLowerCase();
    if (!/^[a-z]$/.test(key)) return;
    const field = document.querySelector(`[data-focus="${key}"]`);
    if (field && !field.readOnly) { event.preventDefault(); field.focus(); field.select(); return; }
    const control = document.querySelector(`[data-key="${key}"]`);
    if (control) { event.preventDefault(); gone = true; control.click(); setTimeout(() => { gone = false; }, 1500); }
  });

  // How a value would be understood, while it is typed.
  const draft = document.body.dataset.draft || "0";
  const timers = new Map();
  for (const note of document.querySelectorAll("[data-check]")) {
    const name = note.dataset.check;
    const input = document.getElementById(`f-${name}`);
    note.setAttribute("aria-live", "polite");
    input.addEventListener("input", () => {
      clearTimeout(timers.get(name));
      note.textContent = "";
      timers.set(name, setTimeout(async () => {
        const value = input.value;
        const answer = await fetch(`/check?${new URLSearchParams({ field: name, value, draft })}`).catch(() => null);
        if (!answer?.ok || input.value !== value) return;
        const { ok, shown } = await answer.json();
        note.textContent = shown;
        note.classList.toggle("bad", !ok);
        input.setAttribute("aria-invalid", ok ? "false" : "true");
        if (name === "city") suggest(value);
      }, 150));
    });
  }
  const suggest = async (value) => {
    const list = document.getElementById("cities");
    const answer = await fetch(`/cities?${new URLSearchParams({ q: value })}`).catch(() => null);
    if (!list || !answer?.ok) return;
    const { cities } = await answer.json();
    list.replaceChildren(...cities.map((city) => Object.assign(document.createElement("option"), { value: city })));
  };

  const clean = document.querySelector("[data-select-clean]");
  if (clean) {
    clean.hidden = false;
    clean.addEventListener("click", () => document.querySelectorAll("[data-clean]").forEach((box) => { box.checked = true; }));
  }

  // The draft that is open is in sight among those of its mail.
  const current = document.querySelector(".siblings [aria-current]");
  if (current) current.parentElement.scrollTop = current.offsetTop - current.parentElement.offsetTop - 64;

  // On a phone the mail is under a fold. The words a value came from are in sight, however long the mail is.
  const mail = document.querySelector(".desk .mail");
  const fold = mail?.querySelector("details");
  const narrow = window.matchMedia("(max-width: 63.99rem)").matches;
  const reveal = (mark) => {
    if (!mark) return;
    if (narrow) { mark.scrollIntoView({ block: "center", behavior: "instant" }); return; }
    const [seen, at] = [mail.getBoundingClientRect(), mark.getBoundingClientRect()];
    if (at.top < seen.top || at.bottom > seen.bottom) mail.scrollTop += at.top - seen.top - mail.clientHeight / 3;
  };
  const first = () => mail.querySelector(".text mark[id]");
  if (fold && narrow) {
    fold.removeAttribute("open");
    fold.addEventListener("toggle", () => { if (fold.open) reveal(first()); });
  } else if (mail) reveal(first());
  for (const input of document.querySelectorAll("[data-found]")) {
    const mark = document.getElementById(`m-${input.dataset.found}`);
    if (!mark) continue;
    input.addEventListener("focus", () => { mark.classList.add("here"); if (!narrow) reveal(mark); });
    input.addEventListener("blur", () => mark.classList.remove("here"));
  }
  // A link to marked words opens the fold they are under.
  for (const link of document.querySelectorAll("a.from")) link.addEventListener("click", () => fold?.setAttribute("open", ""));
})();
