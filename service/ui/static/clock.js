// Moments are seconds since 1970; shown in the zone of the problem, wherever the browser stands.
export class Clock {
  constructor(zone) {
    this.zone = zone;
    this.hours = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hour12: false });
    this.days = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", day: "numeric", month: "short" });
    this.stamp = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
    this.kept = new Map();
  }
  at(seconds) { // "08:35"
    const minute = Math.floor(seconds / 60);
    let text = this.kept.get(minute);
    if (!text) this.kept.set(minute, text = this.hours.format(new Date(minute * 60000)));
    return text;
  }
  day(seconds) { return this.days.format(new Date(seconds * 1000)); }
  span(from, to) { return `${this.at(from)}\u2013${this.at(to)}`; }
  windows(windows) { return windows.map(([from, to]) => from === to ? this.at(from) : this.span(from, to)).join(" or "); }
  iso(seconds) { return new Date(seconds * 1000).toISOString().replace(".000Z", "Z"); }
  // A wall-clock time on the day of another moment, for typed times. The nearest such moment is meant.
  typed(text, near) {
    const found = /^([01]?\d|2[0-3])(?:[:.]?([0-5]\d))?$/.exec(text.trim()); // 9, 900, 9:00, 9.00
    if (!found) return null;
    const wanted = `${found[1].padStart(2, "0")}:${found[2] || "00"}`;
    for (let step = 0; step <= 12 * 60; step += 1) {
      const low = Math.floor(near / 60) * 60 - step * 60, high = low + 2 * step * 60;
      if (this.at(low) === wanted) return low;
      if (this.at(high) === wanted) return high;
    }
    return null;
  }
  // The same of the end of what begins at a moment: where the nearest is before it, the later one of that day.
  typedEnd(text, from) {
    const near = this.typed(text, from);
    if (near === null || near >= from) return near;
    const later = this.typed(text, from + 12 * 3600);
    return later !== null && this.day(later) === this.day(from) ? later : near;
  }
}
export const minutes = seconds => `${Math.round(seconds / 60)} min`;
/** What a roster costs in all, a pound as a point: most of it only weighs and is no money. */
export const inPoints = units => `${bare(units)} points`;
/** The same without the word. */
export const bare = units => (units / 100000).toLocaleString("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
