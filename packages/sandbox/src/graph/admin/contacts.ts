import type { FastifyInstance, FastifyReply } from "fastify";
import type { VirtualContact } from "../contact.ts";
import type { GraphServer } from "../graph-server.ts";
import { AdminError, check, defined } from "./check.ts";
import * as schemas from "./schemas.ts";

type PhonePath = { Params: { phone: string } };

/** The part of the admin API that drives the virtual contacts. */
export function adminContactRoutes(app: FastifyInstance, server: GraphServer): void {
  app.get("/contacts", async () => server.contacts.map(describe));
  app.post("/contacts", async (request, reply) => {
    const { phone, ...options } = check(schemas.NewContact, request.body);
    reply.code(201);
    return describe(server.contact(phone, defined(options)));
  });
  app.get<PhonePath>("/contacts/:phone/received", async (request) => find(request.params.phone).received);

  app.post<PhonePath>("/contacts/:phone/say", async (request, reply) => {
    const { text, waitMs, ...options } = check(schemas.Say, request.body);
    return settled(writer(request.params.phone, options.to).say(text, defined(options)), waitMs, reply);
  });
  app.post<PhonePath>("/contacts/:phone/react", async (request, reply) => {
    const { messageId, emoji, waitMs, ...options } = check(schemas.React, request.body);
    return settled(writer(request.params.phone, options.to).react(messageId, emoji, defined(options)), waitMs, reply);
  });
  app.post<PhonePath>("/contacts/:phone/tap", async (request, reply) => {
    const { messageId, choiceId, waitMs, ...options } = check(schemas.Tap, request.body);
    return settled(writer(request.params.phone, options.to).tap(messageId, choiceId, defined(options)), waitMs, reply);
  });
  app.post<PhonePath>("/contacts/:phone/send", async (request, reply) => {
    const { type, content, waitMs, ...options } = check(schemas.Send, request.body);
    return settled(writer(request.params.phone, options.to).send({ type, content }, defined(options)), waitMs, reply);
  });
  app.post<PhonePath>("/contacts/:phone/media", { bodyLimit: 150 * 1024 * 1024 }, async (request, reply) => {
    const { base64, waitMs, to, quoted, ...media } = check(schemas.SendMedia, request.body);
    const contact = writer(request.params.phone, to);
    const file = { ...defined(media), bytes: Buffer.from(base64, "base64") };
    return settled(contact.sendMedia(file, defined({ to, quoted })), waitMs, reply);
  });
  app.post<PhonePath>("/contacts/:phone/read", async (request, reply) => {
    const { messageId, waitMs } = check(schemas.Read, request.body);
    const read = find(request.params.phone).read(messageId);
    return settled(
      read.then(() => ({})),
      waitMs,
      reply,
    );
  });

  function find(phone: string): VirtualContact {
    const contact = server.findContact(phone);
    if (contact === undefined) throw new AdminError(404, `no contact ${phone}; create it with POST /admin/contacts`);
    return contact;
  }

  function writer(phone: string, to: string | undefined): VirtualContact {
    if (to !== undefined && !server.phoneNumbers.some(({ id }) => id === to)) {
      throw new AdminError(404, `no phone number ${to}`);
    }
    return find(phone);
  }
}

/**
 * Waits for the receiver of the webhook: 200 when it has taken it, 202 when it has not within `waitMs` (the retries go
 * on), 409 when it was given up or cannot be done.
 */
async function settled(work: Promise<object>, waitMs: number, reply: FastifyReply): Promise<object> {
  const outcome = work.then(
    (result) => ({ delivered: true, ...result }),
    (error: unknown) => new AdminError(409, error instanceof Error ? error.message : String(error)),
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), waitMs);
  });
  const first = await Promise.race([outcome, late]).finally(() => clearTimeout(timer));
  if (first instanceof AdminError) throw first;
  reply.code(first === null ? 202 : 200);
  return first ?? { delivered: false };
}

function describe(contact: VirtualContact): object {
  return {
    waId: contact.waId,
    name: contact.name,
    echo: contact.echo,
    typing: contact.typing,
    received: contact.received.length,
  };
}
