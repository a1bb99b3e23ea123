// Which scene the desk shows; another one replaces the phones and the books.
import { query } from "./talking.js";

export const generation = { now: 0, wanted: 0 };
const waiting = [];

export async function turnTo(number, drawn) {
  if (number === generation.now || number === generation.wanted) return;
  generation.wanted = number;
  const html = await (await fetch(`/desk${query}`)).text();
  if (generation.wanted !== number) return;
  document.getElementById("desk").innerHTML = html;
  generation.now = number;
  drawn();
  for (const late of waiting.splice(0)) late();
}

// What belongs to a scene that is being fetched waits for it.
export function when(number, act) {
  if (number === generation.now) act();
  else waiting.push(() => number === generation.now && act());
}
