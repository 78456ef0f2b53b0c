// Colours and patterns come with the day, from the same palette as the printed page; here they only enter the document.
import { h } from "./markup.js";

export function paint(day) {
  document.getElementById("inks")?.remove();
  const holder = h("div", { id: "inks", class: "unseen", "aria-hidden": "true" });
  // Our own drawing, made by the server from numbers alone; the page's policy refuses the style that places it in the other page.
  holder.innerHTML = day.definitions.replace(/ style="[^"]*"/g, "");
  document.body.prepend(holder);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(day.styles);
  document.adoptedStyleSheets = [sheet];
}
