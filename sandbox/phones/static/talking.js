// How the page's parts speak with the server, and with the visitor.
export const words = JSON.parse(document.body.dataset.words);
export const query = document.body.dataset.query;
export const every = (selector, inside = document) => [...inside.querySelectorAll(selector)];
export const address = (phone, what) => `/phones/${phone.dataset.phone}/${what}${query}`;

export const post = (url, body) =>
  fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

// A button of the desk: pressed, it waits; what it answers is the state of everything.
export async function press(button, url, body) {
  if (button) button.classList.add("waits");
  try {
    const answer = await post(url + query, body);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // the stream says that the line is cut
  } finally {
    if (button) button.classList.remove("waits");
  }
}

export function lost(gone) {
  const note = document.querySelector(".lost");
  note.textContent = gone ? words.lost : "";
  note.hidden = !gone;
}

export function curtain(text) {
  const place = document.querySelector(".curtain");
  place.firstElementChild.textContent = text;
  place.hidden = !text;
}

export function toast(phone, told) {
  const note = phone.querySelector(".toast");
  note.textContent = told.text;
  note.classList.toggle("alert", told.alert);
  note.hidden = false;
  clearTimeout(note.timer);
  note.timer = setTimeout(() => (note.hidden = true), told.alert ? 6000 : 3000);
}
