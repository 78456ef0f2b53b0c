// Repair: first what fits in without moving anybody else's visits. The server makes one plan and keeps it; what is shown is
// what is applied, or nothing where the roster has moved on. Then, if wanted, a search.
import { h, say } from "./markup.js";
import { follow, send } from "./api.js";
import { inPoints } from "./clock.js";
import { apply, cancel, dialog, planned, stale, told, toTell } from "./trial.js";

export async function repair(page) {
  const { day } = page, waiting = new AbortController();
  if (!day.unserved.length) { say("Every visit is served. There is nothing to repair."); return; }
  const box = h("div", {}, h("p", { class: "note", role: "status" }, `Looking for places for ${day.unserved.length} visits\u2026`));
  let /** @type {any} */ fit, /** @type {any} */ plan = null;
  const answer = dialog("Repair", box, (choose, close) => {
    fit = h("button", { type: "button", class: "go", disabled: true, onclick: () => choose("fit") }, "Fit them in");
    return [fit, h("button", { type: "button", id: "search-again", onclick: () => choose("search") }, "Search again (30 s); others may move"), cancel(close)];
  });
  (async () => {
    plan = await planned(day, waiting.signal);
    const { placed, left } = plan, clock = moment => moment ? moment.slice(11, 16) : "";
    if (!placed.length) { box.replaceChildren(h("p", {}, "None of them fits in while everybody else's visits stay where they are.")); fit.textContent = "Nothing fits in"; return; }
    box.replaceChildren(
      h("p", {}, h("strong", {}, `${placed.length} of ${day.unserved.length} fit in`), " while everybody else's visits stay with their worker."),
      h("table", {}, h("tbody", {}, placed.map(one => h("tr", {}, h("td", {}, clock(one.start)), h("td", {}, day.names(one.visit)), h("td", {}, day.worker(day.shift.get(one.shift)).name))))),
      left.length ? h("p", { class: "alarm" }, `${left.length} still without a place: ${left.map(visit => `${day.clock.at(day.visits[visit].windows[0][0])} ${day.names(visit)}`).join(", ")}. A search may make room.`) : "",
      toTell(plan.told),
      ...told(day, plan.judged));
    fit.disabled = false;
    fit.textContent = `Fit ${placed.length} in`;
    fit.focus();
  })().catch(async error => {
    if (error.name === "AbortError") return;
    if (await stale(page, error)) box.replaceChildren(h("p", { class: "alarm" }, "The roster was changed meanwhile. Close this, look at it, and press Repair again."));
    else box.replaceChildren(h("p", { class: "alarm" }, error.message));
  });
  const chosen = await answer;
  waiting.abort();
  if (chosen === "fit") await apply(page, plan.plan, `${plan.placed.length} visits fitted in`);
  if (chosen === "search") await searchAgain(page);
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
