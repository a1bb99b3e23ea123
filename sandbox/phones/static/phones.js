// The page's fingers: sends what is typed and tapped, shows what the stream brings.
"use strict";

const words = JSON.parse(document.body.dataset.words);
const query = document.body.dataset.query;
const every = (selector, inside = document) => inside.querySelectorAll(selector);

const address = (phone, what) => `/phones/${phone.dataset.phone}/${what}${query}`;
const post = (url, body) =>
  fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

// ---- what the stream brings

const stream = new EventSource(`/events${query}`);
stream.addEventListener("open", () => lost(false));
stream.addEventListener("error", () => lost(true));
stream.addEventListener("clock", (event) => clock(JSON.parse(event.data)));
stream.addEventListener("log", (event) => {
  const { log, html } = JSON.parse(event.data);
  redraw(document.getElementById(`log-${log}`), html);
});

function redraw(log, html) {
  const known = new Map([...every("[data-bubble]", log)].map((b) => [b.dataset.bubble, b.dataset.state]));
  const first = !log.dataset.drawn;
  const low = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  let arrived = false;
  log.innerHTML = html;
  log.dataset.drawn = "yes";
  for (const bubble of every("[data-bubble]", log)) {
    const state = known.get(bubble.dataset.bubble);
    if (state === undefined && !first) {
      bubble.classList.add("arrives");
      arrived = arrived || !bubble.classList.contains("mine");
    } else if (state !== undefined && state !== bubble.dataset.state) {
      bubble.classList.add("changes");
      arrived = true;
    }
  }
  if (low || first) log.scrollTop = log.scrollHeight;
  if (arrived) notify(log);
  if (!document.getElementById("sheets").hidden) drawSheets();
}

function notify(log) {
  const person = log.closest(".person");
  const pane = log.closest(".chat");
  if (pane.hidden) every(`[data-tab="${pane.dataset.pane}"]`, person).forEach((tab) => tab.classList.add("unread"));
  person.classList.remove("rings");
  void person.offsetWidth; // restarts the animation
  person.classList.add("rings");
}

function clock(now) {
  every('[data-clock="time"]').forEach((place) => (place.textContent = now.time));
  every('[data-clock="day"]').forEach((place) => (place.textContent = now.day));
}

function lost(gone) {
  const note = document.querySelector(".lost");
  note.textContent = gone ? words.lost : "";
  note.hidden = !gone;
}

// ---- fingers

document.addEventListener("click", async (event) => {
  const key = event.target.closest("[data-key]");
  if (key) return tap(key);
  const link = event.target.closest("[data-url]");
  if (link) return openPage(link);
  const word = event.target.closest("[data-say]");
  if (word) return speak(word, word.dataset.say);
  const tab = event.target.closest("[data-tab]");
  if (tab) return turnTo(tab);
  const push = event.target.closest("[data-push]");
  if (push) return clock(await (await post(`/clock${query}`, { by: push.dataset.push })).json());
  if (event.target.closest("[data-sheets]")) toggleSheets(event.target.closest("[data-sheets]"));
});

async function tap(key) {
  const phone = key.closest("[data-phone]");
  const chat = key.closest("[data-chat]").dataset.chat;
  const bubble = key.closest("[data-bubble]").dataset.bubble;
  key.classList.add("waits");
  try {
    const answer = await post(address(phone, "tap"), { chat, bubble, key: key.dataset.key });
    const toast = await answer.json();
    if (toast.text) say(phone, toast);
  } finally {
    key.classList.remove("waits");
  }
}

function openPage(link) {
  const phone = link.closest("[data-phone]");
  const url = `${address(phone, "open")}&url=${encodeURIComponent(link.dataset.url)}`;
  const at = link.getBoundingClientRect();
  const left = Math.round(window.screenX + Math.max(at.left - 120, 0));
  window.open(url, `phone-${phone.dataset.phone}`, `popup,width=400,height=780,left=${left},top=${window.screenY + 90}`);
}

function turnTo(tab) {
  const person = tab.closest("[data-phone]");
  every("[data-tab]", person).forEach((one) => one.setAttribute("aria-selected", String(one === tab)));
  every("[data-pane]", person).forEach((pane) => (pane.hidden = pane.dataset.pane !== tab.dataset.tab));
  tab.classList.remove("unread");
  const log = person.querySelector(`[data-pane="${tab.dataset.tab}"] .log`);
  log.scrollTop = log.scrollHeight;
}

function say(phone, toast) {
  const note = phone.querySelector(".toast");
  note.textContent = toast.text;
  note.classList.toggle("alert", toast.alert);
  note.hidden = false;
  clearTimeout(note.timer);
  note.timer = setTimeout(() => (note.hidden = true), toast.alert ? 6000 : 3000);
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest(".write");
  if (!form) return;
  event.preventDefault();
  const text = form.elements.text.value.trim();
  if (!text) return;
  form.elements.text.value = "";
  speak(form, text);
});

const speak = (place, text) =>
  post(address(place.closest("[data-phone]"), "say"), { chat: place.closest("[data-chat]").dataset.chat, text });

document.addEventListener("change", (event) => {
  const file = event.target.closest('input[type="file"]');
  if (!file || !file.files.length) return;
  const form = new FormData();
  form.append("chat", file.closest("[data-chat]").dataset.chat);
  form.append("file", file.files[0]);
  fetch(address(file.closest("[data-phone]"), "photo"), { method: "POST", body: form });
  file.value = "";
});

// ---- the register

async function drawSheets() {
  const place = document.getElementById("sheets");
  place.innerHTML = await (await fetch(`/sheets${query}`)).text();
}

function toggleSheets(button) {
  const place = document.getElementById("sheets");
  place.hidden = !place.hidden;
  button.setAttribute("aria-expanded", String(!place.hidden));
  [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
  if (!place.hidden) drawSheets();
}
