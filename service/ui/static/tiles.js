// The map behind the rounds, from this installation's own tiles: pictures, or vector tiles drawn here in pale colours.
const L = window.L;
const GROUND = "#f4f3ee", WATER = "#cfe0ea", GREEN = "#e3ebdb", HOUSE = "#e4e0d8", ROAD = "#ffffff", EDGE = "#d3cfc6", RAIL = "#c3bfb8", WORDS = "#5d5a55";
const MAIN = ["motorway", "trunk", "primary"], MIDDLE = ["secondary", "tertiary"];

// The widest roads last, so that they lie on top. Layers and classes are those of the OpenMapTiles schema.
function openmaptiles({ PolygonSymbolizer, LineSymbolizer, CenteredTextSymbolizer, LineLabelSymbolizer, exp }) {
  const area = (dataLayer, fill, rest = {}) => ({ dataLayer, symbolizer: new PolygonSymbolizer({ fill }), ...rest });
  const roads = (filter, width) => [[EDGE, width + 1.4], [ROAD, width]].map(([color, wide]) => ({
    dataLayer: "transportation", filter: (zoom, feature) => filter(feature.props.class), symbolizer: new LineSymbolizer({ color, lineCap: "round", width: exp(1.5, [[10, wide / 4], [14, wide], [18, wide * 4]]) }) }));
  const paint = [
    area("landcover", GREEN), area("park", GREEN), area("water", WATER), area("building", HOUSE, { minzoom: 13 }),
    { dataLayer: "waterway", symbolizer: new LineSymbolizer({ color: WATER, width: 1.2 }) },
    { dataLayer: "transportation", filter: (zoom, feature) => feature.props.class === "rail", symbolizer: new LineSymbolizer({ color: RAIL, width: 1, dash: [4, 2] }) },
    ...roads(name => ["minor", "service", "track", "path"].includes(name), 1.6), ...roads(name => MIDDLE.includes(name), 2.6), ...roads(name => MAIN.includes(name), 3.6),
  ];
  const words = { labelProps: ["name:latin", "name"], fill: WORDS, stroke: GROUND, width: 2 };
  const labels = [
    { dataLayer: "place", filter: (zoom, feature) => ["city", "town", "village", "suburb"].includes(feature.props.class), symbolizer: new CenteredTextSymbolizer({ ...words, font: "600 12px sans-serif" }) },
    { dataLayer: "transportation_name", minzoom: 14, symbolizer: new LineLabelSymbolizer({ ...words, font: "400 10px sans-serif" }) },
  ];
  return { paintRules: paint, labelRules: labels, backgroundColor: GROUND };
}

// Attribution is text, whatever it holds: Leaflet would take it for markup.
const asText = text => { const box = document.createElement("span"); box.textContent = text; return box.innerHTML; };

export function addTiles(map, tiles) {
  if (!tiles.address) return;
  const options = { attribution: asText(tiles.attribution), maxZoom: 20, maxNativeZoom: tiles.deepest };
  map.attributionControl.setPrefix(false);
  if (tiles.kind === "vector") {
    const drawn = window.protomapsL, look = tiles.layers === "protomaps" ? { flavor: "light", lang: "en" } : openmaptiles(drawn);
    drawn.leafletLayer({ ...options, maxNativeZoom: undefined, url: tiles.address, maxDataZoom: tiles.deepest, ...look }).addTo(map);
  } else L.tileLayer(tiles.address, options).addTo(map);
}
