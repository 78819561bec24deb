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

  /* The form of a message: a small computation in place of the question that people without scripts answer. */
  const proof = document.querySelector("[data-nonce]");
  if (proof) {
    const { nonce, bits } = proof.dataset;
    const state = document.getElementById("proof-state");
    const form = proof.form;
    let waiting = null;
    const done = () => {
      state.textContent = "已通过验证。";
      if (waiting) form.requestSubmit(waiting);
    };
    form.addEventListener("submit", (event) => {
      if (proof.value) return;
      event.preventDefault();
      waiting = event.submitter;
      state.textContent = "正在验证，完成后自动提交……";
    });
    const work = (from) => {
      for (let n = from; n < from + 2000; n += 1) {
        if (sha256Head(`${nonce}:${n}`) >>> (32 - bits) === 0) {
          proof.value = String(n);
          done();
          return;
        }
      }
      setTimeout(() => work(from + 2000), 0);
    };
    if (proof.value) done(); else setTimeout(() => work(0), 0);
  }
})();

/* The first 32 bits of the SHA-256 of a short text of ASCII letters. Browsers keep their own for encrypted pages only. */
const SHA = (() => {
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p)) primes.push(n);
  const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) >>> 0;
  return { k: primes.map((p) => fraction(Math.cbrt(p))), h: primes.slice(0, 8).map((p) => fraction(Math.sqrt(p))) };
})();
function sha256Head(text) {
  const words = new Uint32Array(64);
  for (let i = 0; i < text.length; i += 1) words[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i % 4));
  words[text.length >> 2] |= 0x80 << (24 - 8 * (text.length % 4));
  words[15] = text.length * 8;
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  for (let i = 16; i < 64; i += 1) {
    const a = words[i - 15], b = words[i - 2];
    words[i] = words[i - 16] + words[i - 7] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = SHA.h;
  for (let i = 0; i < 64; i += 1) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + SHA.k[i] + words[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return (SHA.h[0] + a) >>> 0;
}
