import "./quiet-libsignal.ts";
import {
  type AnyMessageContent,
  type AuthenticationState,
  type BaileysEventMap,
  type MiscMessageGenerationOptions,
  makeWASocket,
  WA_CERT_DETAILS,
  type WAMessage,
  type WASocket,
} from "@whiskeysockets/baileys";
import { clientOptions } from "../client-options.ts";
import { parseJid } from "../web/jid.ts";
import type { Account, DeviceAddress } from "../web/model.ts";
import type { ClientEvent, ReachableSandbox, TestClientOptions } from "./client-types.ts";
import { Conditions, type Patience } from "./conditions.ts";
import { EventLog } from "./event-log.ts";
import { complaintsIn, type LogLine, LogRecorder } from "./log-recorder.ts";
import { memoryAuth } from "./memory-auth.ts";
import { textOfMessage } from "./message-text.ts";
import { withOneTimeKeys } from "./one-time-keys.ts";

/**
 * An unmodified Baileys client for tests. It restarts by itself after pairing (515), keeps all events and log lines of
 * all its sessions, and answers retries with what it has sent.
 */
export class TestClient {
  readonly sandbox: ReachableSandbox;
  readonly account: Account;
  readonly auth: AuthenticationState;
  /** Status codes with which sessions have ended, oldest first; 0 for an end without error. */
  readonly ends: number[] = [];
  /** Every message that it has sent or received, by id. */
  readonly messages = new Map<string, WAMessage>();
  readonly #options: TestClientOptions;
  readonly #events = new EventLog();
  readonly #log = new LogRecorder();
  readonly #web: ReturnType<typeof clientOptions>;
  readonly #conditions = new Conditions();
  #socket: WASocket | null = null;
  #isPairing = false;
  #pairingError: unknown = null;

  constructor(sandbox: ReachableSandbox, options: TestClientOptions) {
    this.sandbox = sandbox;
    this.#options = options;
    this.account = sandbox.world.directory.account(
      options.phone,
      options.name === undefined ? {} : { name: options.name },
    );
    this.auth = options.auth ?? withOneTimeKeys(memoryAuth());
    if (options.initialSync === false) this.auth.creds.accountSyncCounter = 1;
    this.#web = clientOptions({ host: "127.0.0.1", port: sandbox.port, caPem: sandbox.caPem });
  }

  /** Of all sessions, oldest first. */
  get events(): readonly ClientEvent[] {
    return this.#events.events;
  }

