// While a roster is being solved: how it goes, and a way to stop early with what there is.
import { byId, say } from "./markup.js";
import { follow, send } from "./api.js";
import { inPoints } from "./clock.js";
import { curve } from "./curve.js";
import { PHASES } from "./phases.js";

const { roster, seconds, visits } = document.body.dataset, asked = Number(seconds);
const ENDED = ["done", "cancelled", "failed"], points = [];
let due = false;

function drawn() {
  due = false;
  const now = points.at(-1);
  if (!now) return;
  byId("done").value = Math.min(asked, now.seconds);
  byId("seconds").textContent = `${Math.round(now.seconds)} s`;
  byId("phase").textContent = PHASES[now.phase] || "";
  if (!now.cost) return;
  const served = now.served ?? Number(visits) - now.unserved;
  byId("served").textContent = `${served.toLocaleString("en-GB")} of ${Number(visits).toLocaleString("en-GB")}`;
  byId("unserved").textContent = now.unserved.toLocaleString("en-GB");
  byId("missing").classList.toggle("alarm", now.unserved > 0);
  byId("cost").textContent = inPoints(now.cost);
  byId("curve").replaceChildren(curve(points, asked));
}

if (!ENDED.includes(document.body.dataset.state)) {
  const story = follow(roster, (kind, told) => {
    if (kind === "progress") {
      points.push(told);
      if (!due) { due = true; requestAnimationFrame(drawn); }
    }
    if (kind !== "state") return;
    if (told.state === "running") byId("what").textContent = "Solving";
    if (ENDED.includes(told.state)) { story.stop(); location.reload(); }
  });
  byId("stop").addEventListener("click", async event => {
    event.target.disabled = true;
    try { await send("DELETE", `/v1/rosters/${roster}`); say("Stopping. The best so far is kept."); } catch (error) { say(error.message, true); event.target.disabled = false; }
  });
} else byId("stop").hidden = true;
document.body.dataset.ready = "0";
