// Beside the timeline: who is not served and why, what is selected, and what the marks mean.
import { byId, h, s } from "./markup.js";
import { get, segment } from "./api.js";
import { minutes, inPoints } from "./clock.js";

const VERDICTS = {
  PROVEN: ["PROVEN", "nobody could ever do it"],
  CAPACITY: ["CAPACITY", "possible alone, not with the rest"],
  PRICED: ["PRICED", "it fits, but costs more than it is worth"],
  "NOT-FOUND": ["FITS", "there is a place for it"],
  STOPPED: ["STOPPED", "nobody makes it until the stop is ended"],
};

/** @typedef {import("./day_model.js").Day} Day
 *  @typedef {import("./choice.js").Choice} Choice */
export class Beside {
  /** @param {Day} day  @param {Choice} choice  @param {Record<string, Function>} acts */
  constructor(day, choice, acts) {
    this.day = day; this.choice = choice; this.acts = acts;
    for (const tab of this.tabs()) tab.addEventListener("click", () => this.open(tab));
    byId("tab-left").parentNode.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key], all = this.tabs();
      if (step) { const next = all[(all.indexOf(event.target) + step + all.length) % all.length]; this.open(next); next.focus(); }
    });
    choice.hear(() => this.details());
  }

  tabs() { return ["left", "detail", "legend"].map(name => byId(`tab-${name}`)); }
  open(chosen) {
    for (const tab of this.tabs()) {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      byId(tab.getAttribute("aria-controls")).hidden = !on;
    }
  }

  show(day) { this.day = day; this.lefts(); this.legend(); this.details(); }

  lefts() {
    const root = byId("left"), missing = this.day.unserved.filter(one => !one.stopped), stopped = this.day.unserved.filter(one => one.stopped);
    byId("tab-left").replaceChildren("Not served", missing.length ? h("span", { class: "many" }, String(missing.length)) : "");
    if (!this.day.unserved.length) { root.replaceChildren(h("p", { class: "all-well" }, "\u2713 Every visit is served.")); return; }
    root.replaceChildren(...missing.map((one, at) => this.left(one, missing.findIndex(other => other.verdict === one.verdict) === at)),
      ...(stopped.length ? [h("h2", {}, `Stopped: ${stopped.length}`), ...stopped.map(one => this.left({ ...one, verdict: "STOPPED", reason: `${one.stopped}.` }))] : []));
  }

  // first: of several with one verdict the first, where the word is explained.
  left({ visit, verdict, reason, accept }, first = false) {
    const one = this.day.visits[visit], [short, long] = VERDICTS[verdict] || ["FELL OUT", "by a change made by hand"];
    const worth = one.optional ? "optional" : `priority ${one.priority}`;
    const why = h("p", { class: "why" }, reason || "");
    const item = h("article", { class: "left-item", data: { visit } },
      h("h3", {}, `${this.day.clock.windows(one.windows)}  ${this.day.names(visit)}`),
      h("p", {}, h("span", { class: `verdict ${verdict || "fell"}`, title: long }, short), first ? ` (${long})` : "", ` ${minutes(one.long)}, ${worth}; ${one.tasks.join(", ").replaceAll("_", " ")}${one.company ? `; ${one.company}` : ""}`),
      why,
      h("div", { class: "acts" },
        h("button", { type: "button", onclick: () => this.choice.set(null, visit) }, "Show"),
        this.acts.move && h("button", { type: "button", onclick: () => this.acts.move(visit, null) }, "Find a place\u2026"),
        accept && this.acts.acceptLate && h("button", { type: "button", onclick: () => this.acts.acceptLate(visit, accept) }, `Accept ${minutes(accept.late)} late\u2026`),
        !reason && this.day.whole && h("button", { type: "button", onclick: event => this.ask(visit, why, event.target) }, "Why?")));
    return item;
  }

  async ask(visit, into, button) {
    button.disabled = true;
    into.textContent = "Asking\u2026";
    try {
      const { body } = await get(`/ui/visit/${this.day.roster}?visit=${encodeURIComponent(visit)}`);
      into.textContent = body.why || "Nothing was found out in the time there was.";
      button.remove();
    } catch (refused) { into.textContent = refused.message; button.disabled = false; }
  }

  details() {
    const { shift, visit } = this.choice, root = byId("detail");
    for (const item of byId("left").querySelectorAll(".left-item")) item.classList.toggle("on", item.dataset.visit === visit);
    if (visit && this.day.left.has(visit)) {
      this.open(byId("tab-left"));
      byId("left").querySelector(".left-item.on")?.scrollIntoView({ block: "nearest" });
    }
    if (visit) root.replaceChildren(...this.aboutVisit(visit, shift));
    else if (shift) root.replaceChildren(...this.aboutShift(this.day.shift.get(shift)));
    else root.replaceChildren(h("p", { class: "note" }, "Choose a worker or a visit, on the timeline or on the map."));
    if ((visit && !this.day.left.has(visit)) || (shift && !visit)) this.open(byId("tab-detail"));
  }

  aboutVisit(visit, shift) {
    const one = this.day.visits[visit], at = this.day.places(visit);
    const who = at.map(place => this.day.worker(place.shift).name).join(" and ");
    const facts = [
      ["Client", one.clients.map(client => this.day.whole ? h("a", { href: `/ui/rosters/${this.day.roster}/clients/${segment(client)}` }, this.day.clients[client].name) : h("span", {}, this.day.clients[client].name)).flatMap((a, i) => i ? [" and ", a] : [a])],
      ["When", at.length ? `${this.day.clock.span(at[0].start, at[0].end)}, ${minutes(one.long)}` : `not served; ${minutes(one.long)}`],
      ["Agreed start", `${this.day.clock.windows(one.windows)}${one.clinical ? "; clinically set" : ""}`],
      ["Who", who || "nobody"], ["Tasks", one.tasks.join(", ").replaceAll("_", " ")],
      ["For", this.day.org.get(one.org).name], ["Priority", one.optional ? "optional" : String(one.priority)], ["Where", one.area || "see the map"],
    ];
    if (one.joint) facts.push(["Joint", one.joint]);
    if (one.rests) facts.push(["Rests on", one.rests.map(text => h("p", {}, text))]);
    if (one.company) facts.push(["Workers", `${one.company} come together`]);
    if (one.late) facts.push(["Late", `by ${minutes(one.late)}`]);
    if (one.pin) facts.push(["Pinned", [one.pin.start && `at ${this.day.clock.at(one.pin.start)}`, (one.pin.worker || one.pin.shift) && "to this worker"].filter(Boolean).join(", ")]);
    const why = h("div", { id: "why" });
    return [
      h("h2", {}, `${this.day.names(visit)} `, h("small", {}, visit)),
      (one.broken || []).map(text => h("p", { class: "alarm" }, `\u2715 ${text}`)),
      h("div", { class: "acts" },
        this.acts.move && h("button", { type: "button", onclick: () => this.acts.move(visit, shift) }, "Move to\u2026"),
        this.acts.pin && at.length > 0 && h("button", { type: "button", onclick: () => this.acts.pin(visit) }, one.pin ? "Unpin" : "Pin here"),
        this.acts.leaveOut && at.length > 0 && h("button", { type: "button", onclick: () => this.acts.leaveOut(visit) }, "Take off"),
        this.acts.keepWith && at.length > 0 && !one.pin && h("button", { type: "button", onclick: () => this.acts.keepWith(visit, shift) }, "Keep with this worker\u2026"),
        this.acts.times && !one.joint && h("button", { type: "button", onclick: () => this.acts.times(visit) }, "Other times\u2026"),
        this.acts.callOff && !one.joint && h("button", { type: "button", class: "stop", onclick: () => this.acts.callOff(visit) }, "Call off\u2026"),
        this.acts.oneMore && !one.joint && h("button", { type: "button", onclick: () => this.acts.oneMore(visit) }, "One more visit\u2026"),
        this.day.whole && h("button", { type: "button", onclick: event => this.why(visit, why, event.target) }, at.length ? "Why here?" : "Why not?")),
      why,
      h("dl", {}, facts.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
    ].flat();
  }

  async why(visit, into, button) {
    button.disabled = true;
    into.replaceChildren(h("p", { class: "note" }, "Asking\u2026"));
    try {
      const { body } = await get(`/ui/visit/${this.day.roster}?visit=${encodeURIComponent(visit)}`);
      into.replaceChildren(h("p", {}, body.why), body.others.length ? h("h3", {}, "Somewhere else it would cost") : "",
        h("table", {}, body.others.slice(0, 6).map(other => h("tr", {}, h("td", {}, this.day.clock.at(other.start)), h("td", {}, other.workers.map(id => this.day.workers[id].name).join(" and ")),
          h("td", { class: "number" }, `${other.extra >= 0 ? "+" : ""}${inPoints(other.extra)}`)))));
    } catch (refused) { into.replaceChildren(h("p", { class: "alarm" }, refused.message)); }
    button.disabled = false;
  }

  aboutShift(shift) {
    const worker = this.day.worker(shift), clock = this.day.clock, base = `/ui/rosters/${this.day.roster}/workers/${segment(shift.worker)}`;
    let number = 0;
    const rows = shift.stops.map(([visit, , start, end, journey]) => visit === null
      ? h("tr", {}, h("td", {}), h("td", {}, clock.at(start)), h("td", {}, "break"), h("td", { class: "number" }, Math.round((end - start) / 60)), this.day.whole && h("td", { class: "number" }))
      : h("tr", { data: { visit } }, h("td", {}, String(number += 1)), h("td", {}, clock.at(start)),
        h("td", {}, h("button", { type: "button", onclick: () => this.choice.set(shift.id, visit) }, this.day.names(visit)), this.remarks(visit)),
        h("td", { class: "number" }, Math.round((end - start) / 60)), this.day.whole && h("td", { class: "number" }, Math.round(journey / 60))));
    return [
      h("h2", {}, `${shift.number}  ${worker.name} `, h("small", {}, this.day.org.get(worker.org).name)),
      h("p", { class: "note" }, `${worker.team ? `${worker.team}; ` : ""}${clock.span(shift.start, shift.end)}${shift.here ? ", from the first to the last visit here" : shift.mode ? `, by ${shift.mode}` : ""}${worker.nurse ? ", registered nurse" : ""}${worker.agency ? ", agency" : ""}${shift.stops.length && this.day.whole ? `; leaves ${clock.at(shift.leave)}, back ${clock.at(shift.back)}` : ""}`),
      h("div", { class: "acts" },
        this.acts.absent && h("button", { type: "button", class: "stop", onclick: () => this.acts.absent(shift.worker) }, "Mark absent\u2026"),
        this.acts.swap && h("button", { type: "button", onclick: () => this.acts.swap(shift.id) }, "Swap round\u2026"),
        this.day.whole && h("a", { class: "button", href: base }, "Day to print")),
      shift.stops.length ? h("table", {}, h("thead", {}, h("tr", {}, ["", "start", "client", "min", this.day.whole && "travel"].filter(name => typeof name === "string").map((name, i) => h("th", { scope: "col", class: i > 2 ? "number" : "" }, name)))), h("tbody", {}, rows)) : h("p", {}, "No visits on this shift."),
    ];
  }

  remarks(visit) {
    const one = this.day.visits[visit], words = [one.company, one.late && `late ${minutes(one.late)}`, one.joint && "joint visit", one.pin && "pinned", ...(one.broken || [])].filter(Boolean);
    return words.length ? h("small", {}, ` ${words.join(", ")}`) : "";
  }

  legend() {
    const marks = [
      [s("path", { d: "M0 7 H26", class: "travel" }), "travel"], [s("path", { d: "M0 7 H26", class: "travel home" }), "from or to home"],
      [s("rect", { x: 0, y: 3, width: 26, height: 8, class: "wait" }), "waiting"], [s("rect", { x: .5, y: .5, width: 25, height: 13, class: "rest" }), "break"],
      [[s("rect", { x: .5, y: .5, width: 25, height: 13, class: "plain" }), s("path", { d: "M1 12 H25 M1 9.5 H25", class: "two" })], "two workers; selected, a line ties them"],
      [[s("rect", { x: .5, y: .5, width: 25, height: 13, class: "plain" }), s("rect", { x: .5, y: 7.5, width: 25, height: 6, class: "plain" })], "joint visit: the strip is the other owner's"],
      [s("path", { d: "M7 1 h12 l-6 9 z", class: "late" }), "late"], [s("circle", { cx: 13, cy: 7, r: 4, class: "pin" }), "pinned"],
      [s("rect", { x: 1, y: 1, width: 24, height: 12, class: "left-out" }), "not served"], [s("rect", { x: 1, y: 1.5, width: 24, height: 11, class: "plain visit broken" }), "breaks a hard rule"],
    ];
    byId("legend").replaceChildren(h("div", { class: "keys" },
      this.day.organisations.map(one => h("span", { class: `key o${one.ink}` }, s("svg", { width: 26, height: 14, "aria-hidden": "true" }, s("rect", { x: .5, y: .5, width: 25, height: 13, class: "visit" })), h("b", {}, one.code), ` ${one.name} `, h("small", {}, one.sector))),
      marks.map(([mark, text]) => h("span", { class: "key" }, s("svg", { width: 26, height: 14, "aria-hidden": "true" }, mark), text)),
      h("p", { class: "note" }, "Keys: arrows walk the timeline, Enter shows, M moves, P pins, Escape lets go.")));
  }
}
