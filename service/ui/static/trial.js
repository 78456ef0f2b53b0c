// A change is tried before it is made: the checker says what it breaks and costs, then somebody decides.
import { h, say } from "./markup.js";
import { send } from "./api.js";
import { inPoints } from "./clock.js";

const path = day => `/v1/rosters/${day.roster}`;
const match = day => ({ "If-Match": `"${day.version}"` });

export const tried = async (day, changes, signal) => outcome(day, (await send("PATCH", path(day), { changes, try: true }, match(day), signal)).body);
const plan = async (day, where, wanted, signal) => { const { body } = await send("POST", `${path(day)}/plans${where}`, wanted, {}, signal); return { ...body, judged: outcome(day, body) }; };
export const offered = (day, offer, signal) => plan(day, "", { offer }, signal);
export const without = (day, id, visits, signal) => plan(day, `/${id}/without`, { visits }, signal);
export const made = async (day, changes) => (await send("PATCH", path(day), { changes }, match(day))).body;

// What the page needs of an answer. cost in cost units; hard: the sentences of hard breaches this change adds.
function outcome(day, body) {
  const judged = body.judged || body, visits = (list, rule) => [...new Set((list || []).filter(one => one.rule === rule && one.visit).map(one => one.visit))];
  const figures = one => one && { Served: String(one.served), "Not served": String(one.unserved), Late: one.late ? `${one.late} visits, ${Math.round(one.late_minutes)} min` : "0 visits", Travel: `${Math.round(one.travel_minutes)} min`, Cost: inPoints(Math.round(one.cost * 1000)) };
  return {
    hard: (judged.broken || []).filter(one => one.hard).map(one => one.sentence),
    cost: Math.round((judged.cost ?? 0) * 1000),
    said: judged.sentences || [], turn: judged.out_of_turn || [], doses: judged.doses || [],
    before: figures(judged.before), after: figures(judged.after),
    left: visits(judged.broken, "unserved"), found: visits(judged.mended, "unserved"),
  };
}

// The judgement as elements: first what is broken, then what it costs, what it makes of doses, then what else changes.
export function told(day, judged) {
  const parts = [];
  if (judged.hard.length) parts.push(h("div", { class: "verdict-box bad", role: "alert" }, h("strong", {}, "\u2715 This breaks a hard rule"), h("ul", {}, judged.hard.map(text => h("li", {}, text)))));
  else if (!judged.left.length && !judged.found.length && !judged.turn.length) parts.push(h("div", { class: "verdict-box good" }, h("strong", {}, "\u2713 Breaks no hard rule"),
    ` ${judged.cost > 0 ? `Costs ${inPoints(judged.cost)} more.` : judged.cost < 0 ? `Saves ${inPoints(-judged.cost)}.` : "Costs nothing."}`));
  if (judged.turn.length) parts.push(h("div", { class: "verdict-box bad", role: "alert" }, h("strong", {}, "\u2715 Out of turn with a meal"), h("ul", {}, judged.turn.map(text => h("li", {}, text)))));
  if (judged.doses.length) parts.push(h("div", { class: "doses" }, h("strong", {}, "Doses and their meals"), h("ul", {}, judged.doses.slice(0, 12).map(text => h("li", {}, text)), judged.doses.length > 12 ? h("li", {}, `and ${judged.doses.length - 12} more`) : "")));
  if (judged.left.length) parts.push(h("p", {}, h("strong", { class: "alarm" }, `${judged.left.length} visit${judged.left.length > 1 ? "s" : ""} would not be served: `), judged.left.slice(0, 12).map(visit => `${day.clock.at(day.visits[visit]?.windows[0][0] ?? 0)} ${day.visits[visit] ? day.names(visit) : visit}`).join(", "), judged.left.length > 12 ? `, and ${judged.left.length - 12} more` : ""));
  if (judged.found.length) parts.push(h("p", {}, h("strong", {}, "Served again: "), judged.found.map(visit => day.names(visit)).join(", ")));
  if (!judged.hard.length && (judged.left.length || judged.found.length)) parts.push(h("p", { class: "all-well" }, "\u2713 Breaks no hard rule."));
  // With another number of visits served the cost is mostly the price of those left out, which says nothing about the rounds.
  const moved = Object.keys(judged.after || {}).filter(name => name !== "Cost" || judged.before.Served === judged.after.Served).filter(name => judged.before[name] !== judged.after[name]);
  if (moved.length) parts.push(h("table", { class: "moved" }, h("thead", {}, h("tr", {}, ["", "now", "then"].map(text => h("th", { scope: "col" }, text)))),
    h("tbody", {}, moved.map(name => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, judged.before[name]), h("td", {}, h("strong", {}, judged.after[name])))))));
  if (judged.said.length) parts.push(h("details", { class: "said" }, h("summary", {}, `What else changes (${judged.said.length})`), h("ul", {}, judged.said.slice(0, 60).map(text => h("li", {}, typeof text === "string" ? text : text.sentence)))));
  return parts;
}

