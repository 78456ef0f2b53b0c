// Elements without templates: text is always text, so that no name can become markup.
const SVG = "http://www.w3.org/2000/svg";

function filled(node, given, children) {
  for (const [name, value] of Object.entries(given || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

export const h = (tag, given, ...children) => filled(document.createElement(tag), given, children);
export const s = (tag, given, ...children) => filled(document.createElementNS(SVG, tag), given, children);
/** Which kind of element an id names stands in the templates. @type {(id: string) => any} */
export const byId = id => document.getElementById(id);

// Said aloud by screen readers, and shown for a moment.
export function say(text, alarm = false) {
  byId("said").textContent = text;
  document.querySelectorAll(".toast").forEach(old => old.remove());
  const toast = h("div", { class: alarm ? "toast alarm" : "toast" }, text);
  document.body.append(toast);
  setTimeout(() => toast.remove(), alarm ? 9000 : 4500);
}
