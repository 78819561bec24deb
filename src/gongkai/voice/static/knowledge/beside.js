/* 知识库 beside an answer: 采用 copies the answer into the page's form, the other buttons tell the owner.
   Loaded with every fragment, it listens once. Alt+Shift+1 … 5 adopt without the mouse. */
(() => {
  if (window.gkKnowledge) return;
  window.gkKnowledge = true;

  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const tell = async (address, item) => {
    const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token() } });
    item.querySelector("[role=status]").textContent = await answer.text();
    return answer.ok;
  };
  const field = () => document.querySelector("form textarea[name=reply], form textarea[name=text]");

  const adopt = async (item) => {
    const target = field();
    if (!target || !(await tell(item.dataset.use, item))) return;
    const text = item.querySelector(".kb-text").content.textContent.trim();
    target.value = target.value.trim() ? `${target.value.trimEnd()}\n${text}` : text;
    target.dispatchEvent(new Event("input", { bubbles: true }));
    target.dispatchEvent(new Event("change", { bubbles: true }));
    const hidden = target.form.querySelector("input[name=knowledge]");
    if (hidden) hidden.value = item.dataset.knowledge;
    target.focus();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-kb]");
    if (!button) return;
    const item = button.closest("[data-knowledge]");
    if (button.dataset.kb === "adopt") adopt(item);
    else tell(button.dataset.kb, item);
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey || !/^Digit[1-5]$/.test(event.code)) return;
    const item = document.querySelectorAll("[data-knowledge]")[Number(event.code.slice(5)) - 1];
    if (!item) return;
    event.preventDefault();
    adopt(item);
  });
})();
