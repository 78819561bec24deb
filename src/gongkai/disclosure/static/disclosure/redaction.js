/* Drawing places to black out with the pointer. The form beside the page does the same without scripts. */
"use strict";
(() => {
  const sheet = document.querySelector(".rd-sheet[data-into]");
  if (!sheet) return;
  const svg = sheet.querySelector("svg");
  const values = document.getElementById(sheet.dataset.into);
  const count = document.querySelector("[data-count]");
  const WHOLE = 10000;
  const SMALLEST = 20;
  let from = null;
  let drawing = null;

  function rectangle([left, top, right, bottom]) {
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    rect.setAttribute("class", "rd-new");
    shape(rect, [left, top, right, bottom]);
    svg.append(rect);
    return rect;
  }
  function shape(rect, [left, top, right, bottom]) {
    const sides = { x: left, y: top, width: right - left, height: bottom - top };
    for (const [name, value] of Object.entries(sides)) rect.setAttribute(name, value);
  }
  function point(event) {
    const page = svg.getBoundingClientRect();
    const inside = (value) => Math.min(Math.max(Math.round(value * WHOLE), 0), WHOLE);
    return [inside((event.clientX - page.left) / page.width), inside((event.clientY - page.top) / page.height)];
  }
  function between([x1, y1], [x2, y2]) {
    return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
  }
  /* A place waits as a hidden value of the form; a click on it takes it back. */
  function wait(rect, input) {
    rect.addEventListener("pointerdown", (event) => {
      event.stopPropagation();
      rect.remove();
      input.remove();
      say();
    });
  }
  function say() {
    const waiting = values.querySelectorAll("input").length;
    count.textContent = waiting ? `划定了 ${waiting} 处，尚未提交；点一下可以去掉` : "";
  }

  svg.addEventListener("pointerdown", (event) => {
    // A finger scrolls the page; on a phone the form takes the place of drawing.
    if (event.button !== 0 || event.pointerType === "touch") return;
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
    from = point(event);
    drawing = rectangle([...from, ...from]);
  });
  svg.addEventListener("pointermove", (event) => {
    if (drawing) shape(drawing, between(from, point(event)));
  });
  svg.addEventListener("pointerup", (event) => {
    if (!drawing) return;
    const place = between(from, point(event));
    const rect = drawing;
    drawing = null;
    if (place[2] - place[0] < SMALLEST || place[3] - place[1] < SMALLEST) { rect.remove(); return; }
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = "drawn";
    input.value = [sheet.dataset.page, ...place].join(":");
    values.append(input);
    wait(rect, input);
    say();
  });
  svg.addEventListener("pointercancel", () => { if (drawing) drawing.remove(); drawing = null; });

  /* Leaving the page asks first, as long as something drawn was not handed in. */
  let handedIn = false;
  values.closest("form").addEventListener("submit", () => { handedIn = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!handedIn && values.querySelector("input")) event.preventDefault();
  });

  /* What was drawn before a refusal is still there. */
  for (const input of values.querySelectorAll("input")) {
    const [page, ...place] = input.value.split(":").map(Number);
    if (String(page) === sheet.dataset.page) wait(rectangle(place), input);
  }
  say();
})();
