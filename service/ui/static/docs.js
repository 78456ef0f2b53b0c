// The API's own document in Swagger UI. Requests go by the key that was entered, or as whoever is signed in.
window.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  requestInterceptor: request => {
    request.headers["X-Onevisit-Page"] = "1";
    return request;
  },
});
