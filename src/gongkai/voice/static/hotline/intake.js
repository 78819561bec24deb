// The operator's page: a proposal is taken over by a click or by Alt+1 to Alt+3.
"use strict";

function fill(button) {
  for (const [name, value] of Object.entries(JSON.parse(button.dataset.fill))) {
    const field = document.querySelector(`#call [name="${name}"]`);
    if (field && value) {
      field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

// What the knowledge base is asked: subject and text, never the caller.
window.knowledgeWords = () =>
  ["title", "text"].map((name) => document.querySelector(`#call [name="${name}"]`).value).join(" ").slice(0, 400);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  if (button) fill(button);
});
document.addEventListener("keydown", (event) => {
  const place = event.altKey ? Number(event.key) : 0;
  const button = document.querySelectorAll("[data-fill]")[place - 1];
  if (button) {
    event.preventDefault();
    fill(button);
  }
});
