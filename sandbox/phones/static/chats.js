// What the stream brings into the phones, and how a phone tells its owner.
import { every } from "./talking.js";
import { when } from "./scene.js";

export const redraw = (told) => when(told.generation, () => draw(told));

function draw({ log: name, html }) {
  const log = document.getElementById(`log-${name}`);
  if (!log) return;
  const known = new Map(every("[data-bubble]", log).map((b) => [b.dataset.bubble, b.dataset.state]));
  const first = !log.dataset.drawn;
  const low = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  let arrived = false;
  log.innerHTML = html;
  log.dataset.drawn = "yes";
  if (first) sized.observe(log);
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
  if (low || first) toEnd(log);
  for (const picture of every("img", log)) picture.addEventListener("load", () => low && toEnd(log), { once: true });
  if (arrived) notify(log);
  document.dispatchEvent(new CustomEvent("drawn"));
}

export const toEnd = (log) => (log.scrollTop = log.scrollHeight);

// A chat that is made smaller goes on showing its newest message.
const sized = new ResizeObserver((all) => all.forEach(({ target }) => target.dataset.low !== "no" && toEnd(target)));

document.addEventListener(
  "scroll",
  ({ target }) => {
    if (!target.classList?.contains("log")) return;
    target.dataset.low = target.scrollHeight - target.scrollTop - target.clientHeight < 80 ? "yes" : "no";
  },
  { capture: true, passive: true },
);

function notify(log) {
  const person = log.closest(".person");
  const pane = log.closest(".chat");
  if (pane.hidden) every(`[data-tab="${pane.dataset.pane}"]`, person).forEach(mark);
  if (getComputedStyle(person).display === "none") mark(document.querySelector(`[data-person="${person.dataset.phone}"]`));
  person.classList.remove("rings");
  void person.offsetWidth; // restarts the animation
  person.classList.add("rings");
}

function mark(tab) {
  tab.classList.add("unread");
  tab.dataset.unread = Number(tab.dataset.unread || 0) + 1;
}

export function read(tab) {
  tab.classList.remove("unread");
  delete tab.dataset.unread;
}
