// Faults, not style: names that do not exist, what is never read, comparisons that lie. For make lint-js.
import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["**/vendor/**", "**/node_modules/**"] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-unused-vars": ["error", { args: "after-used" }],
      "no-implied-eval": "error",
      "no-shadow": "off",
      "no-var": "error",
      "prefer-const": ["error", { destructuring: "all" }],
    },
  },
  // The roster as one HTML file holds its script as it is: no module.
  { files: ["solver/plot/page.js"], languageOptions: { sourceType: "script" } },
];
