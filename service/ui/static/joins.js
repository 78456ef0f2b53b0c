// Decisions about joins. Who may decide the API knows; what it refuses is shown in its words.
import { h, say } from "./markup.js";
import { send } from "./api.js";
import { dialog, cancel } from "./trial.js";

const { roster } = document.body.dataset;
let version = document.body.dataset.version;

async function decide(card, approved, reason) {
  const visits = JSON.parse(card.dataset.visits), status = card.querySelector("[role=status]"), buttons = card.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  try {
    const { headers } = await send("POST", `/v1/rosters/${roster}/joins`, { visits, approved, reason }, { "If-Match": `"${version}"` });
    version = headers.get("etag")?.replaceAll('"', "") || version;
    say(approved ? "Accepted and signed." : "Refused.");
    location.reload();
  } catch (refused) {
    status.textContent = refused.message;
    status.className = "alarm";
    for (const button of buttons) button.disabled = false;
  }
}

async function refuse(card) {
  const words = h("textarea", { id: "reason", required: true, maxlength: 500 });
  const reason = await dialog(`Refuse: ${card.querySelector("h3").firstChild.textContent.trim()}`, h("div", {}, h("label", { for: "reason" }, "Why? Both organisations will read it."), words), (choose, close) => {
    queueMicrotask(() => words.focus());
    return [h("button", { type: "button", class: "stop", onclick: () => { if (words.value.trim()) choose(words.value.trim()); else words.reportValidity(); } }, "Refuse"), cancel(close)];
  });
  if (reason) decide(card, false, reason);
}

document.querySelector(".joins").addEventListener("click", event => {
  const act = event.target.dataset?.act, card = event.target.closest(".join");
  if (act === "accept") decide(card, true, "");
  if (act === "refuse") refuse(card);
});
document.body.dataset.ready = "0";