  /** The present session. Raises an Error before the first. */
  get socket(): WASocket {
    if (this.#socket === null) throw new Error("the client was not started");
    return this.#socket;
  }

  /** Its own JID without device. */
  get jid(): string {
    return `${this.account.phone}@s.whatsapp.net`;
  }

  get lid(): string {
    return `${this.account.lid}@lid`;
  }

  /** Raises an Error before pairing. */
  get address(): DeviceAddress {
    const device = parseJid(this.auth.creds.me?.id)?.device ?? 0;
    if (device === 0) throw new Error("the client is not linked");
    return { account: this.account, device };
  }

  /** The QR code that it shows now; undefined when it shows none. */
  get qr(): string | undefined {
    return this.#events.qr;
  }

  get isOpen(): boolean {
    return this.#events.isOpen;
  }

  /** What Baileys logged, of the info level and above. */
  get logs(): readonly LogLine[] {
    return this.#log.lines;
  }

  /** Errors and warnings in its log, but those of every normal life. */
  complaints(): LogLine[] {
    return complaintsIn(this.logs);
  }

  errors(): LogLine[] {
    return this.complaints().filter(({ level }) => level === "error");
  }

  /** Begins a session without waiting for anything. */
  start(): void {
    WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(this.sandbox.rootKey);
    const { close: _, ...web } = this.#web;
    const socket = makeWASocket({
      ...web,
      logger: this.#log,
      browser: ["Sandbox", "Chrome", "1.0"],
      getMessage: async ({ id }) => this.messages.get(id ?? "")?.message ?? undefined,
      ...this.#options.config,
      auth: this.auth,
    });
    this.#socket = socket;
    this.#events.begin();
    socket.ev.process((events) => this.#receive(socket, events));
  }

  /** Resolves when the session is open and has got what waited for it. Rejects when it ends before that. */
  async opened(patience: Patience = {}): Promise<void> {
    const { length } = this.ends;
    await this.until(
      () => {
        if (this.#pairingError !== null) throw this.#pairingError;
        if (this.ends.slice(length).some((code) => code !== 515)) throw this.#ended();
        return this.#events.isReady;
      },
      { what: "open connection", ...patience },
    );
    await this.until(() => this.auth.creds.accountSyncCounter > 0 || !this.isOpen, {
      // Without history and settings from its phone, a client waits twenty seconds for them.
      timeoutMs: 25_000,
      what: "first sync",
    });
  }

  /** Resolves with the status code with which the session ends (or the last one has ended). */
  async closed(patience: Patience = {}): Promise<number> {
    await this.until(() => this.ends.length > 0 && this.#socket === null, {
      what: "end of the connection",
      ...patience,
    });
    return this.ends.at(-1) ?? 0;
  }

  /** Starts another session with the same credentials, and waits until it is open. */
  async reconnect(patience?: Patience): Promise<void> {
    await this.disconnect();
    this.start();
    await this.opened(patience);
  }

  /** Sends a message, and remembers it for retries. */
  async send(to: string, content: AnyMessageContent, options?: MiscMessageGenerationOptions): Promise<WAMessage> {
    const message = await this.socket.sendMessage(to, content, options);
    if (message === undefined) throw new Error("nothing was sent");
    this.messages.set(message.key.id ?? "", message);
    return message;
  }

  /** Resolves with the first event of this name for which `accepts` is true, past (from `after` on) or to come. */
  async waitFor<Name extends keyof BaileysEventMap>(
    name: Name,
    accepts: (data: BaileysEventMap[Name]) => boolean = () => true,
    { after = 0, ...patience }: Patience & { readonly after?: number } = {},
  ): Promise<BaileysEventMap[Name]> {
    const find = (): BaileysEventMap[Name] | undefined => this.#events.find(name, accepts, after);
    await this.until(() => find() !== undefined, { what: `event ${name}`, ...patience });
    return find() as BaileysEventMap[Name];
  }

  /** Resolves with the first message, past (from `after` on) or to come, for which `accepts` is true. */
  async message(
    accepts: (message: WAMessage) => boolean,
    options: Patience & { readonly after?: number } = {},
  ): Promise<WAMessage> {
    const { messages } = await this.waitFor("messages.upsert", ({ messages }) => messages.some(accepts), options);
    const found = messages.find(accepts);
    if (found === undefined) throw new Error("the message is gone");
    return found;
  }

  /** Resolves with the first message with this text. */
  text(text: string, options?: Patience & { readonly after?: number }): Promise<WAMessage> {
    return this.message(({ message }) => textOfMessage(message) === text, options);
  }

  /** Resolves once the condition holds; it is looked at after every event and every 20 ms. */
  until(condition: () => unknown, patience?: Patience): Promise<void> {
    return this.#conditions.until(condition, () => this.#diagnosis(), patience);
  }

  /**
   * Ends the session once all that the server has sent is answered: what is not comes again in the next session, and
   * cannot be decrypted twice.
   */
  async disconnect(): Promise<void> {
    const socket = this.#socket;
    if (socket === null) return;
    if (this.isOpen) {
      const { hub } = this.sandbox.world;
      const isAnswered = (): boolean => !this.isOpen || hub.waiting(this.address).length === 0;
      await this.until(isAnswered, { timeoutMs: 2000 }).catch(() => {});
    }
    socket.end(undefined);
    await this.until(() => this.#socket !== socket, { what: "end of the connection" });
  }

  /** Ends the session, and lets all of the client's handles go. */
  async close(): Promise<void> {
    await this.disconnect();
    await this.#web.close();
  }

  #receive(socket: WASocket, events: Partial<BaileysEventMap>): void {
    this.#events.add(events);
    for (const message of events["messages.upsert"]?.messages ?? []) {
      if (message.message) this.messages.set(message.key.id ?? "", message);
    }
    const update = events["connection.update"];
    if (update?.qr !== undefined) this.#pair(update.qr);
    if (update?.connection === "close") this.#closed(socket, update.lastDisconnect?.error);
    this.#conditions.changed();
  }

  #closed(socket: WASocket, error: Error | undefined): void {
    const code = (error as { output?: { statusCode?: number } } | undefined)?.output?.statusCode ?? 0;
    this.ends.push(code);
    if (this.#socket !== socket) return;
    this.#socket = null;
    if (code === 515) this.start();
  }

  #pair(qr: string): void {
    const { pairing = "qr" } = this.#options;
    if (pairing === "none" || this.#isPairing) return;
    this.#isPairing = true;
    const paired = pairing === "qr" ? this.sandbox.world.pairing.scanQr(qr, this.account) : this.pairWithCode();
    paired.catch((error: unknown) => {
      this.#pairingError = error;
    });
  }

  /** Asks for a pairing code and lets the account's phone take it. */
  async pairWithCode(): Promise<void> {
    const code = await this.socket.requestPairingCode(this.account.phone);
    const { pairing } = this.sandbox.world;
    await this.until(() => pairing.pending.some(({ codePhone }) => codePhone === this.account.phone), {
      what: "request for a pairing code",
    });
    await pairing.enterCode(code, this.account);
  }

  #ended(): Error {
    return new Error(`the connection ended with ${this.ends.at(-1)}${this.#diagnosis()}`);
  }

  #diagnosis(): string {
    const complaints = this.complaints().map(({ level, message }) => `${level}: ${message}`);
    const said = complaints.length === 0 ? "" : `; its log says ${complaints.slice(-5).join(" | ")}`;
    return ` (client of +${this.account.phone})${said}`;
  }
}
