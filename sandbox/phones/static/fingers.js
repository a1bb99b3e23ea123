// Taps, words and pictures of the people who hold the phones.
import { address, every, post, toast, words } from "./talking.js";
import { read, toEnd } from "./chats.js";
import { openPage } from "./web.js";

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  const one = (selector, act) => {
    const found = at(selector);
    if (found) act(found);
    return Boolean(found);
  };
  one("[data-key]", tap) ||
    one("[data-url]", (link) => openPage(link.closest("[data-phone]"), link.dataset.url)) ||
    one("[data-copy]", copy) ||
    one("[data-say]", (word) => speak(word, word.dataset.say)) ||
    one("[data-again]", again) ||
    one("[data-tab]", turnTo) ||
    one("[data-person]", (tab) => choose(tab.dataset.person));
});

async function tap(key) {
  const phone = key.closest("[data-phone]");
  const chat = key.closest("[data-chat]").dataset.chat;
  const bubble = key.closest("[data-bubble]").dataset.bubble;
  key.classList.add("waits");
  try {
    const told = await (await post(address(phone, "tap"), { chat, bubble, key: key.dataset.key })).json();
    if (told.text) toast(phone, told);
    if (told.url) inPrivate(phone);
  } finally {
    key.classList.remove("waits");
  }
}

async function copy(key) {
  await navigator.clipboard?.writeText(key.dataset.copy).catch(() => null);
  toast(key.closest("[data-phone]"), { text: words.copied, alert: false });
}

// A button of a group led to the private chat.
function inPrivate(phone) {
  const pane = every("[data-chat]", phone).find((one) => !one.querySelector(".avatar.group"));
  const tab = pane && phone.querySelector(`[data-tab="${pane.dataset.pane}"]`);
  if (tab) turnTo(tab);
}

const again = (mark) => post(address(mark.closest("[data-phone]"), "again"), { id: mark.dataset.again });

export function turnTo(tab) {
  const person = tab.closest("[data-phone]");
  every("[data-tab]", person).forEach((one) => one.setAttribute("aria-selected", String(one === tab)));
  every("[data-pane]", person).forEach((pane) => (pane.hidden = pane.dataset.pane !== tab.dataset.tab));
  read(tab);
  toEnd(person.querySelector(`[data-pane="${tab.dataset.tab}"] .log`));
}

// On a small screen one phone is shown at a time.
export function choose(number) {
  every(".person").forEach((one) => one.classList.toggle("chosen", one.dataset.phone === String(number)));
  every("[data-person]").forEach((one) => {
    const mine = one.dataset.person === String(number);
    one.setAttribute("aria-selected", String(mine));
    if (mine) {
      read(one);
      one.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  });
  every(".person.chosen .chat:not([hidden]) .log").forEach(toEnd);
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

// Arrow keys between tabs, as a tab list promises.
document.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const tab = event.target.closest('[role="tab"]');
  if (!step || !tab) return;
  const all = every('[role="tab"]', tab.closest('[role="tablist"]'));
  const next = all[(all.indexOf(tab) + step + all.length) % all.length];
  next.focus();
  next.click();
});
