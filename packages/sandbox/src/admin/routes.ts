import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { AdminError, check } from "../graph/admin/check.ts";
import { openApiDocument } from "../openapi/document.ts";
import type { Sandbox } from "../sandbox-interface.ts";
import { version } from "../version.ts";
import { IqError } from "../web/iq.ts";
import type { AdminOperation } from "./operation.ts";
import { adminOperations } from "./operations.ts";

const MEGABYTE = 1024 * 1024;
const Nothing = z.strictObject({});

/** The admin API below its prefix. For local use: it asks for no key. */
export function adminRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  app.removeAllContentTypeParsers();
  // Bodies are read as text whatever their content type says, so that `curl -d` needs no header.
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: FastifyError, _request, reply) => answerError(error, reply));
  app.setNotFoundHandler((request, reply) => answerError(unknownCall(request), reply));
  for (const each of adminOperations) addRoute(app, each, sandbox);
  // Made once it is asked for: nearly nobody does.
  app.get("/openapi.json", async () => openApiDocument(adminOperations, version));
}

function addRoute(app: FastifyInstance, operation: AdminOperation, sandbox: Sandbox): void {
  const { method, path, body, bodyKind = "json", bodyLimitBytes: bodyLimit = MEGABYTE } = operation;
  const url = path.replaceAll(/\{(\w+)\}/g, ":$1");
  app.route({
    method,
    url: url === "/" ? "" : url,
    bodyLimit,
    handler: async (request, reply) => {
      const input = {
        params: operation.params === undefined ? {} : check(operation.params, request.params),
        query: check(operation.query ?? Nothing, request.query),
        body: body === undefined ? undefined : check(body, bodyKind === "json" ? readJson(request) : request.body),
      };
      const answer = await operation.handle(input, sandbox);
      reply.code(operation.status ?? 200).type(operation.answerType ?? "application/json");
      return operation.answerType === undefined ? JSON.stringify(answer) : answer;
    },
  });
}

function readJson(request: FastifyRequest): unknown {
  const text = typeof request.body === "string" ? request.body : "";
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AdminError(400, `The body is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function unknownCall(request: FastifyRequest): AdminError {
  const path = request.url.split("?")[0] ?? "";
  return new AdminError(404, `there is no ${request.method} ${path}; /admin/openapi.json lists all calls`);
}

/** `{error: {message, issues}}`, as in the admin API of Graph. What the sandbox refuses to do is a 409. */
export function answerError(error: unknown, reply: FastifyReply): void {
  const status = statusOf(error);
  const issues = error instanceof AdminError ? error.issues : [];
  const reason = error instanceof Error ? error.message : String(error);
  const message = error instanceof IqError ? `WhatsApp refuses this with ${error.code} ${reason}` : reason;
  reply
    .code(status)
    .type("application/json")
    .send(JSON.stringify({ error: { message, issues } }));
}

function statusOf(error: unknown): number {
  if (error instanceof AdminError) return error.status;
  if (error instanceof IqError) return error.code === 404 || error.code === 400 ? error.code : 409;
  if (error instanceof TypeError || error instanceof ReferenceError) return 500;
  // Fastify's own refusals (a body that is too large) carry their status.
  return error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 409;
}
