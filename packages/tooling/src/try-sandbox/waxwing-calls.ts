import * as z from "zod";

const Key = z.object({ id: z.string() });
const Sent = z.object({ key: Key });
const Found = z.object({
  messages: z.object({
    total: z.int(),
    records: z.array(z.object({ key: Key, message: z.looseObject({ conversation: z.string().optional() }).nullish() })),
  }),
});
const State = z.object({ instance: z.object({ state: z.enum(["open", "connecting", "close"]) }) });
const Connection = z.object({ code: z.string().nullish() });
const Refusal = z.object({ code: z.string() });

/** The calls of the REST API that the first round needs. */
export class WaxwingCalls {
  readonly url: string;
  readonly apiKey: string;

  constructor(url: string, apiKey: string) {
    this.url = url;
    this.apiKey = apiKey;
  }

  /** Makes an instance; one of an earlier run with the same data is good as well. */
  async createInstance(instanceName: string, how: Readonly<Record<string, string>>): Promise<void> {
    const answer = await this.#post("/instance/create", { instanceName, ...how });
    if (answer.ok) return;
    const body: unknown = await answer.json();
    if (Refusal.safeParse(body).data?.code === "INSTANCE_ALREADY_EXISTS") return;
    throw new Error(`no instance could be made: HTTP ${answer.status} ${JSON.stringify(body)}`);
  }

  /** Begins to connect; answers the raw text of the QR code, null when none is needed. */
  async qrCode(instanceName: string): Promise<string | null> {
    return Connection.parse(await this.#json(`/instance/connect/${instanceName}`)).code ?? null;
  }

  async connectionState(instanceName: string): Promise<string> {
    return State.parse(await this.#json(`/instance/connectionState/${instanceName}`)).instance.state;
  }

  /** @returns the id of the message. */
  async sendText(instanceName: string, number: string, text: string): Promise<string> {
    return Sent.parse(await this.#json(`/message/sendText/${instanceName}`, { number, text })).key.id;
  }

  /** How many messages of this person the server has stored, and the text of the newest; "" when it is not a plain text. */
  async messagesFrom(instanceName: string, number: string): Promise<{ total: number; newestText: string }> {
    const where = { key: { remoteJid: `${number}@s.whatsapp.net`, fromMe: false } };
    const found = Found.parse(await this.#json(`/chat/findMessages/${instanceName}`, { where, offset: 1 }));
    const { total, records } = found.messages;
    return { total, newestText: records[0]?.message?.conversation ?? "" };
  }

  async #json(path: string, body?: unknown): Promise<unknown> {
    const answer = await (body === undefined
      ? fetch(this.url + path, { headers: { apikey: this.apiKey } })
      : this.#post(path, body));
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} answered HTTP ${answer.status}: ${text}`);
    return JSON.parse(text);
  }

  #post(path: string, body: unknown): Promise<Response> {
    return fetch(this.url + path, {
      method: "POST",
      headers: { apikey: this.apiKey, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }
}
