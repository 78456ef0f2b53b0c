// Three rosters as a picture and as a table. What pooling saves and what joining saves on top are two pictures, never one.
import { h, s } from "./markup.js";

export const PATTERNS = { alone: "(a) every organisation alone", pooled: "(b) one pooled workforce", joined: "(c) pooled and joined" };
const STEPS = [
  { name: "routing", before: "alone", after: "pooled", title: "Pooling the workforce saves (routing)", short: "routing saves" },
  { name: "joining", before: "pooled", after: "joined", title: "Joining visits saves on top (joining)", short: "joining saves" },
];
const WIDE = 500, LABEL = 168, BAR = 176, LINE = 23, THICK = 13;

const number = (line, value) => value.toLocaleString("en-GB", { minimumFractionDigits: line.digits, maximumFractionDigits: line.digits }).replace(/^-(?=[0.,]*$)/, "");

// "✓ 15 fewer (13 to 17)": what changed, whether that is better, the least and the most of the seeds; a minus there: the other way.
function change(line, step) {
  const gain = line[step.name];
  if (!gain) return "";
  const less = (line.good === "less") === gain.middle > 0, size = number(line, Math.abs(gain.middle));
  const [least, most] = gain.middle < 0 ? [-gain.most, -gain.least] : [gain.least, gain.most];
  const spread = least === most ? "" : ` (${number(line, least)} to ${number(line, most)})`;
  if (!/[1-9]/.test(size)) return `the same${spread}`;
  return `${gain.middle > 0 ? "\u2713" : "\u2717"} ${size} ${less ? "fewer" : "more"}${spread}`;
}

function row(line, step, i) {
  const before = line[step.before], after = line[step.after], y = i * LINE, most = Math.max(before.most, after.most) || 1;
  const x = value => LABEL + BAR * Math.max(0, value) / most, left = Math.min(before.middle, after.middle), right = Math.max(before.middle, after.middle);
  const look = line[step.name].middle >= 0 ? step.name : "added", words = change(line, step);
  return s("g", {},
    s("title", {}, `${line.figure}: ${number(line, before.middle)}, then ${number(line, after.middle)}; ${words}`),
    s("text", { x: LABEL - 8, y: y + 12, "text-anchor": "end" }, line.figure),
    s("rect", { class: `stays ${step.name}`, x: LABEL, y: y + 2, width: Math.max(1, x(left) - LABEL), height: THICK }),
    right > left && s("rect", { class: `changes ${look}`, fill: `url(#hatch-${look})`, x: x(left), y: y + 2, width: Math.max(1, x(right) - x(left)), height: THICK }),
    after.most > after.least && s("path", { class: "between", d: `M${x(after.least)} ${y + 5.5}v6m0-3H${x(after.most)}m0-3v6` }),
    s("text", { x: LABEL + BAR + 8, y: y + 12, class: "says" }, words));
}

const hatch = (name, turn) => s("pattern", { id: `hatch-${name}`, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${turn})` }, s("rect", { class: "under", width: 5, height: 5 }), s("rect", { class: `ink ${name}`, width: 2.2, height: 5 }));

function picture(lines, step) {
  const shown = lines.filter(line => line[step.name] && line[step.before] && line[step.after] && (line[step.before].most || line[step.after].most));
  const said = shown.slice(0, 5).map(line => `${line.figure} ${change(line, step).replace(/^\W /, "")}`).join("; ");
  return h("figure", { class: "step" }, h("figcaption", {}, h("strong", {}, step.title), ` ${PATTERNS[step.before]} \u2192 ${PATTERNS[step.after]}`),
    s("svg", { viewBox: `0 0 ${WIDE} ${shown.length * LINE + 2}`, role: "img", "aria-label": `${step.title}: ${said}. Every figure is in the table below.` },
      shown.map((line, i) => row(line, step, i))));
}

const key = (look, words, fill) => h("span", { class: "key" }, s("svg", { width: 16, height: 13, "aria-hidden": "true" }, s("rect", { class: look, fill, x: 0.5, y: 0.5, width: 15, height: 12 })), words);

// Over the seeds; the spread stands beside each saving.
function table(lines) {
  const cell = (line, span) => h("td", { class: "number" }, span ? number(line, span.middle) : "\u2013");
  return h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": "The three rosters as a table" }, h("table", {},
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "figure"), Object.values(PATTERNS).map(name => h("th", { scope: "col", class: "number", title: name }, name.slice(0, 3), h("span", { class: "unseen" }, name.slice(3)))), STEPS.map(step => h("th", { scope: "col" }, step.short)))),
    h("tbody", {}, lines.map(line => h("tr", {}, h("th", { scope: "row" }, line.figure), cell(line, line.alone), cell(line, line.pooled), cell(line, line.joined), STEPS.map(step => h("td", {}, change(line, step))))))));
}

export const three = measured => [
  s("svg", { width: 0, height: 0, class: "unseen", "aria-hidden": "true" }, s("defs", {}, hatch("routing", 45), hatch("joining", 45), hatch("added", -45))),
  STEPS.map(step => picture(measured.table, step)),
  h("p", { class: "keys-row" }, STEPS.map(({ name }) => [key(`stays ${name}`, `what ${name} leaves`), key(`changes ${name}`, `what ${name} gains`, `url(#hatch-${name})`)]), key("changes added", "worse than before", "url(#hatch-added)"), h("span", {}, "\u251c\u2500\u2524 least to most of the seeds")),
  table(measured.table),
  h("p", { class: "note" }, `${measured.seconds} s of search for each roster. The median of the seeds, in brackets the least and the most of them; a minus there: the other way.`),
  measured.notes.slice(1).map(note => h("p", { class: "note" }, note)),
];
