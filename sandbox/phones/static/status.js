// The state of everything beside the chats: clock, story, program, networks.
import { every, curtain } from "./talking.js";
import { generation, turnTo } from "./scene.js";
import { grew, opened } from "./records.js";
import { acted } from "./acting.js";

export let last = null;

export function status(now) {
  if (now.generation < generation.now) return;
  if (now.generation !== generation.now) {
    turnTo(now.generation, () => {
      curtain("");
      opened();
      show(last);
    });
    last = now;
    return;
  }
  last = now;
  show(now);
}

const text = (selector, words) => every(selector).forEach((place) => place.textContent !== words && (place.textContent = words));

function show(now) {
  for (const part of ["time", "day", "weekday"]) text(`[data-clock="${part}"]`, now.clock[part]);
  text("[data-school]", document.querySelector("[data-school-name]").dataset.schoolName);
  showDue(now.due);
  showBot(now.bot);
  showNetworks(now.out);
  showPlay(now);
  grew(now.entries);
  acted(now);
}

function showDue(due) {
  const button = document.querySelector('[data-push="due"]');
  button.hidden = !due;
  if (!due) return;
  text("[data-due-at]", due.at);
  text("[data-due-what]", due.what);
  button.title = due.what;
}

function showBot(bot) {
  document.body.dataset.bot = bot;
  const place = document.querySelector("[data-bot-state]");
  text("[data-bot-state]", place.dataset[bot]);
  document.querySelector('[data-bot="kill"]').hidden = bot !== "alive";
  document.querySelector('[data-bot="start"]').hidden = bot !== "dead";
}

function showNetworks(out) {
  every("[data-plug]").forEach((plug) => plug.setAttribute("aria-checked", String(!out.includes(plug.dataset.plug))));
  every(".person").forEach((person) => {
    const cut = out.includes(person.dataset.platform);
    person.classList.toggle("cut", cut);
    every(".bar small", person).forEach((small) => (small.textContent = cut && small.dataset.cut ? small.dataset.cut : small.dataset.well));
  });
}

function showPlay(now) {
  const play = document.querySelector(".play");
  play.dataset.state = now.state;
  const runs = now.state === "playing" || now.state === "paused";
  play.querySelector(".keys-of-play").hidden = !runs;
  play.querySelector('[data-play="play"]').hidden = now.state !== "paused";
  play.querySelector('[data-play="pause"]').hidden = now.state !== "playing";
  play.querySelector('[data-play="leave"]').hidden = !runs;
  every("[data-pace]", play).forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.pace === now.pace)));
  text("[data-title]", now.title);
  text("[data-line]", runs ? now.line : "");
  text("[data-act]", now.act ? now.act.told : "");
  text("[data-note]", now.note);
}
