// Decisions about joins. Who may decide the API knows; what it refuses is shown in its words.
import { h, s, say } from "./markup.js";
import { get, send } from "./api.js";
import { dialog, cancel } from "./trial.js";
import { measuring } from "./measured.js";

const { roster } = document.body.dataset;
let version = document.body.dataset.version;

async function decide(card, approved, reason) {
  const status = card.querySelector("[role=status]"), buttons = card.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  try {
    const { headers } = await send("POST", `/v1/rosters/${roster}/joins/${encodeURIComponent(card.dataset.join)}/decision`, { approved, reason }, { "If-Match": `"${version}"` });
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
  const target = /** @type {HTMLElement} */ (event.target), act = target.dataset?.act, card = target.closest(".join");
  if (act === "accept") decide(card, true, "");
  if (act === "refuse") refuse(card);
});
// Three figures, each with what is made, what waits for a signature, and what single changes would allow on top.
async function savings() {
  const root = document.querySelector(".savings"), path = `/v1/rosters/${roster}/savings`;
  try {
    const { body } = await get(path), sum = name => body.by_one_change.reduce((all, one) => all + (one[name] || 0), 0);
    const figures = [["doors", "knocks at doors"], ["minutes", "minutes at the door"], ["nurse_minutes", "nurse minutes"]];
    /** @type {[string, string, (name: string) => number][]} */
    const parts = [["made", "made", name => body.made[name] || 0], ["waiting", "waiting for a signature", name => body.waiting[name] || 0], ["could", "by one change each", sum]];
    root.replaceChildren(...figures.map(([name, words]) => {
      const values = parts.map(part => part[2](name)), most = Math.max(1, values.reduce((a, b) => a + b, 0));
      let x = 0;
      const bars = parts.map(([look, says], i) => {
        const wide = 380 * values[i] / most, bar = s("rect", { class: look, x, y: 16, width: wide, height: 15 }, s("title", {}, `${says}: ${Math.round(values[i])}`));
        const label = values[i] ? s("text", { x: x + 4, y: 45 }, `${Math.round(values[i])}`) : "";
        x += wide;
        return [bar, label];
      });
      return s("svg", { viewBox: "0 0 390 50", role: "img", "aria-label": `${words}: ${parts.map((part, i) => `${Math.round(values[i])} ${part[1]}`).join(", ")}` }, s("text", { x: 0, y: 11, class: "what" }, `fewer ${words}`), bars);
    }), h("p", { class: "keys-row" }, parts.map(([look, says]) => h("span", { class: "key" }, s("svg", { width: 14, height: 14, "aria-hidden": "true" }, s("rect", { class: look, width: 14, height: 14 })), says))));
    measuring(path, body.measured);
  } catch (refused) { root.replaceChildren(h("p", { class: "note" }, refused.message)); }
}
savings();
document.body.dataset.ready = "0";
