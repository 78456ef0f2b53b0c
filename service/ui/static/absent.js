// Who has phoned in: mark them, see what falls out, confirm.
import { h } from "./markup.js";
import { cancel, dialog, propose } from "./trial.js";
import { wish } from "./wishes.js";

export async function absentDialog(page, already = []) {
  const { day, date } = page, chosen = new Set(already);
  const workers = [...new Set(day.shifts.filter(shift => shift.day === date).map(shift => shift.worker))].sort((a, b) => day.workers[a].name.localeCompare(day.workers[b].name));
  const find = h("input", { type: "search", id: "who-absent", placeholder: "Type a name", autocomplete: "off" });
  const list = h("div", { class: "people-list", role: "group", "aria-label": "Workers on this day" });
  let go;
  const rows = workers.map(worker => {
    const shifts = day.shifts.filter(shift => shift.day === date && shift.worker === worker), visits = shifts.reduce((sum, shift) => sum + shift.stops.filter(stop => stop[0]).length, 0);
    const box = h("input", { type: "checkbox", value: worker, checked: chosen.has(worker), onchange: event => { if (event.target.checked) chosen.add(worker); else chosen.delete(worker); ready(); } });
    return { name: day.workers[worker].name.toLowerCase(), row: h("label", { class: "person" }, box, h("span", {}, day.workers[worker].name), h("small", {}, `${shifts.map(shift => day.clock.span(shift.start, shift.end)).join(", ")}; ${visits} visits; ${day.org.get(day.workers[worker].org).code}`)) };
  });
  const ready = () => { go.disabled = chosen.size === 0; go.textContent = chosen.size > 1 ? `See what falls out (${chosen.size} absent)` : "See what falls out"; };
  list.append(...rows.map(one => one.row));
  find.addEventListener("input", () => { for (const { name, row } of rows) row.hidden = !name.includes(find.value.toLowerCase().trim()) && !row.querySelector("input").checked; });
  find.addEventListener("keydown", event => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const shown = rows.filter(({ row }) => !row.hidden && !row.querySelector("input").checked);
    if (shown.length === 1) { shown[0].row.querySelector("input").click(); find.select(); }
  });
  const yes = await dialog("Who is absent?", h("div", {}, h("label", { for: "who-absent" }, "Find"), find, list), (choose, close) => {
    go = h("button", { type: "button", class: "go", disabled: true, onclick: () => choose(true) }, "See what falls out");
    queueMicrotask(() => { ready(); find.focus(); });
    return [go, cancel(close)];
  });
  if (!yes) return false;
  const names = [...chosen].map(worker => day.workers[worker].name);
  const done = await propose(page, [...chosen].map(wish.absent), `Mark ${names.join(" and ")} absent`, names.length > 1 ? `Mark ${names.length} absent` : "Mark absent");
  if (done) page.fallen();
  return done;
}
