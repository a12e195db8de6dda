import type { FastifyInstance } from "fastify";
import type { GraphServer } from "../graph-server.ts";
import { AdminError, check, defined } from "./check.ts";
import { adminContactRoutes } from "./contacts.ts";
import * as schemas from "./schemas.ts";

/** The admin API: everything that the TypeScript API does, over HTTP. For local use: it asks for no key. */
export function adminRoutes(app: FastifyInstance, server: GraphServer): void {
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof AdminError ? error.status : statusOf(error);
    const issues = error instanceof AdminError ? error.issues : [];
    reply.code(status).send({ error: { message: error instanceof Error ? error.message : String(error), issues } });
  });

  app.get("/", async () => ({
    url: server.url,
    accessToken: server.accessToken,
    verifyToken: server.verifyToken,
    webhookUrl: server.webhookUrl,
    statuses: server.statuses,
    phoneNumbers: server.phoneNumbers,
    contacts: server.contacts.length,
    messages: server.messages.length,
    faults: server.faults.armed.length,
  }));

  app.get("/phone-numbers", async () => server.phoneNumbers);
  app.post("/phone-numbers", async (request, reply) => {
    const number = defined(check(schemas.NewPhoneNumber, request.body));
    if (server.phoneNumbers.some(({ id }) => id === number.id))
      throw new AdminError(409, `phone number id ${number.id} is taken`);
    reply.code(201);
    return server.addPhoneNumber(number);
  });

  adminContactRoutes(app, server);

  app.get("/faults", async () =>
    server.faults.armed.map((armed) => ({ ...armed, remaining: finite(armed.remaining) })),
  );
  app.post("/faults", async (request, reply) => {
    const { times, on, ...fault } = { on: undefined, ...check(schemas.NewFault, request.body) };
    const scope = defined({ times, on });
    // A delay lasts until it is taken back, as in the TypeScript API.
    if (fault.kind === "delay") server.faults.delay(fault.ms, scope);
    else server.faults.arm(defined(fault) as Parameters<typeof server.faults.arm>[0], scope);
    reply.code(201);
    return server.faults.armed.map((armed) => ({ ...armed, remaining: finite(armed.remaining) }));
  });
  app.delete("/faults", async () => {
    server.faults.clear();
    return [];
  });

  app.put("/statuses", async (request) => {
    server.statuses = check(schemas.Statuses, request.body).enabled;
    return { enabled: server.statuses };
  });
  app.put("/webhook", async (request) => {
    server.webhookUrl = check(schemas.Webhook, request.body).url;
    return { url: server.webhookUrl };
  });
  app.post("/webhook/verify", async () => server.verifyWebhook());
  app.post("/webhook/post", async (request) => {
    const { payload, signature } = check(schemas.WebhookPost, request.body);
    return server.postWebhook(payload, signature === undefined ? {} : { signature });
  });

  app.get("/transcript", async (request) => {
    const { limit, kind } = check(schemas.TranscriptQuery, request.query);
    return server.transcript.entries.filter((entry) => kind === undefined || entry.kind === kind).slice(-limit);
  });
  app.post("/reset", async () => {
    server.reset();
    return { reset: true };
  });
}

function statusOf(error: unknown): number {
  return error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
}

/** JSON has no infinity: null stands for "until it is cleared". */
function finite(count: number): number | null {
  return Number.isFinite(count) ? count : null;
}
