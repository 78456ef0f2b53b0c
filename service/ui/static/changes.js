// What may be done by hand on the day page, and where it begins: buttons, keys, and the pointer.
import { byId, h } from "./markup.js";
import { minutes } from "./clock.js";
import { absentDialog } from "./absent.js";
import { Drag } from "./drag.js";
import { callOff, keepWith, oneMore, timesDialog } from "./edit.js";
import { moveDialog } from "./move.js";
import { publish, publishable } from "./publish.js";
import { repair, undo } from "./repair.js";
import { cancel, dialog, make, propose } from "./trial.js";
import { spoken, wish } from "./wishes.js";

export function changesFor(page) {
  if (!byId("absent")) return { acts: {}, drawn() {} };
  const acts = {
    move: (visit, shift) => moveDialog(page, visit, shift),
    pin: visit => { const change = page.day.visits[visit].pin ? wish.unpin(visit) : wish.pin(visit); return make(page, [change], spoken(page.day, change)); },
    leaveOut: visit => propose(page, [wish.leaveOut(visit)], spoken(page.day, wish.leaveOut(visit)), "Take it off"),
    absent: worker => absentDialog(page, worker ? [worker] : []),
    swap: shift => swapDialog(page, shift),
    times: visit => timesDialog(page, visit),
    keepWith: (visit, shift) => keepWith(page, visit, shift),
    callOff: visit => callOff(page, visit),
    oneMore: visit => oneMore(page, visit),
    acceptLate: (visit, offer) => lateDialog(page, visit, offer),
  };
  byId("absent").addEventListener("click", () => acts.absent());
  byId("repair").addEventListener("click", () => repair(page));
  byId("undo").addEventListener("click", () => undo(page));
  byId("publish").addEventListener("click", () => publish(page));
  new Drag(page);
  page.timeline.root.addEventListener("keydown", event => {
    const mark = event.target.closest?.(".mark");
    if (!mark || event.ctrlKey || event.altKey || event.metaKey) return;
    const visit = mark.dataset.visit, key = event.key.toLowerCase();
    if (key === "m") acts.move(visit, mark.dataset.shift || null);
    else if (key === "p" && mark.dataset.shift) acts.pin(visit);
    else return;
    event.preventDefault();
  });
  return { acts, drawn: () => drawn(page) };
}

// The way on, always in one place: what is not served, and the button that helps.
function drawn(page) {
  const { day } = page, must = day.unserved.filter(one => !one.stopped && !day.visits[one.visit].optional).length, strip = byId("next");
  byId("undo").disabled = day.undo === null;
  publishable(page);
  strip?.remove();
  if (day.undo === null || !must) { byId("repair").classList.remove("go"); return; }
  byId("banner").append(h("div", { class: "strip", id: "next" }, h("p", {}, h("strong", {}, `${must} visit${must > 1 ? "s are" : " is"} not served. `), "Let onevisit find places for them; what is pinned stays."),
    h("button", { type: "button", class: "go", onclick: () => repair(page) }, "Repair")));
}

async function swapDialog(page, shift) {
  const { day } = page, mine = day.shift.get(shift), others = day.shifts.filter(one => one.day === mine.day && one.id !== shift);
  const list = h("select", { id: "swap-with", size: 9 }, others.map(one => h("option", { value: one.id }, `${day.worker(one).name}, ${day.clock.span(one.start, one.end)}, ${one.stops.filter(stop => stop[0]).length} visits`)));
  list.selectedIndex = 0;
  const other = await dialog(`Swap the round of ${day.worker(mine).name} with`, h("div", {}, h("label", { for: "swap-with" }, "Worker"), list), (choose, close) => {
    queueMicrotask(() => list.focus());
    return [h("button", { type: "button", class: "go", onclick: () => choose(list.value) }, "See what that does"), cancel(close)];
  });
  if (!other) return;
  const change = wish.swap(shift, other);
  await propose(page, [change], spoken(day, change), "Swap them");
}

// Lateness past its cap: accepted in the name of whoever is signed in, with a reason. Then a place can be found.
async function lateDialog(page, visit, offer) {
  const { day } = page, why = h("input", { id: "late-why", autocomplete: "off", maxlength: 200 });
  const reason = await dialog(`Accept ${minutes(offer.late)} late`, h("div", {},
    h("p", {}, `${day.names(visit)} (${visit}) may then begin by ${day.clock.at(offer.until)}. It stands in the day with your name and the reason, and first in all that is made of it.`),
    offer.by_nurse_lead && h("p", { class: "note" }, "There is a health task in it, a medicine or a task with a time of its own: here only a nurse lead accepts this."),
    h("label", { for: "late-why" }, "Reason"), why), (choose, close) => {
    const go = h("button", { type: "button", class: "go", disabled: true, onclick: () => choose(why.value.trim()) }, "Accept");
    why.addEventListener("input", () => { go.disabled = !why.value.trim(); });
    queueMicrotask(() => why.focus());
    return [go, cancel(close)];
  });
  if (!reason) return;
  const change = wish.late(visit, day.clock.iso(offer.until), reason);
  await make(page, [change], spoken(day, change, offer.until));
}
