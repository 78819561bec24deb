/* The report editor: puts a figure's name where the cursor stands, so that nobody needs to know it. */
(() => {
  const form = document.getElementById("report-form");
  if (!form) return;
  document.documentElement.classList.add("rp-scripted");
  const where = document.getElementById("rp-where");
  const name = (area) => form.querySelector(`label[for="${area.id}"]`).textContent.trim();
  let last = document.getElementById("s-overview");

  form.addEventListener("focusin", (event) => {
    if (!event.target.matches("textarea[name^='section.']")) return;
    last = event.target;
    where.textContent = `插入到“${name(last)}”的光标处`;
  });

  const insert = (text, into) => {
    const area = (into && document.getElementById(into)) || last;
    const end = into ? area.value.length : area.selectionEnd;
    const start = into ? end : area.selectionStart;
    const said = into && area.value && !area.value.endsWith("\n") ? `\n${text}` : text;
    area.focus();
    area.setRangeText(said, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    where.textContent = `已插入到“${name(area)}”`;
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (button) insert(button.dataset.insert, button.dataset.into);
  });

  document.getElementById("rp-find").addEventListener("input", (event) => {
    const words = event.target.value.trim().split(/\s+/);
    for (const row of form.querySelectorAll(".rp-figures li")) {
      row.hidden = !words.every((word) => row.dataset.label.includes(word));
    }
  });
  document.getElementById("rp-find").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = form.querySelector(".rp-figures li:not([hidden]) [data-insert]");
    if (first) insert(first.dataset.insert);
  });

  document.getElementById("rp-percent").addEventListener("click", () => {
    insert(`{{percent:${document.getElementById("rp-part").value}/${document.getElementById("rp-whole").value}}}`);
  });
})();
