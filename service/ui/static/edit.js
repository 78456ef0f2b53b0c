// The day itself edited from a visit: other times or length, kept with one worker, called off, one more for the client.
// Each is tried first: the checker says what becomes of the roster, then somebody decides.
import { h } from "./markup.js";
import { cancel, dialog, propose } from "./trial.js";
import { spoken, wish } from "./wishes.js";

const field = (id, label, value, more = {}) => {
  const input = h("input", { id, type: "text", autocomplete: "off", size: 8, maxlength: 60, value, ...more });
  return { input, row: h("p", {}, h("label", { for: id }, label), " ", input) };
};

// A form in a dialog; answers what was typed as ``read`` has it, null where it was closed. read: null while it is not whole.
async function asked(heading, fields, read, act) {
  const rows = Object.values(fields);
  const go = h("button", { type: "button", class: "go", disabled: read() === null });
  for (const one of rows) one.input.addEventListener("input", () => { go.disabled = read() === null; });
  return dialog(heading, h("div", {}, rows.map(one => one.row)), (choose, close) => {
    go.append(act);
    go.addEventListener("click", () => choose(read()));
    queueMicrotask(() => rows[0].input.focus());
    return [go, cancel(close)];
  });
}

// Two clock times on the day of ``near``, the later one not before the earlier; null where they are not that.
function window_(day, fields, near) {
  const from = day.clock.typed(fields.earliest.input.value, near), to = day.clock.typed(fields.latest.input.value, near);
  return from === null || to === null || to < from ? null : [day.clock.iso(from), day.clock.iso(to)];
}

const long = text => { const much = Number(text); return Number.isFinite(much) && much > 0 && much <= 1440 ? much : null; };

export async function timesDialog(page, visit) {
  const { day } = page, one = day.visits[visit], [from] = one.windows[0], [, to] = one.windows.at(-1), now = Math.round(one.long / 60);
  const fields = {
    earliest: field("edit-earliest", "May begin from", day.clock.at(from)), latest: field("edit-latest", "to", day.clock.at(to)),
    minutes: field("edit-minutes", "Minutes at the door", String(now), { inputmode: "numeric" }),
  };
  const read = () => {
    const times = window_(day, fields, from), much = long(fields.minutes.input.value);
    if (times === null || much === null) return null;
    const same = times[0] === day.clock.iso(from) && times[1] === day.clock.iso(to);
    return same && much === now ? null : wish.window(visit, same ? null : times, much === now ? null : much);
  };
  const change = await asked(`${day.names(visit)} at other times`, fields, read, "See what that does");
  if (change) await propose(page, [change], spoken(day, change), "Change it");
}

export async function keepWith(page, visit, shift) {
  const { day } = page, place = day.places(visit).find(at => at.shift.id === shift) || day.places(visit)[0];
  const change = wish.keepWith(visit, place.shift.worker);
  await propose(page, [change], spoken(day, change), "Keep it so");
}

export async function callOff(page, visit) {
  const { day } = page, fields = { reason: field("edit-reason", "Reason", "", { size: 30, maxlength: 200 }) };
  const reason = await asked(`Call off ${day.names(visit)}`, fields, () => fields.reason.input.value.trim() || null, "See what that does");
  if (!reason) return;
  const change = wish.callOff(visit, reason);
  await propose(page, [change], spoken(day, change), "Call it off");
}

export async function oneMore(page, visit) {
  const { day } = page, one = day.visits[visit], [from] = one.windows[0], client = one.clients[0];
  const fields = {
    task: field("edit-task", "Task", one.tasks[0] ?? "", { size: 24 }), minutes: field("edit-minutes", "Minutes", "30", { inputmode: "numeric" }),
    earliest: field("edit-earliest", "May begin from", day.clock.at(from)), latest: field("edit-latest", "to", day.clock.at(from + 3600)),
  };
  const read = () => {
    const times = window_(day, fields, from), much = long(fields.minutes.input.value), task = fields.task.input.value.trim();
    return times && much && task ? { times, much, task } : null;
  };
  const typed = await asked(`One more visit for ${day.clients[client].name}`, fields, read, "See where it fits");
  if (!typed) return;
  const ids = new Set(Object.keys(day.visits));
  let number = 1;
  while (ids.has(`${client}-extra-${number}`)) number += 1;
  const change = wish.add({
    id: `${client}-extra-${number}`, client, organisation: one.org, tasks: [{ code: typed.task, duration_minutes: typed.much }],
    windows: [{ start: typed.times[0], end: typed.times[1] }],
  });
  await propose(page, [change], `One more visit for ${day.clients[client].name}`, "Add it");
}
