// The browser inside a phone.
import { address, every } from "./talking.js";

export function openPage(phone, url) {
  const web = phone.querySelector(".web");
  const frame = web.querySelector("iframe");
  frame.src = `${address(phone, "open")}&url=${encodeURIComponent(url)}`;
  web.hidden = false;
  fitting.observe(frame.parentElement);
  web.dataset.by = "hand";
  web.querySelector("button").focus({ preventScroll: true });
}

// A page believes it is in a phone of this width, however small the phone lies on the desk.
const WIDTH = 375;
const fitting = new ResizeObserver((all) => {
  for (const { target, contentRect: box } of all) {
    const frame = target.querySelector("iframe");
    const scale = Math.min(box.width / WIDTH, 1) || 1;
    frame.style.width = `${box.width / scale}px`;
    frame.style.height = `${box.height / scale}px`;
    frame.style.scale = scale;
  }
});

export function closePage(phone) {
  const web = phone.querySelector(".web");
  web.hidden = true;
  web.querySelector("iframe").src = "about:blank";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-close-web]");
  if (button) closePage(button.closest("[data-phone]"));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") every(".web:not([hidden])").forEach((web) => closePage(web.closest("[data-phone]")));
});

// A story's person opens a page, presses something on it, looks at what came, and puts it away.
let shown = null;

export function follow(phone, act) {
  if (shown && (!act || !act.url || act.phone !== shown.number)) {
    const { phone: old, web } = shown;
    shown = null;
    web.querySelector("iframe").src = web.querySelector("iframe").src;
    setTimeout(() => web.dataset.by === "story" && closePage(old), 1600);
  }
  if (!act || !act.url || !phone || shown) return;
  openPage(phone, act.url);
  const web = phone.querySelector(".web");
  web.dataset.by = "story";
  shown = { phone, web, number: act.phone };
}
