// A story shows where it is about to tap, and types what it is about to say.
import { every } from "./talking.js";
import { turnTo as showChat, choose } from "./fingers.js";
import { follow } from "./web.js";

let seen = -1;
let current = null;

export function acted(now) {
  if (now.acts === seen && now.act) return;
  seen = now.acts;
  current = now.act;
  every(".acts").forEach((person) => person.classList.remove("acts"));
  every(".write input[data-typing]").forEach((input) => {
    input.value = "";
    delete input.dataset.typing;
  });
  const person = actor();
  follow(person, current);
  if (person) {
    person.classList.add("acts");
    choose(current.phone);
    person.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  point();
}

const actor = () => current && document.querySelector(`.person[data-phone="${current.phone}"]`);

// Again after every drawing: what is drawn anew has forgotten it.
document.addEventListener("drawn", point);

function point() {
  every(".about").forEach((key) => key.classList.remove("about"));
  const person = actor();
  if (!person) return;
  const pane = every("[data-chat]", person).find((one) => one.dataset.chat === current.chat);
  if (!pane) return;
  const tab = person.querySelector(`[data-tab="${pane.dataset.pane}"]`);
  if (pane.hidden && tab) showChat(tab);
  const input = pane.querySelector(".write input[name]");
  if (current.words && !input.value) {
    input.value = current.words;
    input.dataset.typing = "yes";
  }
  const bubble = every("[data-bubble]", pane).find((one) => one.dataset.bubble === current.bubble);
  const key = bubble && every("[data-key], [data-name]", bubble).find((one) => (one.dataset.key || one.dataset.name) === current.key);
  if (!key) return;
  key.classList.add("about");
  const log = pane.querySelector(".log");
  log.scrollTop += key.getBoundingClientRect().bottom - log.getBoundingClientRect().bottom + 14;
}
