// Upload and go: a day from a file, or an invented one; its faults beside the cells they concern; then Solve.
import { byId, h, say } from "./markup.js";
import { get, Refused, send, upload } from "./api.js";

const KINDS = { json: "application/json", zip: "application/zip", xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };
let problem = null;

function chosen(told, name) {
  problem = told.id;
  byId("faults").replaceChildren();
  const notes = told.notes || [];
  byId("chosen").replaceChildren(h("div", { class: "chosen" },
    h("p", {}, h("strong", {}, told.name || name), `: ${told.visits.toLocaleString("en-GB")} visits, ${told.shifts.toLocaleString("en-GB")} shifts. No faults found.`),
    notes.length > 0 && h("h3", {}, "To know first"),
    notes.length > 0 && h("ul", { class: "notes" }, notes.map(note => h("li", {}, note)))));
  byId("go").disabled = false;
  byId("go").focus();
}

function refused(error, name) {
  problem = null;
  byId("go").disabled = true;
  byId("chosen").replaceChildren();
  const faults = error.faults || [];
  byId("faults").replaceChildren(h("div", { class: "faults", role: "alert" },
    h("h3", { class: "alarm" }, faults.length ? `${name}: ${faults.length} ${faults.length === 1 ? "fault" : "faults"}, nothing was kept` : `${name}: ${error.message}`),
    faults.length > 0 && h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": "Faults" }, h("table", {},
      h("thead", {}, h("tr", {}, ["where", "there is", "what is wanted"].map(text => h("th", { scope: "col" }, text)))),
      h("tbody", {}, faults.map(fault => h("tr", {}, h("td", {}, [(fault.file || "").replace(/^upload\.\w+(, )?/, ""), fault.where].filter(Boolean).join(", ")),
        h("td", {}, h("code", {}, fault.value === null || fault.value === undefined ? "nothing" : String(fault.value))), h("td", {}, fault.expected))))))));
}

async function take(file) {
  const kind = KINDS[file.name.split(".").at(-1).toLowerCase()];
  if (!kind) { refused({ message: /\.csv$/i.test(file.name) ? "want all CSV files of the day in one .zip (visits.csv, staff.csv, clients.csv)" : "want .xlsx, .zip or .json" }, file.name); return; }
  byId("chosen").replaceChildren(h("p", { class: "note" }, `Reading ${file.name}\u2026`));
  byId("faults").replaceChildren();
  try { chosen((await upload("/v1/problems", file, kind)).body, file.name); } catch (error) { refused(error, file.name); }
}

const drop = byId("drop");
for (const kind of ["dragover", "dragenter"]) drop.addEventListener(kind, event => { event.preventDefault(); drop.classList.add("over"); });
for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
drop.addEventListener("drop", event => { event.preventDefault(); if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]); });
byId("file").addEventListener("change", event => { if (event.target.files[0]) take(event.target.files[0]); event.target.value = ""; });
byId("begin").addEventListener("change", event => { byId("begin-name").textContent = event.target.files[0]?.name || "nothing"; });
byId("pack").addEventListener("change", event => { byId("pack-name").textContent = event.target.files[0]?.name || "onevisit's own"; });

byId("synthetic").addEventListener("submit", async event => {
  event.preventDefault();
  const button = event.submitter;
  button.disabled = true;
  byId("chosen").replaceChildren(h("p", { class: "note" }, "Inventing people\u2026"));
  try {
    const { body } = await get(`/ui/synthetic?${byId("what").value}&seed=${encodeURIComponent(byId("seed").value)}`);
    chosen((await send("POST", "/v1/problems", body)).body, body.name);
  } catch (error) { refused(error, "Invented people"); }
  button.disabled = false;
});

// A roster to start from, as its document: a workbook is read by the server.
async function rosterIn(file) {
  if (/\.xlsx$/i.test(file.name)) {
    const { body } = await upload(`/v1/problems/${problem}/roster-table`, file, KINDS.xlsx);
    say(body.notes.join(" "));
    return body.roster;
  }
  try { return JSON.parse(await file.text()); } catch { throw new Refused(0, { title: `${file.name} is no roster: want .xlsx or .json` }); }
}

byId("solve").addEventListener("submit", async event => {
  event.preventDefault();
  byId("go").disabled = true;
  try {
    const asked = { problem, seconds: Number(byId("minutes").value), joins: byId("joins").value }, pack = byId("pack").files[0];
    if (pack) asked.rules = await pack.text();
    const begin = byId("begin").files[0];
    if (begin) asked.start = await rosterIn(begin);
    const { body, headers } = await send("POST", "/v1/rosters", asked, { "Idempotency-Key": crypto.randomUUID?.() || `${Date.now()}-${Math.random()}` });
    const id = body.id || headers.get("location").split("/").at(-1);
    location.assign(`/ui/rosters/${id}`);
  } catch (error) { say(error.message, true); if (error.faults?.length) refused(error, "Roster or rule pack"); byId("go").disabled = false; }
});
document.body.dataset.ready = "0";
