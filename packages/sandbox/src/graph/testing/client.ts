import { request } from "undici";
import type { GraphErrorBody } from "../errors.ts";
import type { GraphServer } from "../graph-server.ts";

/** What a send answers. */
export interface SendAnswer {
  readonly messaging_product: string;
  readonly contacts: readonly { readonly input: string; readonly wa_id: string }[];
  readonly messages: readonly { readonly id: string }[];
}

/** Answer to a request: status and decoded body. */
export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** A JSON request to Graph with the server's token. */
export async function graph<Body>(
  server: GraphServer,
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: unknown,
  token = server.accessToken,
): Promise<Answer<Body>> {
  const response = await request(`${server.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: response.statusCode, body: (await response.body.json()) as Body };
}

/** The envelope of a message to one person. */
export function to(phone: string, content: object): object {
  return { messaging_product: "whatsapp", recipient_type: "individual", to: phone, ...content };
}

/** Posts a message from the server's first number. */
export function send<Body = SendAnswer>(server: GraphServer, body: unknown): Promise<Answer<Body>> {
  return graph<Body>(server, "POST", `/v23.0/${server.phoneNumbers[0]?.id}/messages`, body);
}

/** Posts a text and gives back its id. */
export async function sendText(server: GraphServer, phone: string, body: string, more: object = {}): Promise<string> {
  const answer = await send(server, to(phone, { type: "text", text: { body }, ...more }));
  if (answer.status !== 200) throw new Error(`the send answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body.messages[0]?.id ?? "";
}

/** Posts a message that is refused and gives back status and error. */
export async function refusal(
  server: GraphServer,
  body: unknown,
): Promise<{ status: number; error: GraphErrorBody["error"] }> {
  const answer = await send<GraphErrorBody>(server, body);
  return { status: answer.status, error: answer.body.error };
}
