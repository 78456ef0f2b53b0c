// Something is stopped, and what rests on it is read at once. Who may do what the API knows.
import { byId, h, say } from "./markup.js";
import { get, send } from "./api.js";
import { cancel, dialog } from "./trial.js";

const when = text => text.slice(0, 16).replace("T", " ");
const words = { "to come": "to come", begun: "begun before: somebody is there now", over: "over before" };

// Every roster that rests on it, each visit with its time, whom it is for and who was to come.
function told(answer) {
  const { suspension, rosters, made_anew: anew } = answer, visits = rosters.flatMap(one => one.visits);
  byId("rests").textContent = suspension.ended ? "Ended" : rosters.length ? `${rosters.length} roster${rosters.length > 1 ? "s rest" : " rests"} on it` : "No roster rests on it";
  const next = [];
  if (visits.some(one => one.progress === "begun")) next.push("Somebody is at a door already: ring them now.");
  const left = rosters.some(one => one.visits.some(each => each.progress === "to come" && !each.visits.some(visit => one.taken_off.includes(visit))));
  if (left) next.push("These rosters are not to be sent out. Tell whoever was to come and whoever waits, and take the visits off.");
  if (rosters.some(one => one.taken_off.length)) next.push("What was taken off has nobody now: open the roster and press Repair.");
  if (anew.length) next.push(`${anew.length} roster${anew.length > 1 ? "s" : ""} being made ${anew.length > 1 ? "begin" : "begins"} anew.`);
  byId("told").replaceChildren(
    h("p", {}, h("strong", {}, suspension.named), `, from ${when(suspension.starts)}${suspension.ends ? ` until ${when(suspension.ends)}` : ""}: ${suspension.reason}`),
    next.length ? h("div", { class: "next" }, next.map(text => h("p", {}, text)), left && h("button", { type: "button", id: "take-off", onclick: () => takeOff(suspension.id) }, "Take these visits off")) : "",
    ...rosters.map(one => h("div", { class: "roster", data: { roster: one.id } },
      h("h2", {}, h("a", { href: `/ui/rosters/${one.id}` }, one.name || "Roster"), h("small", {}, ` ${one.hard} hard breach${one.hard === 1 ? "" : "es"} now`)),
      h("table", {}, h("thead", {}, h("tr", {}, ["time", "client", "worker", "visit", ""].map(text => h("th", { scope: "col" }, text)))),
        h("tbody", {}, one.visits.map(each => h("tr", {}, h("td", {}, when(each.start)), h("td", {}, each.client_names.join(" and ")), h("td", {}, each.worker_name), h("td", {}, each.visit),
          h("td", {}, each.visits.some(visit => one.taken_off.includes(visit)) ? "taken off" : words[each.progress]))))))));
  byId("answer").hidden = false;
  byId("rests").focus();
}

async function takeOff(id) {
  byId("take-off").disabled = true;
  try { told((await send("POST", `/v1/suspensions/${id}/take-off`, {})).body); say("Taken off."); } catch (refused) { say(refused.message, true); byId("take-off").disabled = false; }
}

const form = byId("stop-form"), kind = byId("what");
kind?.addEventListener("change", () => { byId("of").setAttribute("list", `of-${kind.value}`); byId("of").value = byId("client").value = ""; byId("whose").hidden = kind.value !== "task"; });

form?.addEventListener("submit", async event => {
  event.preventDefault();
  const value = Object.fromEntries(["what", "of", "reason"].map(name => [name, byId(name).value]));
  if (kind.value === "task" && byId("client").value) value.client = byId("client").value;
  for (const name of ["from", "to"]) if (byId(name).value) value[name] = byId(name).value;
  value.take_off = byId("off").checked;
  byId("stop-now").disabled = true;
  byId("wrong").textContent = "";
  try {
    const { body } = await send("POST", "/v1/suspensions", value, { "Idempotency-Key": crypto.randomUUID?.() || `${Date.now()}-${Math.random()}` });
    told(body);
    say("Stopped.");
    form.reset();
    byId("whose").hidden = true;
    byId("of").setAttribute("list", `of-${kind.value}`);
    await renew();
  } catch (refused) {
    byId("wrong").textContent = refused.faults?.length ? refused.faults.map(fault => fault.expected).join("; ") : refused.message;
  }
  byId("stop-now").disabled = false;
});

// The list as the server now tells it.
async function renew() {
  const text = await (await fetch(location.pathname, { credentials: "same-origin" })).text();
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector(".list");
  document.querySelector(".list").replaceWith(fresh);
}

document.querySelector(".stopping").addEventListener("click", async event => {
  const target = /** @type {HTMLElement} */ (event.target), act = target.dataset?.act, id = target.closest("tr")?.dataset.stop;
  if (!act || !id) return;
  try {
    if (act === "show") told((await get(`/v1/suspensions/${id}`)).body);
    if (act === "end") {
      const row = target.closest("tr");
      const yes = await dialog("End it now?", h("p", {}, `${row.cells[0].textContent}: ${row.cells[3].textContent}. What was left out is served once the day is solved again.`), (choose, close) => [h("button", { type: "button", class: "go", onclick: () => choose(true) }, "End it"), cancel(close)]);
      if (!yes) return;
      told((await send("POST", `/v1/suspensions/${id}/end`, {})).body);
      say("Ended.");
      await renew();
    }
  } catch (refused) { say(refused.message, true); }
});
document.body.dataset.ready = "0";
