import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { GraphError } from "../errors.ts";
import type { Fault } from "../faults.ts";
import type { GraphContext } from "./context.ts";

const PLAYED_BEFORE = ["error", "http", "hang"] as const;

/** Checks the access token, plays the armed faults and writes the transcript, for every route of `app`. */
export function guardGraphRoutes(app: FastifyInstance, context: GraphContext): void {
  const { faults, transcript } = context;

  app.addHook("onRequest", (request, _reply, done) => {
    done(isAuthorized(request, context.accessTokens) ? undefined : badToken(request));
  });

  app.addHook("preHandler", (request, reply, done) => {
    const target = request.routeOptions.config.faultTarget ?? "objects";
    const delay = faults.take(["delay"], target);
    const proceed = (): void => {
      const fault = faults.take(PLAYED_BEFORE, target);
      if (fault === undefined) done();
      else play(fault, request, reply, done);
    };
    if (delay === undefined) {
      proceed();
    } else {
      request.graphFault = "delay";
      setTimeout(proceed, delay.ms);
    }
  });

  app.addHook("preSerialization", (request, _reply, payload, done) => {
    request.graphAnswer = payload;
    done(null, payload);
  });

  app.addHook("onResponse", (request, reply, done) => {
    record(request, reply.statusCode);
    done();
  });

  function play(
    fault: Extract<Fault, { kind: (typeof PLAYED_BEFORE)[number] }>,
    request: FastifyRequest,
    reply: FastifyReply,
    done: (error?: Error) => void,
  ): void {
    request.graphFault = fault.kind;
    switch (fault.kind) {
      case "error":
        done(
          new GraphError(fault.code, {
            ...(fault.status === undefined ? {} : { status: fault.status }),
            ...(fault.details === undefined ? {} : { details: fault.details }),
          }),
        );
        return;
      case "http":
        reply.code(fault.status).type("text/html; charset=utf-8").send(fault.body);
        return;
      case "hang":
        reply.hijack();
        setTimeout(() => closeWithoutAnswer(request), fault.ms).unref();
    }
  }

  function closeWithoutAnswer(request: FastifyRequest): void {
    request.raw.socket.destroy();
    record(request, null);
  }

  function record(request: FastifyRequest, status: number | null): void {
    transcript.add({
      kind: "request",
      at: context.now(),
      method: request.method,
      path: pathOf(request.url),
      status,
      body: Buffer.isBuffer(request.body) ? `${request.body.length} bytes` : request.body,
      answer: request.graphAnswer,
      fault: request.graphFault,
    });
  }

  app.decorateRequest("dropConnection", function dropConnection(this: FastifyRequest, reply: FastifyReply): void {
    this.graphFault = "drop-after-accept";
    reply.hijack();
    closeWithoutAnswer(this);
  });
}

declare module "fastify" {
  interface FastifyRequest {
    /** Closes the connection without an answer, and says so in the transcript. */
    dropConnection(reply: FastifyReply): void;
  }
}

/** Raised for a missing or a wrong token. */
export function badToken(request: FastifyRequest): GraphError {
  const isMissing = request.headers.authorization === undefined;
  return new GraphError(190, {
    message: isMissing
      ? "An access token is required to request this resource."
      : "Invalid OAuth access token - Cannot parse access token",
  });
}

/** Whether the request carries one of the tokens: in the header, or in the query as Graph allows as well. */
export function isAuthorized(request: FastifyRequest, tokens: ReadonlySet<string>): boolean {
  const header = request.headers.authorization;
  if (header !== undefined) return /^bearer /i.test(header) && tokens.has(header.slice(7).trim());
  const { access_token: inQuery } = request.query as { readonly access_token?: unknown };
  return typeof inQuery === "string" && tokens.has(inQuery);
}

function pathOf(url: string): string {
  const end = url.indexOf("?");
  return end === -1 ? url : url.slice(0, end);
}
