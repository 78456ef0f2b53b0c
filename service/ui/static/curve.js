// Cost over time, falling; what is not served beside it. The cost axis is logarithmic: the first seconds are steep.
import { h, s } from "./markup.js";
import { bare, inPoints } from "./clock.js";

const WIDE = 900, TALL = 340, LEFT = 80, RIGHT = 50, TOP = 18, LOW = 26;

export function curve(points, seconds) {
  const drawn = points.filter(point => point.cost > 0);
  if (drawn.length < 1) return h("p", { class: "note" }, "The first roster is on its way.");
  const last = Math.max(seconds, drawn.at(-1).seconds, 1), costs = drawn.map(point => Math.log(point.cost));
  const low = Math.min(...costs) - 0.05, high = Math.max(...costs, low + 0.2) + 0.05, most = Math.max(1, ...drawn.map(point => point.unserved || 0));
  const x = at => LEFT + (WIDE - LEFT - RIGHT) * at / last, y = cost => TOP + (TALL - TOP - LOW) * (high - Math.log(cost)) / (high - low);
  const z = many => TOP + (TALL - TOP - LOW) * (1 - many / most);
  const steps = of => drawn.map((point, i) => i ? `H${x(point.seconds).toFixed(1)}V${of(point).toFixed(1)}` : `M${x(point.seconds).toFixed(1)} ${of(point).toFixed(1)}`).join("") + `H${x(Math.max(drawn.at(-1).seconds, drawn.now || 0)).toFixed(1)}`;
  const grid = [];
  for (let i = 0; i <= 4; i += 1) {
    const cost = Math.exp(low + (high - low) * i / 4), at = last * i / 4;
    grid.push(s("line", { class: "grid", x1: LEFT, x2: WIDE - RIGHT, y1: y(cost), y2: y(cost) }), s("text", { x: LEFT - 8, y: y(cost) + 4, "text-anchor": "end" }, bare(cost).replace(/\.\d\d$/, "")),
      s("text", { x: x(at), y: TALL - 8, "text-anchor": "middle" }, `${Math.round(at)} s`));
  }
  const end = drawn.at(-1);
  return s("svg", { class: "curve", viewBox: `0 0 ${WIDE} ${TALL}`, preserveAspectRatio: "none", role: "img", "aria-label": `Cost over time, now ${inPoints(end.cost)}, ${end.unserved} not served` },
    grid, s("path", { class: "left", d: steps(point => z(point.unserved || 0)) }), s("path", { class: "way", d: steps(point => y(point.cost)) }), s("circle", { class: "now", cx: x(end.seconds), cy: y(end.cost), r: 4 }),
    s("text", { x: WIDE - RIGHT + 6, y: TOP + 6 }, String(most)), s("text", { x: WIDE - RIGHT + 6, y: TALL - LOW }, "0"),
    s("text", { x: WIDE - RIGHT, y: 12, "text-anchor": "end" }, "solid: cost; dashed: not served"));
}
