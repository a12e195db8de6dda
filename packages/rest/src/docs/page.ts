/** The page at `/docs`: Swagger UI from this server, without inline scripts and without the internet. */
export function docsPage(assetsVersion: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Waxwing API</title>
<link rel="icon" type="image/png" href="./docs/assets/favicon-32x32.png?v=${assetsVersion}">
<link rel="stylesheet" href="./docs/assets/swagger-ui.css?v=${assetsVersion}">
</head>
<body>
<div id="swagger-ui"></div>
<noscript>This page needs JavaScript. The same document as data: <a href="./openapi.json">openapi.json</a>.</noscript>
<script src="./docs/assets/swagger-ui-bundle.js?v=${assetsVersion}"></script>
<script src="./docs/assets/start.js?v=${assetsVersion}"></script>
</body>
</html>
`;
}

/** Starts Swagger UI. `validatorUrl: null` keeps it from asking a validator on the internet. */
export const startScript = `"use strict";
window.ui = SwaggerUIBundle({
  url: new URL(document.currentScript.src.replace(/docs\\/assets\\/start\\.js.*$/, "openapi.json")).href,
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
  tryItOutEnabled: true,
  persistAuthorization: false,
  layout: "BaseLayout",
  docExpansion: "none",
});
`;

/** Nothing from anywhere else, and nobody may frame the page. */
export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";
