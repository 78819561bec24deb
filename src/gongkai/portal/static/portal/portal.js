/* Conveniences of the public site: text size, elder mode, printing, words offered while typing. Pages need none of it. */
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  const remembered = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const remember = (name, value) => { try { localStorage.setItem(name, value); } catch { /* not kept then */ } };
  const size = () => Number(remembered("size") || 0);
  const show = () => {
    const elder = remembered("elder") === "1";
    root.classList.toggle("elder", elder);
    root.style.fontSize = size() ? `${(elder ? 137.5 : 100) + size() * 12.5}%` : "";
    document.querySelector("[data-elder]")?.setAttribute("aria-pressed", String(elder));
  };
  document.querySelectorAll("[data-size]").forEach((each) => each.addEventListener("click", () => {
    remember("size", Math.max(-1, Math.min(6, size() + Number(each.dataset.size))));
    show();
  }));
  document.querySelector("[data-elder]")?.addEventListener("click", () => {
    remember("elder", remembered("elder") === "1" ? "0" : "1");
    show();
  });
  document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
  show();

  const field = document.getElementById("q");
  const words = document.getElementById("q-words");
  let timer = null;
  field?.addEventListener("input", () => {
    clearTimeout(timer);
    if (field.value.trim().length < 2) return;
    timer = setTimeout(() => fetch(`/search/suggest?q=${encodeURIComponent(field.value)}`)
      .then((answer) => answer.json())
      .then((found) => words.replaceChildren(...found.map((each) => new Option(each))))
      .catch(() => {}), 150);
  });
})();
