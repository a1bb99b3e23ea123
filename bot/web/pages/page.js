// Saves a form as it is filled, and shows the questions that follow from an answer. Everything the
// page does without this file it does with it as well: the server decides, here is only copied what
// it says.
"use strict";
(() => {
  const form = document.getElementById("form");
  const questions = document.getElementById("questions");
  const saving = document.getElementById("saving");
  if (!form || !window.fetch || !window.FormData) return;
  let timer = 0, running = false, waits = false, leaving = false;

  const held = (question) => {
    const boxes = [...question.querySelectorAll("input, textarea, select")];
    return boxes.filter((b) => b.type !== "hidden" && b.type !== "search")
      .map((b) => ("checked" in b && /radio|checkbox/.test(b.type) ? b.checked : b.value)).join("\u0000");
  };

  const merge = (page) => {
    const fresh = [...page.querySelectorAll("#questions > fieldset")];
    const names = new Set(fresh.map((q) => q.id));
    for (const old of [...questions.children]) if (!names.has(old.id)) old.remove();
    let after = null;
    for (const question of fresh) {
      const old = document.getElementById(question.id);
      const busy = old && old.contains(document.activeElement);
      if (!old) {
        if (after) after.after(question); else questions.prepend(question);
        dress(question);
        after = question;
        continue;
      }
      after = old;
      const mark = (q) => q.querySelector("[name^='seen.']");
      const files = question.querySelector("[type=file]");
      const open = question.classList.contains("wrong");
      if (busy && !files) { mark(old).value = mark(question).value; continue; }
      if (open || files || old.classList.contains("wrong") || old.querySelectorAll("input").length !== question.querySelectorAll("input").length || held(old) !== held(question)) {
        old.replaceWith(question);
        dress(question);
        after = question;
      } else mark(old).value = mark(question).value;
    }
  };

  // What no further answer could lift is seen at once, wherever on the page somebody is writing.
  const refuse = (page) => {
    const here = document.getElementById("refused"), fresh = page.getElementById("refused");
    if (!here || !fresh || here.textContent === fresh.textContent) return;
    here.replaceChildren(...fresh.childNodes);
    if (here.textContent.trim()) here.scrollIntoView({ block: "start" });
  };

  const save = async () => {
    if (leaving) return;
    if (running) { waits = true; return; }
    running = true;
    const sent = new FormData(form);
    sent.set("act", "save");
    sent.delete("sentence");
    try {
      const before = new Map([...questions.children].map((q) => [q.id, held(q)]));
      const answer = await fetch(form.action, { method: "POST", body: sent, credentials: "same-origin" });
      if (answer.status !== 200 && answer.status !== 422) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const seal = page.querySelector("#form [name=seal]");
      if (!seal) throw new Error("no form");
      // What was written while the answer was on its way stays, and is saved next.
      if ([...questions.children].some((q) => before.get(q.id) !== held(q))) waits = true;
      else merge(page);
      refuse(page);
      saving.textContent = saving.dataset.saved;
    } catch {
      saving.textContent = saving.dataset.unsaved;
    }
    running = false;
    if (waits) { waits = false; later(300); }
  };

  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };

  const dress = (question) => {
    const search = question.querySelector(".search");
    if (!search) return;
    search.hidden = false;
    search.querySelector("input").addEventListener("input", (event) => {
      const wanted = event.target.value.trim().toLowerCase();
      for (const pick of question.querySelectorAll(".picks .quick"))
        pick.hidden = !pick.textContent.toLowerCase().includes(wanted) && !pick.querySelector("input").checked;
      for (const group of question.querySelectorAll(".group"))
        group.hidden = !group.querySelector(".quick:not([hidden])");
    });
  };

  form.addEventListener("change", (event) => {
    if (event.target.type !== "search" && event.target.name !== "sentence") later(400);
  });
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
  window.addEventListener("pageshow", () => { leaving = false; });
  for (const question of questions.children) dress(question);
})();