// Who must be told that what was promised changes, a line a person; nothing where nothing was ever published.
export function toTell(lines) {
  if (!lines.length) return "";
  const people = new Map();
  for (const one of lines) people.set(`${one.person} ${one.id}`, [...(people.get(`${one.person} ${one.id}`) || []), one]);
  return h("details", { class: "said", open: true }, h("summary", {}, `Who must be told (${people.size})`),
    h("ul", {}, [...people.values()].map(some => h("li", {}, h("strong", {}, some[0].name), ` (${some[0].person}): `, some.map(one => one.sentence).join(" ")))));
}

// A dialog with a heading; resolves with what was chosen. Escape and Cancel choose nothing.
// Where the focus was before, the browser puts it itself when the dialog closes: "close" is heard later, when the focus may have gone on.
export function dialog(heading, content, buttons) {
  return new Promise(done => {
    const box = h("dialog", { "aria-labelledby": "dialog-title" }, h("h2", { id: "dialog-title" }, heading), content, h("div", { class: "buttons" }, buttons(answer => { box.dataset.answer = "1"; done(answer); box.close(); }, () => box.close())));
    box.addEventListener("close", () => { if (!box.dataset.answer) done(null); box.remove(); });
    document.body.append(box);
    box.showModal();
  });
}

export const cancel = close => h("button", { type: "button", onclick: close }, "Cancel");

// Try, show, and make the changes if somebody says so. True when they were made.
export async function propose(page, changes, heading, act = "Do it") {
  let judged;
  try { judged = await tried(page.day, changes); } catch (refused) { if (!await stale(page, refused)) failed(heading, refused); return false; }
  const yes = await dialog(heading, h("div", { class: "judged" }, told(page.day, judged)), (choose, close) => [
    h("button", { type: "button", class: "go", disabled: judged.hard.length > 0, onclick: () => choose(true) }, judged.hard.length ? "Not possible" : act), cancel(close)]);
  return yes ? make(page, changes, heading) : false;
}

export const make = (page, changes, heading) => keep(page, () => made(page.day, changes), heading, changes[0].visit);
export const apply = (page, plan, heading) => keep(page, async () => (await send("POST", `${path(page.day)}/plans/${plan}`, {})).body, heading);

export function keep(page, act, heading, visit = undefined) {
  page.working = doing(page, act, heading, visit);
  return page.working;
}

async function doing(page, act, heading, visit) {
  try {
    page.day.version = (await act()).version; // what is asked before the day is drawn anew is of this one
  } catch (refused) { if (!await stale(page, refused)) failed(heading, refused); return false; }
  say(`Done: ${heading}.`);
  await page.renew(visit);
  return true;
}

// Somebody else was quicker: show the roster as it is now.
export async function stale(page, refused) {
  if (refused.status !== 412 && refused.status !== 428 && refused.body?.title !== "The roster has moved on" && refused.body?.title !== "No such plan any more") return false;
  await page.renew();
  say("Somebody changed this roster meanwhile. It is shown as it is now; please try again.", true);
  return true;
}

function failed(heading, refused) {
  const sentences = (refused.body?.broken || []).map(one => one.sentence || one);
  dialog(heading, h("div", { class: "verdict-box bad" }, h("strong", {}, refused.message), sentences.length ? h("ul", {}, sentences.map(text => h("li", {}, text))) : ""), (choose, close) => [h("button", { type: "button", class: "go", onclick: close }, "Close")]);
}
