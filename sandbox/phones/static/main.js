// The page comes alive: the stream, the fingers, the play, the records.
import { status } from "./status.js";
import "./fingers.js";
import "./play.js";
import "./web.js";
import { redraw } from "./chats.js";
import { opened } from "./records.js";
import { lost } from "./talking.js";
import { generation } from "./scene.js";

const first = JSON.parse(document.body.dataset.status);
generation.now = first.generation;
opened();
status(first);
if (!first.story && first.entries === 0 && !sessionStorage.getItem("met")) {
  document.getElementById("intro").showModal();
  sessionStorage.setItem("met", "yes");
}

const stream = new EventSource(`/events${document.body.dataset.query}`);
stream.addEventListener("open", () => lost(false));
stream.addEventListener("error", () => lost(true));
stream.addEventListener("status", (event) => status(JSON.parse(event.data)));
stream.addEventListener("log", (event) => redraw(JSON.parse(event.data)));
