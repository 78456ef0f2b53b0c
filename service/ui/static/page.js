// The day page: fetches the day, draws it, and keeps timeline, map and lists at one selection.
import { byId, h, say } from "./markup.js";
import { get } from "./api.js";
import { Beside } from "./details.js";
import { changesFor } from "./changes.js";
import { Choice } from "./choice.js";
import { Day } from "./day_model.js";
import { Filters } from "./filters.js";
import { RoundsMap } from "./map.js";
import { paint } from "./palette.js";
import { Timeline } from "./timeline.js";

const roster = document.body.dataset.roster;

class Page {
  async open() {
    const { body } = await get(`/ui/data/${roster}`);
    performance.mark("data");
    this.day = new Day(body);
    paint(this.day);
    this.choice = new Choice();
    this.timeline = new Timeline(byId("times"), this.day, this.choice);
    this.map = new RoundsMap(byId("map"), this.day, this.choice, JSON.parse(document.body.dataset.tiles));
    this.changes = changesFor(this);
    this.beside = new Beside(this.day, this.choice, this.changes.acts);
    this.filters = new Filters(this.day, this.timeline, this.map);
    const [shift, visit] = this.asked();
    this.date = this.day.dayOf(shift, visit);
    this.days();
    this.draw();
    this.choice.hear(() => { const date = this.day.dayOf(this.choice.shift, this.choice.visit); if (date && date !== this.date && (this.choice.shift || this.choice.visit)) this.turn(date); this.address(); });
    if (shift || visit) this.choice.set(shift, visit); // only now is there a line to mark, and a map to look at
    this.keys();
    this.compared();
    performance.mark("interactive");
    document.body.dataset.ready = String(Math.round(performance.measure("draw", "data", "interactive").duration));
  }

  // The same page with another version of the roster, where it stood.
  async renew(focus) {
    const { body } = await get(`/ui/data/${roster}`);
    this.day = new Day(body);
    for (const part of [this.timeline, this.map, this.beside, this.filters]) part.day = this.day;
    const { shift, visit } = this.choice;
    if ((shift && !this.day.shift.has(shift)) || (visit && !this.day.visits[visit])) this.choice.clear();
    this.draw();
    if (focus) this.timeline.again(focus, null);
  }

  // What fell out comes into view.
  fallen() {
    this.choice.clear();
    this.beside.open(byId("tab-left"));
    byId("times").scrollTop = 0;
    byId("left").scrollTop = 0;
  }

  draw() {
    this.figures();
    this.timeline.show(this.date);
    this.map.show(this.date);
    this.beside.show(this.day);
    this.filters.apply();
    this.changes.drawn();
  }

  turn(date) {
    this.date = date;
    for (const button of byId("days").children) button.setAttribute("aria-pressed", button.dataset.date === date);
    this.timeline.show(date); this.map.show(date); this.filters.apply(); this.changes.drawn();
  }

  days() {
    if (this.day.days.length < 2) { byId("days").append(h("span", { class: "note" }, this.day.days[0]?.name || "")); return; }
    const short = name => { const [weekday, date] = name.split(" "); return `${this.day.days.length > 4 ? weekday.slice(0, 3) : weekday} ${date}`; };
    byId("days").append(...this.day.days.map(one => h("button", { type: "button", "aria-pressed": String(one.date === this.date), data: { date: one.date }, title: one.name, onclick: () => this.turn(one.date) }, short(one.name))));
  }

  figures() {
    byId("figures").replaceChildren(...this.day.headline.map(line => h("div", { class: line.alarm ? "alarm" : "", title: line.small }, h("dt", {}, line.name), h("dd", {}, line.figure))));
    const [said, ...more] = this.day.first;  // what was loosened stands before all else
    const told = said && said.startsWith("Loosened:") ? `${said} (Loosened: less is asked of this roster than the built-in rules ask.)` : said;
    byId("first").replaceChildren(!told ? "" : !more.length ? h("p", { class: "strip" }, told)
      : h("details", { class: "strip" }, h("summary", {}, told, h("span", { class: "note" }, ` and ${more.length} more to know first`)), h("ul", {}, more.map(text => h("li", {}, text)))));
    const hard = this.day.hard, banner = byId("banner");
    banner.replaceChildren(hard.length ? h("details", { class: "hard" }, h("summary", {}, `Do not send out: ${hard.length} breach${hard.length > 1 ? "es" : ""} of hard rules`),
      h("ul", {}, hard.map(one => h("li", {}, h("button", { type: "button", class: "quiet", onclick: () => this.choice.set(one.shift || null, one.visit || null) }, one.sentence))))) : "");
  }

  // After a search: what is different from the roster it began with.
  async compared() {
    const before = new URLSearchParams(location.search).get("before");
    if (!before) return;
    const { body } = await get(`/ui/changes/${roster}?before=${encodeURIComponent(before)}`);
    byId("compared").replaceChildren(h("details", { class: "strip good", open: true }, h("summary", {}, h("strong", {}, `Repaired: ${body.sentences.length} changes. `), h("a", { href: `/ui/rosters/${before}` }, "The roster before")),
      h("ul", {}, body.sentences.map(text => h("li", {}, text)))));
  }

  // #visit-or-shift-id opens it, so that a place in the day can be sent to a colleague.
  asked() {
    const id = decodeURIComponent(location.hash.slice(1));
    if (this.day.shift.has(id)) return [id, null];
    return this.day.visits[id] ? [this.day.places(id)[0]?.shift.id || null, id] : [null, null];
  }
  address() { history.replaceState(null, "", this.choice.visit || this.choice.shift ? `#${encodeURIComponent(this.choice.visit || this.choice.shift)}` : location.pathname + location.search); }

  keys() {
    byId("print").addEventListener("click", () => print());
    document.addEventListener("keydown", event => {
      if (/** @type {Element} */ (event.target).closest("input,select,textarea,dialog") || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "Escape") this.choice.clear();
      if (event.key === "/") { event.preventDefault(); byId("find").focus(); }
    });
    document.addEventListener("click", event => { for (const menu of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.menu[open]"))) if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false; });
  }
}

const page = new Page();
page.open().catch(error => { byId("times").querySelector(".loading")?.replaceChildren(error.message); say(error.message, true); throw error; });
