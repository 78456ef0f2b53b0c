// Measuring what joining saves: asked for, followed, stopped, and drawn as soon as one seed has its three rosters.
import { byId, h, say } from "./markup.js";
import { get, send } from "./api.js";
import { PHASES } from "./phases.js";
import { PATTERNS, three } from "./accounts.js";

const EVERY = 1500, LIVE = ["queued", "running"];
// Seconds of computing that follow a search (reasons, packages): 0.4 for 178 visits, 2 for 609, 22 for 2,026.
const AFTER = (Number(document.body.dataset.visits) / 440) ** 2;

export function measuring(path, first) {
  let at = first, drawn = "";
  const effort = byId("effort"), asked = () => effort.value.split(" ").map(Number);

  function long() {
    const [seeds, seconds] = asked(), minutes = Math.max(1, Math.round(3 * seeds * (seconds + AFTER) / 60));
    byId("measure-long").textContent = `${3 * seeds} rosters one after the other, ${seconds} s of computing each and some more to look them through: about ${minutes} minute${minutes === 1 ? "" : "s"} on a machine that is free. It takes longer while others work: between two of them every roster that waits goes ahead. The page may be closed meanwhile.`;
  }

  function stands() {
    if (at.cancel_asked) return "Stopping.";
    if (at.state === "queued") return "Waiting for a free solver.";
    const done = `${at.made} of ${at.of} rosters made`;
    return at.now ? `${done}; now ${PATTERNS[at.now.pattern]}, seed ${at.now.seed}: ${(PHASES[at.now.phase] || at.now.phase).toLowerCase()}` : `${done}; others go first just now.`;
  }

  function draw() {
    const live = at !== null && LIVE.includes(at.state);
    byId("measure").hidden = live;
    byId("measuring").hidden = !live;
    if (live) {
      byId("measured-part").max = at.of;
      byId("measured-part").value = at.made + (at.now ? Math.min(0.95, at.now.seconds / (at.seconds + AFTER)) : 0);
      const words = stands();
      if (byId("measured-now").textContent !== words) byId("measured-now").textContent = words;
      byId("measure-stop").disabled = at.cancel_asked;
    }
    const shows = at === null ? "" : `${at.id} ${at.state} ${at.made}`;
    if (at === null || shows === drawn) return;
    drawn = shows;
    byId("measure-go").textContent = at.table.length && !live ? "Measure again" : "Measure what joining saves";
    const cut = at.state === "cancelled" && h("p", { class: "note" }, `Stopped after ${at.made} of ${at.of} rosters.`);
    byId("measured").replaceChildren(...[at.state === "failed" && h("p", { class: "alarm" }, at.why), cut, at.loosened.length > 0 && h("p", { class: "alarm" }, `Loosened: ${at.loosened.join("; ")}. (Less is asked than the built-in rules ask.)`), at.table.length > 0 && three(at)].flat(2).filter(Boolean));
  }

  async function look() {
    try {
      at = (await get(path)).body.measured;
      draw();
    } catch (refused) { byId("measured-now").textContent = refused.message; }
    if (LIVE.includes(at.state)) setTimeout(look, EVERY);
    else say(at.state === "done" ? "Measured." : "Measuring has ended.");
  }

  byId("measure-go").addEventListener("click", async event => {
    const [seeds, seconds] = asked();
    event.target.disabled = true;
    try {
      at = (await send("POST", path, { seeds, seconds })).body;
      draw();
      look();
    } catch (refused) { say(refused.message, true); }
    event.target.disabled = false;
  });
  byId("measure-stop").addEventListener("click", async event => {
    event.target.disabled = true;
    try { await send("DELETE", path); } catch (refused) { say(refused.message, true); event.target.disabled = false; }
  });
  effort.addEventListener("change", long);
  long();
  draw();
  if (at !== null && LIVE.includes(at.state)) look();
}
