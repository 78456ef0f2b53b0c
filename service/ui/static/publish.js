// Publish and tell: what the roster says becomes a promise. Who was told otherwise before is a line to tick, and only what changed.
import { byId, h, say } from "./markup.js";
import { get, send } from "./api.js";
import { cancel, dialog, keep } from "./trial.js";

const ticked = new Set(); // who has been told already, for as long as this page is open

// What the button says is what is still to be done.
export function publishable({ day }) {
  const button = byId("publish"), done = day.promised > 0 && day.to_tell === 0;
  button.textContent = done ? "\u2713 Published" : day.promised ? `Tell ${day.to_tell} ${day.to_tell === 1 ? "person" : "people"}\u2026` : "Publish\u2026";
  button.disabled = done;
  button.title = done ? "Clients and carers know the roster as it is" : "What the roster says becomes a promise to clients and carers";
}

export async function publish(page) {
  const { day } = page, path = `/v1/rosters/${day.roster}`;
  if (day.hard.length) { say("This roster breaks hard rules: it must not be sent out. See the line above the timeline.", true); return; }
  let told;
  try { told = (await get(`${path}/told`)).body.told; } catch (refused) { say(refused.message, true); return; }
  const people = new Map(), served = Object.keys(day.visits).length - day.unserved.length, left = day.unserved.filter(one => !one.stopped).length;
  for (const one of told) people.set(`${one.person} ${one.id}`, [...(people.get(`${one.person} ${one.id}`) || []), one]);
  const key = some => `${day.roster} ${some.map(one => one.sentence).join(" ")}`, boxes = [];
  let go;
  const count = () => { const open = boxes.filter(box => !box.checked).length; go.disabled = open > 0; go.textContent = open ? `${open} still to be told` : "Publish"; };
  const rows = [...people.values()].map(some => {
    const box = h("input", { type: "checkbox", checked: ticked.has(key(some)), onchange: () => { if (box.checked) ticked.add(key(some)); else ticked.delete(key(some)); count(); } });
    boxes.push(box);
    return h("label", { class: "person tell" }, box, h("span", {}, some[0].name, " ", h("small", {}, some[0].person === "worker" ? "carer" : "client")), h("small", {}, some.map(one => one.sentence).join(" ")));
  });
  const yes = await dialog(rows.length ? "Who must be told" : "Publish this roster", h("div", {},
    h("p", {}, rows.length ? "Tick each once they know. The roster as it is now is then what everybody was promised." : `${served} visits become promises: clients and carers are told who comes and when. What changes after that lists whom to ring.`),
    left ? h("p", { class: "alarm" }, `${left} visit${left > 1 ? "s are" : " is"} not served, and stay${left > 1 ? "" : "s"} without a promise.`) : "",
    rows.length ? h("div", { class: "people-list" }, rows) : ""), (choose, close) => {
    go = h("button", { type: "button", class: "go", onclick: () => choose(true) }, "Publish");
    const all = rows.length > 1 && h("button", { type: "button", id: "all-told", onclick: () => { for (const box of boxes) if (!box.checked) box.click(); } }, `All ${rows.length} are told`);
    queueMicrotask(() => { count(); (go.disabled ? boxes.find(box => !box.checked) : go).focus(); });
    return [go, all, cancel(close)];
  });
  if (yes) await keep(page, async () => (await send("POST", `${path}/publish`, { to: "both" }, { "If-Match": `"${day.version}"` })).body, "published");
}
