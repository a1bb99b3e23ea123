// The journal and the books, growing while one plays.
import { every, query, words } from "./talking.js";

let sheet = "journal";
let drawn = 0;
let wanted = 0;
let drawing = false;

const place = (selector) => document.querySelector(`.dock ${selector}`);

export function opened() {
  drawn = wanted = 0;
  const known = every("[data-sheet]").some((tab) => tab.dataset.sheet === sheet);
  show(known ? sheet : "journal");
  const open = localStorage.getItem("dock") === "open";
  document.body.classList.toggle("docked", open);
  place("[data-dock]").setAttribute("aria-expanded", String(open));
}

export async function grew(entries) {
  wanted = entries;
  place("[data-entries]").textContent = entries || "";
  if (drawing || wanted <= drawn) return;
  drawing = true;
  try {
    while (drawn < wanted) {
      const upTo = wanted;
      await append(drawn);
      drawn = Math.max(upTo, drawn);
    }
    if (sheet !== "journal") await book(sheet);
  } finally {
    drawing = false;
  }
}

async function append(after) {
  const html = await (await fetch(`/journal${query}&after=${after}`)).text();
  const chain = place(".chain");
  if (!after) chain.innerHTML = "";
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const known = new Set(every("li", chain).map((one) => one.dataset.seq));
  const links = every("li", fresh.content).filter((one) => !known.has(one.dataset.seq));
  if (after) links.forEach(arrives);
  chain.prepend(...links);
  const newest = chain.firstElementChild;
  if (newest) place(".latest").textContent = ["b", "u", "span", "em"].map((part) => newest.querySelector(part).textContent).join(" ");
}

function arrives(link) {
  link.classList.add("arrives");
  setTimeout(() => link.classList.remove("arrives"), 1000);
}

async function book(name) {
  const html = await (await fetch(`/books/${name}${query}`)).text();
  if (name === sheet) place(".paper-of-book").innerHTML = html;
}

async function show(name) {
  sheet = name;
  every("[data-sheet]").forEach((tab) => tab.setAttribute("aria-selected", String(tab.dataset.sheet === name)));
  every("[data-paper]").forEach((link) => (link.href = `/papers/${name}.${link.dataset.paper}${query}`));
  place(".chain").hidden = name !== "journal";
  place(".paper-of-book").hidden = name === "journal";
  if (name !== "journal") await book(name);
}

function open(yes) {
  document.body.classList.toggle("docked", yes);
  place("[data-dock]").setAttribute("aria-expanded", String(yes));
  localStorage.setItem("dock", yes ? "open" : "shut");
}

async function verify(button) {
  const verdict = place(".verdict");
  verdict.hidden = false;
  verdict.textContent = words.verifying;
  button.classList.add("waits");
  try {
    verdict.innerHTML = await (await fetch(`/verify${query}`, { method: "POST" })).text();
  } finally {
    button.classList.remove("waits");
  }
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-sheet]");
  if (tab) {
    open(true);
    return show(tab.dataset.sheet);
  }
  if (event.target.closest("[data-dock]")) return open(!document.body.classList.contains("docked"));
  const button = event.target.closest("[data-verify]");
  if (button) {
    open(true);
    verify(button);
  }
});
