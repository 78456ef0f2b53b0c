// The day itself edited from a visit: other times or length, kept with one worker, called off, one more for the client.
// Each is tried as it is typed: the checker says what becomes of the roster, then somebody decides.
import { h } from "./markup.js";
import { cancel, dialog, make, propose, told, tried } from "./trial.js";
import { spoken, wish } from "./wishes.js";

const field = (id, label, value, more = {}) => {
  const input = h("input", { id, type: "text", autocomplete: "off", size: 8, maxlength: 60, value, ...more });
  return { input, row: h("p", {}, h("label", { for: id }, label), " ", input) };
};

// A form in a dialog, judged as it is filled in; makes the change that was judged, where somebody says so. read: the change,
// or in words what is wanted still.
async function asked(page, heading, fields, read, act, name) {
  const { day } = page, rows = Object.values(fields), result = h("div", { class: "judged", "aria-live": "polite" });
  const go = h("button", { type: "button", class: "go", disabled: true }, act);
  let /** @type {any} */ change = null, asking = new AbortController(), resting = 0;
  const ask = async () => {
    const wanted = read();
    if (typeof wanted === "string") { result.replaceChildren(h("p", { class: "note" }, wanted)); return; }
    try {
      const judged = await tried(day, [wanted], asking.signal);
      result.replaceChildren(...told(day, judged));
      change = wanted; go.disabled = judged.hard.length > 0;
      go.textContent = judged.hard.length ? "Not possible" : act;
    } catch (error) { if (error.name !== "AbortError") result.replaceChildren(h("p", { class: "alarm" }, error.message)); }
  };
  const typed = () => {
    asking.abort(); asking = new AbortController();
    go.disabled = true; // what was judged is no longer what is written
    clearTimeout(resting); resting = setTimeout(ask, 250);
  };
  for (const one of rows) one.input.addEventListener("input", typed);
  const yes = await dialog(heading, h("div", {}, rows.map(one => one.row), result), (choose, close) => {
    go.addEventListener("click", () => choose(true));
    queueMicrotask(() => { rows[0].input.focus(); rows[0].input.select(); ask(); });
    return [go, cancel(close)];
  });
  clearTimeout(resting); asking.abort();
  if (yes) await make(page, [change], name || spoken(day, change));
}

// Two clock times on the day of ``near``, the later one not before the earlier; null where they are not that.
// was: an end that stands there untouched, however long after the beginning.
function window_(day, fields, near, was = null) {
  const from = day.clock.typed(fields.earliest.input.value, near), end = fields.latest.input.value;
  const to = from === null ? null : was !== null && from === near && end === day.clock.at(was) ? was : day.clock.typedEnd(end, from);
  return from === null || to === null || to < from ? null : [day.clock.iso(from), day.clock.iso(to)];
}

const TIMES = "Want times such as 09:00, the second not before the first.";
const long = text => { const much = Number(text); return Number.isFinite(much) && much > 0 && much <= 1440 ? much : null; };

// "Not before nine" is said of the first time alone: the second goes along, unless somebody writes it too.
function goAlong(day, fields, near, wide) {
  let own = false;
  fields.latest.input.addEventListener("input", () => { own = true; });
  fields.earliest.input.addEventListener("input", () => {
    const from = day.clock.typed(fields.earliest.input.value, near), to = from === null ? null : day.clock.typedEnd(fields.latest.input.value, from);
    if (!own && from !== null && (to === null || to < from)) fields.latest.input.value = day.clock.at(from + wide);
  });
}

export async function timesDialog(page, visit) {
  const { day } = page, one = day.visits[visit], [from] = one.windows[0], [, to] = one.windows.at(-1), now = Math.round(one.long / 60);
  const fields = {
    earliest: field("edit-earliest", "May begin from", day.clock.at(from)), latest: field("edit-latest", "to", day.clock.at(to)),
    minutes: field("edit-minutes", "Minutes at the door", String(now), { inputmode: "numeric" }),
  };
  goAlong(day, fields, from, to - from);
  await asked(page, `${day.names(visit)} at other times`, fields, () => {
    const times = window_(day, fields, from, to), much = long(fields.minutes.input.value);
    if (times === null) return TIMES;
    if (much === null) return "Want minutes, from 1 to 1440.";
    const same = times[0] === day.clock.iso(from) && times[1] === day.clock.iso(to);
    return same && much === now ? "These are its times now." : wish.window(visit, same ? null : times, much === now ? null : much);
  }, "Change it");
}

export async function keepWith(page, visit, shift) {
  const { day } = page, place = day.places(visit).find(at => at.shift.id === shift) || day.places(visit)[0];
  const change = wish.keepWith(visit, place.shift.worker);
  await propose(page, [change], spoken(day, change), "Keep it so");
}

export async function callOff(page, visit) {
  const { day } = page, fields = { reason: field("edit-reason", "Reason", "", { size: 30, maxlength: 200 }) };
  const read = () => { const reason = fields.reason.input.value.trim(); return reason ? wish.callOff(visit, reason) : "Want a reason, such as: with family today."; };
  await asked(page, `Call off ${day.names(visit)}`, fields, read, "Call it off");
}

export async function oneMore(page, visit) {
  const { day } = page, one = day.visits[visit], [from] = one.windows[0], client = one.clients[0], name = `One more visit for ${day.clients[client].name}`;
  const fields = {
    task: field("edit-task", "Task", one.tasks[0] ?? "", { size: 24 }), minutes: field("edit-minutes", "Minutes", "30", { inputmode: "numeric" }),
    earliest: field("edit-earliest", "May begin from", day.clock.at(from)), latest: field("edit-latest", "to", day.clock.at(from + 3600)),
  };
  goAlong(day, fields, from, 3600);
  const ids = new Set(Object.keys(day.visits));
  let number = 1;
  while (ids.has(`${client}-extra-${number}`)) number += 1;
  await asked(page, name, fields, () => {
    const times = window_(day, fields, from), much = long(fields.minutes.input.value), task = fields.task.input.value.trim();
    if (times === null) return TIMES;
    if (!task || much === null) return "Want a task, and minutes from 1 to 1440.";
    return wish.add({
      id: `${client}-extra-${number}`, client, organisation: one.org, tasks: [{ code: task, duration_minutes: much }],
      windows: [{ start: times[0], end: times[1] }],
    });
  }, "Add it", name);
}
