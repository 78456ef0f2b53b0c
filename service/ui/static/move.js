// "Move to...": the same change without a pointer. Worker and time by arrow keys, judged as they change.
import { h } from "./markup.js";
import { get } from "./api.js";
import { inPoints } from "./clock.js";
import { cancel, dialog, make, told, tried } from "./trial.js";
import { spoken, wish } from "./wishes.js";

export async function moveDialog(page, visit, from) {
  const { day } = page, one = day.visits[visit], at = day.places(visit).find(place => !from || place.shift.id === from) || day.places(visit)[0];
  from = at ? at.shift.id : null;
  const date = day.dayOf(from, visit), shifts = day.shifts.filter(shift => shift.day === date);
  const sorted = [...shifts].sort((a, b) => day.able(b, visit) - day.able(a, visit) || day.worker(a).name.localeCompare(day.worker(b).name));
  let start = at ? at.start : one.windows[0][0], judged = /** @type {any} */ (null), asking = /** @type {any} */ (null), resting = 0;
  const list = h("select", { id: "to-shift", size: 9 }, sorted.map(shift => h("option", { value: shift.id, selected: shift.id === from },
    `${day.able(shift, visit) ? "" : "\u2715 "}${day.worker(shift).name}, ${day.clock.span(shift.start, shift.end)}, ${shift.stops.filter(stop => stop[0]).length} visits${shift.id === from ? " (now)" : ""}${day.able(shift, visit) ? "" : " - lacks a competency"}`)));
  if (!from) list.selectedIndex = 0;
  const time = h("input", { id: "to-time", type: "text", inputmode: "numeric", size: 6, maxlength: 5, autocomplete: "off", "aria-describedby": "to-time-how", value: day.clock.at(start) });
  const result = h("div", { class: "judged", "aria-live": "polite" }), others = h("div", { class: "others" });
  const change = () => wish.move(visit, list.value, day.clock.iso(start), from);
  let button;

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    judged = null; button.disabled = true;
    if (list.value === from && at && start === at.start) { result.replaceChildren(h("p", { class: "note" }, "This is where it is now.")); return; }
    try {
      judged = await tried(day, [change()], asking.signal);
      result.replaceChildren(...told(day, judged));
      button.disabled = judged.hard.length > 0;
      button.textContent = judged.hard.length ? "Not possible" : "Move it";
    } catch (error) { if (error.name !== "AbortError") result.replaceChildren(h("p", { class: "alarm" }, error.message)); }
  };
  const later = () => { clearTimeout(resting); resting = setTimeout(ask, 250); };
  list.addEventListener("change", later);
  time.addEventListener("keydown", event => { // five minutes a press, on the grid
    const step = { ArrowUp: 300, ArrowDown: -300 }[event.key];
    if (!step) return;
    event.preventDefault();
    start = Math.floor((start + step + (step > 0 ? 0 : 299)) / 300) * 300;
    time.value = day.clock.at(start);
    later();
  });
  time.addEventListener("input", () => { const typed = day.clock.typed(time.value, at ? at.start : one.windows[0][0]); if (typed !== null) { start = typed; later(); } });

  get(`/ui/visit/${day.roster}?visit=${encodeURIComponent(visit)}`).then(({ body }) => {
    if (!body.others.length) { others.replaceChildren(h("p", { class: "note" }, body.why || "")); return; }
    others.replaceChildren(h("h3", {}, "Places the checker found, cheapest first"), ...body.others.slice(0, 5).map(other => {
      const shift = other.shift ? day.shift.get(other.shift) : shifts.find(one_ => other.workers.includes(one_.worker) && one_.start <= other.start && other.start <= one_.end) || shifts.find(one_ => other.workers.includes(one_.worker));
      return shift ? h("button", { type: "button", onclick: () => { list.value = shift.id; start = other.start; time.value = day.clock.at(start); ask(); } },
        `${day.clock.at(other.start)} ${other.workers.map(id => day.workers[id].name).join(" and ")} ${other.extra >= 0 ? "+" : ""}${inPoints(other.extra)}`) : "";
    }));
  }).catch(() => {});

  const yes = await dialog(`Move ${day.names(visit)} (${visit})`, h("div", { class: "move" },
    h("p", { class: "note" }, `Agreed start ${day.clock.windows(one.windows)}; ${one.tasks.join(", ").replaceAll("_", " ")}`), others,
    h("div", { class: "move-to" }, h("div", {}, h("label", { for: "to-shift" }, "To"), list), h("div", {}, h("label", { for: "to-time" }, "Start"), time, h("p", { id: "to-time-how", class: "note" }, "arrow up and down: 5 minutes"))), result),
  (choose, close) => { button = h("button", { type: "button", class: "go", disabled: true, onclick: () => choose(true) }, "Move it"); queueMicrotask(() => { list.focus(); ask(); }); return [button, cancel(close)]; });
  asking?.abort();
  if (yes && judged && !judged.hard.length) await make(page, [change()], `Move ${spoken(day, change(), start)}`);
}
