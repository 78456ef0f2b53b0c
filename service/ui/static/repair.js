// Repair: several ways out, the quickest first. The server keeps each as a plan; what is shown is what is applied, or nothing
// where the roster has moved on. A row that is unticked stays as it is now. Then, if wanted, a longer search.
import { h, say } from "./markup.js";
import { follow, send } from "./api.js";
import { inPoints } from "./clock.js";
import { apply, cancel, dialog, offered, stale, told, toTell, without } from "./trial.js";

const visits = rows => new Set(rows.map(one => one.visit)).size; // one that two make has two rows
const FIRST = "keep", THEN = ["search", "few", "on_time", "standby", "cancel"];

export async function repair(page) {
  await page.working; // what was pressed just before: only then is the day the one that is to be repaired
  const { day } = page, waiting = new AbortController();
  if (!day.unserved.length) { say("Every visit is served. There is nothing to repair."); return; }
  const box = h("div", {}, h("p", { class: "note", role: "status" }, `Looking for places for ${day.unserved.length} visits\u2026`));
  const offers = h("fieldset", { class: "offers", hidden: true }, h("legend", {}, "What now?"));
  const content = h("div", {}, offers, box, h("p", { class: "note", role: "status", id: "more-offers" }));
  let /** @type {any} */ fit, /** @type {any} */ plan = null, /** @type {any[]} */ found = [];
  const answer = dialog("Repair", content, (choose, close) => {
    fit = h("button", { type: "button", class: "go", disabled: true, onclick: () => choose("fit") }, "Fit them in");
    return [fit, h("button", { type: "button", id: "search-again", onclick: () => choose("search") }, "Search again (30 s); others may move"), cancel(close)];
  });
  const show = chosen => {
    plan = chosen;
    const rows = [...plan.placed, ...plan.moved, ...plan.retimed];
    box.replaceChildren(...(rows.length ? shown(day, plan, untick) : [h("p", {}, "None of them fits in while everybody else's visits stay where they are.")]));
    fit.disabled = !rows.length || plan.judged.hard.length > 0;
    fit.textContent = plan.placed.length ? `Do this: ${visits(plan.placed)} fitted in` : rows.length ? "Do this" : "Nothing fits in";
  };
  // Whether nothing can be done any more: what is shown already may be, unless the roster has moved on.
  const fails = async error => {
    if (error.name === "AbortError") return true;
    const moved = await stale(page, error), more = document.getElementById("more-offers");
    if (plan && !moved) { if (more) more.textContent = error.message; return false; }
    fit.disabled = true;
    offers.hidden = true;
    box.replaceChildren(h("p", { class: "alarm" }, moved ? "The roster was changed meanwhile. Close this, look at it, and press Repair again." : error.message));
    if (more) more.textContent = "";
    return true;
  };
  const untick = async visit => {
    fit.disabled = true;
    for (const one of content.querySelectorAll("input")) one.disabled = true; // one at a time: each makes another plan
    let left = plan;
    try { left = await without(day, plan.plan, [visit], waiting.signal); } catch (error) { if (await fails(error)) return; }
    show(left); list();
  };
  const list = () => {
    offers.hidden = found.length < 2;
    offers.replaceChildren(h("legend", {}, "What now?"), ...found.map(one => h("label", { class: "offer" },
      h("input", { type: "radio", name: "offer", value: one.offer, checked: one === plan, onchange: () => show(one) }),
      h("span", {}, h("strong", {}, one.title), `: ${figures(day, one)}`))));
  };
  (async () => {
    found = [await offered(day, FIRST, waiting.signal)];
    show(found[0]);
    if (!fit.disabled) fit.focus();
    const more = document.getElementById("more-offers");
    for (const offer of THEN) {
      if (more) more.textContent = "Looking for other ways\u2026";
      const next = await offered(day, offer, waiting.signal).catch(error => { if (error.status === 409 && error.body?.title === "Nobody is on call") return null; throw error; });
      const changes = next && next.placed.length + next.moved.length + next.retimed.length > 0;
      if (changes && found.every(one => figures(day, one) !== figures(day, next))) found.push(next); // two never differ only in cost
      list();
    }
    if (more) more.textContent = "";
  })().catch(fails);
  const chosen = await answer;
  waiting.abort();
  if (chosen === "fit") await apply(page, plan.plan, `${visits(plan.placed)} visits fitted in`);
  if (chosen === "search") await searchAgain(page);
}

