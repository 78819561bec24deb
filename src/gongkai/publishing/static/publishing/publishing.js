/* The desk's few scripts: the editor's hooks, keeping what is typed, remarks in the text. Pages work without them. */
"use strict";
(() => {
  const form = document.getElementById("text");
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

  /* The editor hands over every keystroke at once: a quick click on the button loses nothing. */
  window.gkEditor = (editor) => editor.on("input change undo redo ExecCommand", () => { editor.save(); changed(); });

  window.gkPaste = (editor, args) => {
    const page = new DOMParser().parseFromString(args.content, "text/html");
    page.querySelectorAll("script,style,meta,link,title,xml").forEach((each) => each.remove());
    page.querySelectorAll("*").forEach((each) => {
      if (each.tagName.includes(":")) { each.replaceWith(...each.childNodes); return; }
      const right = each.style && each.style.textAlign;
      for (const { name } of [...each.attributes]) {
        if (!["href", "colspan", "rowspan", "src", "alt", "scope"].includes(name)) each.removeAttribute(name);
      }
      if (right === "center") each.className = "gk-center";
      if (right === "right") each.className = "gk-right";
    });
    page.querySelectorAll("span,font,div").forEach((each) => each.replaceWith(...each.childNodes));
    const pictures = page.querySelectorAll("img");
    pictures.forEach((each) => each.remove());
    if (pictures.length) {
      editor.notificationManager.open({
        text: `粘贴的内容里有${pictures.length}幅图片，没有带入。保存草稿后请用“插入图片”逐幅上传，并填写替代文字。`, type: "warning",
      });
    }
    page.querySelectorAll("p").forEach((each) => {
      each.innerHTML = each.innerHTML.replace(/^(?:&nbsp;|\u3000|\s)+/, "");
      if (!each.textContent.trim()) each.remove();
    });
    args.content = page.body.innerHTML;
  };

  window.gkUpload = (blob, progress) => new Promise((resolve, reject) => {
    const editor = window.tinymce.activeEditor;
    const data = new FormData();
    data.append("file", blob.blob(), blob.filename());
    fetch(editor.options.get("images_upload_url"), { method: "POST", body: data, headers: { "X-CSRFToken": token() } })
      .then((answer) => answer.json())
      .then((answer) => {
        if (!answer.location) { reject({ message: answer.error, remove: true }); return; }
        const seen = form.elements.seen;
        if (seen && Number(seen.value) === answer.was) seen.value = answer.seen;
        resolve(answer.location);
      })
      .catch(() => reject({ message: "图片没有上传：网络不通，请稍后再试。", remove: true }));
  });

  let timer = null;
  function changed() {
    if (!form) return;
    clearTimeout(timer);
    timer = setTimeout(keep, 3000);
  }
  function keep() {
    const said = document.getElementById("autosaved");
    fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { "X-CSRFToken": token() } })
      .then((answer) => { if (!answer.ok) throw new Error(); return answer.json(); })
      .then((answer) => { said.textContent = `${answer.at} 已自动保存，关闭页面也不会丢失`; })
      .catch(() => { said.textContent = "自动保存没有成功，请点“保存草稿”。"; });
  }
  if (form) {
    form.addEventListener("input", changed);
    form.addEventListener("submit", () => clearTimeout(timer));
  }

  /* A finding beside the editor selects its words there; what the editor no longer holds is shown in a window of its own. */
  if (form) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-words]");
      const editor = link && window.tinymce && window.tinymce.activeEditor;
      if (!editor) return;
      editor.focus();
      editor.selection.setCursorLocation(editor.getBody(), 0);
      if (editor.getWin().find(link.dataset.words, true, false, false)) {
        event.preventDefault();
        editor.selection.getNode().scrollIntoView({ block: "center" });
      }
    });
  }

  /* Words selected in the text become the quote of a remark. */
  const remarks = document.querySelector("[data-comments]");
  const text = document.querySelector(".pb-body");
  if (remarks && text) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small pb-remark";
    button.textContent = "加批注";
    button.hidden = true;
    document.body.append(button);
    document.addEventListener("selectionchange", () => {
      const chosen = document.getSelection();
      const inside = chosen.rangeCount && !chosen.isCollapsed && text.contains(chosen.anchorNode);
      button.hidden = !inside;
      if (inside) {
        const place = chosen.getRangeAt(0).getBoundingClientRect();
        button.style.top = `${place.bottom + window.scrollY + 6}px`;
        button.style.left = `${place.left + window.scrollX}px`;
      }
    });
    button.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const words = document.getSelection().toString().trim().slice(0, 200);
      remarks.closest("details").open = true;
      const rows = [...remarks.querySelectorAll(".pb-comment")];
      let row = rows.find((each) => !each.querySelector("[name=quote]").value);
      if (!row) {
        row = rows[0].cloneNode(true);
        remarks.append(row);
      }
      row.querySelector("[name=quote]").value = words;
      row.querySelector("[name=remark]").value = "";
      row.querySelector("[name=remark]").focus();
    });
  }
})();
