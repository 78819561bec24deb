// A form is sent once: the second half of a double click does nothing. The server refuses it too, with a sentence.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  // Where the answer is a file the page stays, and the form with it.
  setTimeout(() => { delete form.dataset.sent; }, 3000);
});
// Gone back to, a form may be sent again.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));
