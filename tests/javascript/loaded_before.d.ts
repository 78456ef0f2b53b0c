// Scripts of others that a page loads before its own: what they leave in the window. They stand in service/ui/static/vendor.
interface Window {
  L: any; // Leaflet
  protomapsL: any; // protomaps-leaflet
  SwaggerUIBundle: any; // Swagger UI
}
