// The desk's own buttons: which school and story, the play, the clock, the networks, the program.
import { curtain, press, words } from "./talking.js";
import { last, status } from "./status.js";

const told = (answer) => answer && status(answer);

async function begin(body) {
  document.querySelectorAll("dialog[open]").forEach((one) => one.close());
  curtain(words.beginning);
  const answer = await press(null, "/scene", body);
  if (!answer) curtain("");
  told(answer);
}

const acts = {
  show: (button) => {
    document.querySelectorAll("dialog[open]").forEach((one) => one.close());
    document.getElementById(button.dataset.show).showModal();
  },
  close: (button) => button.closest("dialog").close(),
  story: (button) => begin({ story: button.dataset.story }),
  schoolId: (button) => begin({ school: button.dataset.schoolId }),
  afresh: () => {
    const { story, school } = last;
    begin(story ? { story } : { school });
  },
  play: async (button) => told(await press(button, "/story", { do: button.dataset.play })),
  pace: async (button) => told(await press(button, "/story", { pace: button.dataset.pace })),
  push: async (button) => told(await press(button, "/clock", { by: button.dataset.push })),
  bot: async (button) => told(await press(button, "/bot", { do: button.dataset.bot })),
  plug: async (button) => {
    const out = button.getAttribute("aria-checked") === "true";
    told(await press(button, "/network", { platform: button.dataset.plug, out }));
  },
};

document.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement) return event.target.close(); // beside the sheet
  const button = event.target.closest("button");
  if (!button) return;
  const name = Object.keys(acts).find((one) => one in button.dataset);
  if (name) acts[name](button);
});