// What tells one offer from another, in a line: never the cost alone.
function figures(day, plan) {
  const people = new Set(plan.told.map(one => `${one.person} ${one.id}`)).size, carers = plan.carers.length, late = plan.judged.after?.Late ?? "";
  return [`${visits(plan.placed)} of ${day.unserved.length} fitted in`, `${plan.left.length} left out`, `${carers} carer${carers === 1 ? "'s day changes" : "s' days change"}`,
    `${visits(plan.moved)} visits to another carer`, `late: ${late}`, people ? `${people} people to tell` : "nobody to tell"].join(", ");
}

// A plan as it would be applied: a row a visit, each with a tick.
function shown(day, plan, untick) {
  const clock = moment => moment ? moment.slice(11, 16) : "", was = new Map(plan.off.map(one => [one.visit, day.worker(day.shift.get(one.shift)).name]));
  const out = new Set(day.unserved.map(one => one.visit)), still = plan.left.filter(visit => out.has(visit)); // who is given up is told below
  const named = visit => day.visits[visit] ? `${day.clock.at(day.visits[visit].windows[0][0])} ${day.names(visit)}` : visit;
  return [
    h("p", {}, h("strong", {}, `${visits(plan.placed)} of ${day.unserved.length} fit in`), plan.moved.length ? ` and ${visits(plan.moved)} go to another carer.` : " while everybody else's visits stay with their worker."),
    h("table", {}, h("tbody", {}, [...plan.placed, ...plan.moved].map(one => h("tr", {},
      h("td", {}, h("input", { type: "checkbox", checked: true, "aria-label": `${day.names(one.visit)} ${clock(one.start)}: untick to leave it as it is`, onchange: () => untick(one.visit) })),
      h("td", {}, clock(one.start)), h("td", {}, day.names(one.visit)), h("td", {}, day.worker(day.shift.get(one.shift)).name, was.has(one.visit) ? ` instead of ${was.get(one.visit)}` : ""))))),
    still.length ? h("p", { class: "alarm" }, `${still.length} still without a place: ${still.map(named).join(", ")}. A search may make room.`) : "",
    plan.retimed.length ? h("details", { class: "said" }, h("summary", {}, `Same worker, another time (${plan.retimed.length})`), h("ul", {}, plan.retimed.map(one => h("li", {}, `${clock(one.start)} ${day.names(one.visit)}: ${day.worker(day.shift.get(one.shift)).name}`)))) : "",
    toTell(plan.told),
    ...told(day, plan.judged),
  ].filter(Boolean);
}

async function searchAgain(page) {
  const { day } = page, seconds = 30;
  let id, /** @type {ReturnType<typeof follow>} */ story = null;
  try { id = (await send("POST", `/v1/rosters/${day.roster}/repair`, { seconds })).body.id; } catch (refused) { say(refused.message, true); return; }
  const bar = h("progress", { max: seconds, value: 0, "aria-label": "Time used" }), words = h("p", { role: "status" }, "Waiting for a free solver\u2026");
  const done = await dialog("Searching again", h("div", { class: "repairing" }, bar, words), (choose, close) => {
    story = follow(id, (kind, data) => {
      if (kind === "progress" && data.cost) {
        bar.value = Math.min(seconds, data.seconds);
        words.textContent = `${Math.round(data.seconds)} s: ${data.unserved} not served, ${inPoints(data.cost)}`;
      }
      if (kind === "state" && ["done", "cancelled", "failed"].includes(data.state)) { story.stop(); choose(data.state); }
    });
    return [h("button", { type: "button", onclick: async event => { event.target.disabled = true; await send("DELETE", `/v1/rosters/${id}`).catch(() => {}); } }, "Stop, and keep the best"), cancel(close)];
  });
  story.stop();
  if (!done) { send("DELETE", `/v1/rosters/${id}`).catch(() => {}); return; }
  if (done === "failed") { say("The search failed; the roster stays as it was.", true); return; }
  location.assign(`/ui/rosters/${id}?before=${day.roster}`);
}

export async function undo(page) {
  try {
    const { body } = await send("POST", `/v1/rosters/${page.day.roster}/undo`, { to: page.day.undo }, { "If-Match": `"${page.day.version}"` });
    await page.renew();
    say(["Undone.", ...(body.out_of_turn || []), ...(body.doses || [])].join(" "));
  } catch (refused) { say(refused.message, true); if (refused.status === 412) await page.renew(); }
}
