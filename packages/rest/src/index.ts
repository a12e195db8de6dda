export { type OpenApiOptions, openApiDocument } from "./openapi/document.ts";
export { type RestOptions, registerRest } from "./register-rest.ts";
export { clientErrorHandler, errorHandler, frameworkErrorHandler, notFoundHandler } from "./root-handlers.ts";
