// The map of the rounds: Leaflet over a plain background, or over tiles of one's own network where the setting gives any.
import { minutes } from "./clock.js";
import { addTiles } from "./tiles.js";

const L = window.L;
const WAY = { weight: 1.6, opacity: 0.55 }, CHOSEN = { weight: 4, opacity: 1 }, PALE = { weight: 1.2, opacity: 0.13 };

/** @typedef {import("./day_model.js").Day} Day
 *  @typedef {import("./choice.js").Choice} Choice */
export class RoundsMap {
  /** @param {HTMLElement} root  @param {Day} day  @param {Choice} choice  @param {Record<string, any>} tiles */
  constructor(root, day, choice, tiles) {
    this.day = day; this.choice = choice;
    /** @type {Map<string, any>} */ this.ways = new Map();
    /** @type {any[]} */ this.dots = [];
    /** @type {Map<string, any>} */ this.crosses = new Map();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map = L.map(root, { zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, attributionControl: Boolean(tiles.address), zoomSnap: 0.25, preferCanvas: false });
    addTiles(this.map, tiles);
    L.control.scale({ imperial: true }).addTo(this.map);
    this.paper = L.layerGroup().addTo(this.map);
    this.over = L.layerGroup().addTo(this.map);
    choice.hear((now, by) => this.mark(by));
    new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(root);
  }

  line(organisation) { return this.day.org.get(organisation).line; }
  tint(organisation) { return this.day.org.get(organisation).tint; }

  show(date) {
    this.paper.clearLayers(); this.over.clearLayers(); this.ways.clear(); this.crosses.clear(); this.dots = [];
    for (const scheme of this.day.schemes) {
      L.marker(scheme.at, { interactive: false, keyboard: false, icon: L.divIcon({ className: "scheme-label", html: "", iconSize: [0, 0] }) }).addTo(this.paper)
        .getElement()?.append(`\u25a1 ${scheme.name}`);
    }
    for (const shift of this.day.shifts) if (shift.day === date) this.round(shift);
    for (const one of this.day.unserved) if (one.day === date) this.cross(one.visit);
    if (!this.fitted) this.fit();
    this.mark("");
  }

  fit() {
    const spots = [...this.dots.map(dot => dot.getLatLng()), ...[...this.crosses.values()].map(cross => cross.getLatLng())];
    if (!spots.length) { this.map.setView([54, -2], 6); return; }
    this.map.fitBounds(L.latLngBounds(spots).pad(0.04), { animate: false });
    this.fitted = true;
  }

  round(shift) {
    const stops = shift.stops.filter(stop => stop[0] && this.day.visits[stop[0]].at), org = this.day.worker(shift).org;
    if (!stops.length) return;
    const way = L.polyline(stops.map(stop => this.day.visits[stop[0]].at), { ...WAY, color: this.line(org) }).addTo(this.paper);
    way.bindTooltip(`${shift.number} ${this.day.worker(shift).name}: ${stops.length} visits, ${this.day.clock.span(shift.leave, shift.back)}`, { sticky: true });
    way.on("click", () => this.choice.set(shift.id, null, "map"));
    this.ways.set(shift.id, way);
    for (const [visit, , start] of stops) {
      const one = this.day.visits[visit];
      const dot = L.circleMarker(one.at, { radius: 4, weight: one.late ? 2.6 : 1.5, color: one.late ? "#d55e00" : this.line(one.org), fillColor: this.tint(one.org), fillOpacity: 1 }).addTo(this.paper);
      dot.visit = visit; dot.shift = shift.id;
      dot.bindTooltip(`${this.day.clock.at(start)} ${this.day.names(visit)}, ${minutes(one.long)}, ${this.day.worker(shift).name}`);
      dot.on("click", () => this.choice.set(shift.id, visit, "map"));
      this.dots.push(dot);
    }
  }

  cross(visit) {
    const one = this.day.visits[visit];
    if (!one.at) return;
    const cross = L.marker(one.at, { keyboard: false, zIndexOffset: 500, icon: L.divIcon({ className: "cross-label", html: "\u2715", iconSize: [19, 19] }) }).addTo(this.paper);
    cross.bindTooltip(`NOT SERVED: ${this.day.names(visit)}, ${this.day.clock.windows(one.windows)}`);
    cross.on("click", () => this.choice.set(null, visit, "map"));
    this.crosses.set(visit, cross);
  }

  mark(by) {
    const { shift, visit } = this.choice;
    this.over.clearLayers();
    for (const [id, way] of this.ways) way.setStyle(id === shift ? CHOSEN : shift ? PALE : WAY);
    for (const dot of this.dots) {
      const on = dot.visit === visit, here = !shift || dot.shift === shift;
      dot.setStyle({ opacity: here || on ? 1 : 0.22, fillOpacity: here || on ? 1 : 0.22 });
      dot.setRadius(on ? 8 : here && shift ? 6 : 4);
      if (on || (shift && here)) dot.bringToFront();
    }
    for (const [id, cross] of this.crosses) cross.getElement()?.classList.toggle("on", id === visit);
    if (shift && this.ways.has(shift)) this.numbers(this.day.shift.get(shift));
    const at = visit && this.day.visits[visit].at;
    if (by !== "map" && at && !this.map.getBounds().pad(-0.05).contains(at)) this.map.panTo(at);
  }

  numbers(shift) { // the chosen round in order, and the way from and to home
    const stops = shift.stops.filter(stop => stop[0] && this.day.visits[stop[0]].at), here = new Map();
    const home = { color: "#3d4650", weight: 1.5, dashArray: "4 3", interactive: false };
    if (shift.from) L.polyline([shift.from, this.day.visits[stops[0][0]].at], home).addTo(this.over);
    if (shift.to) L.polyline([this.day.visits[stops.at(-1)[0]].at, shift.to], home).addTo(this.over);
    stops.forEach(([visit], number) => {
      const at = this.day.visits[visit].at, key = at.join();
      if (!here.has(key)) here.set(key, { at, numbers: [] });
      here.get(key).numbers.push(number + 1);
    });
    for (const { at, numbers } of here.values()) {
      const text = numbers.join(", "), wide = 10 + 6.5 * text.length;
      L.marker(at, { interactive: false, keyboard: false, zIndexOffset: 900, icon: L.divIcon({ className: "way-label", html: text, iconSize: [wide, 18], iconAnchor: [-5, 20] }) }).addTo(this.over);
    }
  }

  dim(hidden) { // shifts that a filter leaves out
    for (const [id, way] of this.ways) way.getElement()?.classList.toggle("gone", hidden.has(id));
    for (const dot of this.dots) dot.getElement()?.classList.toggle("gone", hidden.has(dot.shift));
  }
}
