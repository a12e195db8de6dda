import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { StartError } from "../start-error.ts";
import { parseSettings, readSettings } from "./read-settings.ts";
import { documentedSettings, serverUrlOf, settingsSchema } from "./settings.ts";

const folder = mkdtempSync(join(tmpdir(), "waxwing-settings-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function problemsOf(environment: Record<string, string>): string {
  try {
    parseSettings(environment);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("there was no problem");
}

describe("settings", () => {
  it("all have defaults or are optional", () => {
    const settings = parseSettings({});
    expect(settings).toMatchObject({
      SERVER_HOST: "0.0.0.0",
      SERVER_PORT: 8080,
      SHUTDOWN_TIMEOUT: 30,
      WA_BUSINESS_VERSION: "v23.0",
      CORS_ORIGIN: "*",
      OUTBOUND_ALLOW_PRIVATE: [],
      WEBHOOK_RETRY_NON_RETRYABLE_STATUS_CODES: [400, 401, 403, 404, 422],
      WEBHOOK_RETRY_USE_EXPONENTIAL_BACKOFF: true,
      LOG_LEVEL: "info",
    });
    expect(settings.AUTHENTICATION_API_KEY).toBeUndefined();
    expect(serverUrlOf(settings, 8080)).toBe("http://localhost:8080");
  });

  it("are all documented, with the default's text", () => {
    expect(documentedSettings.map(({ name }) => name)).toEqual(Object.keys(settingsSchema.shape));
    expect(documentedSettings.filter(({ description }) => description.length < 10)).toEqual([]);
    expect(documentedSettings.find(({ name }) => name === "SERVER_PORT")?.default).toBe("8080");
  });

  it("tell every problem at once, and no secret", () => {
    const message = problemsOf({
      SERVER_PORT: "many",
      AUTHENTICATION_API_KEY: "short",
      ENCRYPTION_KEY: "also-short",
      DATABASE_CONNECTION_URI: "mysql://root:pass-word@localhost/db",
      OUTBOUND_ALLOW_PRIVATE: "10.0.0.0/8, 10.0.0.300, ::1/200",
      SERVER_URL: "ftp://example.com",
      LOG_LEVEL: "loud",
      CORS_ORIGIN: "https://a.example, nonsense",
      COMPATIBILITY: "waha",
      WEBHOOK_RETRY_JITTER_FACTOR: "2",
      SHUTDOWN_TIMEOUT: "0",
    });
    expect(message).toContain("11 settings are wrong");
    const names = message
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(" ")[0]);
    expect(names.sort()).toEqual([
      "AUTHENTICATION_API_KEY",
      "COMPATIBILITY",
      "CORS_ORIGIN",
      "DATABASE_CONNECTION_URI",
      "ENCRYPTION_KEY",
      "LOG_LEVEL",
      "OUTBOUND_ALLOW_PRIVATE",
      "SERVER_PORT",
      "SERVER_URL",
      "SHUTDOWN_TIMEOUT",
      "WEBHOOK_RETRY_JITTER_FACTOR",
    ]);
    expect(message).toContain("10.0.0.300");
    expect(message).toContain("::1/200");
    for (const secret of ["short", "also-short", "pass-word"]) expect(message).not.toContain(`"${secret}`);
    expect(message).not.toContain("pass-word");
  });

  it("take an empty text for unset", () => {
    expect(parseSettings({ SERVER_PORT: "", ENCRYPTION_KEY: " " })).toEqual(parseSettings({}));
  });

  it("come from .env where the environment is silent", () => {
    writeFileSync(join(folder, ".env"), "SERVER_PORT=9000 # comment\nLOG_LEVEL='warn'\nSERVER_NAME=evolution\n");
    const { settings, foreign } = readSettings({ LOG_LEVEL: "debug", SERVER_PORT: "" }, folder);
    expect(settings.SERVER_PORT).toBe(9000);
    expect(settings.LOG_LEVEL).toBe("debug");
    expect(foreign).toEqual(["SERVER_NAME"]);
  });

  it("need no .env, and mind no folder of that name", () => {
    const empty = join(folder, "empty");
    mkdirSync(join(empty, ".env"), { recursive: true });
    expect(readSettings({}, empty).settings).toEqual(parseSettings({}));
    expect(readSettings({}, join(folder, "absent")).settings).toEqual(parseSettings({}));
  });

  it.each([
    ["ERROR,WARN", "warn"],
    ["ERROR,WARN,DEBUG,INFO,LOG,VERBOSE,DARK,WEBHOOKS,WEBSOCKET", "debug"],
    ["LOG", "info"],
    ["Trace", "trace"],
    ["silent", "silent"],
  ])("read the log level %s as %s", (text, level) => {
    expect(parseSettings({ LOG_LEVEL: text }).LOG_LEVEL).toBe(level);
  });

  it("read lists, addresses and numbers of proxies", () => {
    const settings = parseSettings({
      CORS_ORIGIN: "https://A.example/, http://localhost:3000",
      CORS_METHODS: "get,post",
      OUTBOUND_ALLOW_PRIVATE: "127.0.0.1, fd00::/8",
      SERVER_URL: "https://whatsapp.example.com/api/",
      TRUST_PROXY: "2",
    });
    expect(settings.CORS_ORIGIN).toEqual(["https://a.example", "http://localhost:3000"]);
    expect(settings.CORS_METHODS).toEqual(["GET", "POST"]);
    expect(settings.OUTBOUND_ALLOW_PRIVATE).toEqual(["127.0.0.1/32", "fd00::/8"]);
    expect(serverUrlOf(settings, 1)).toBe("https://whatsapp.example.com/api");
    expect(settings.TRUST_PROXY).toBe(2);
    expect(parseSettings({ TRUST_PROXY: "loopback, 10.0.0.0/8" }).TRUST_PROXY).toEqual(["loopback", "10.0.0.0/8"]);
  });

  it("are read for WhatsApp Web", () => {
    const key = Buffer.alloc(32, 7);
    const settings = parseSettings({
      ENCRYPTION_KEY_PREVIOUS: "an-earlier-secret-1, an-earlier-secret-2",
      WA_WEB_SOCKET_URL: "ws://127.0.0.1:9090/ws/chat",
      WA_WEB_ROOT_KEY: key.toString("base64"),
      CONFIG_BAILEYS_VERSION: "2.3000.1023223821",
      CONFIG_SESSION_PHONE_CLIENT: "Evolution API",
      QRCODE_COLOR: "#198754",
    });
    expect(settings.ENCRYPTION_KEY_PREVIOUS).toEqual(["an-earlier-secret-1", "an-earlier-secret-2"]);
    expect(settings.WA_WEB_ROOT_KEY).toEqual(key);
    expect(settings.CONFIG_BAILEYS_VERSION).toEqual([2, 3000, 1023223821]);
    expect(settings.CONFIG_SESSION_PHONE_CLIENT).toBe("Evolution API");
    expect(parseSettings({}).ENCRYPTION_KEY_PREVIOUS).toEqual([]);
    for (const wrong of [
      { ENCRYPTION_KEY_PREVIOUS: "short" },
      { WA_WEB_SOCKET_URL: "https://web.whatsapp.com" },
      { WA_WEB_ROOT_KEY: "AAAA" },
      { CONFIG_BAILEYS_VERSION: "latest" },
      { CONFIG_SESSION_PHONE_CLIENT: "two\nlines" },
      { QRCODE_COLOR: "green" },
      { QRCODE_LIMIT: "0" },
    ]) {
      expect(() => parseSettings(wrong), JSON.stringify(wrong)).toThrow(StartError);
    }
  });

  it("name variables of other servers, and nobody else's", () => {
    const { foreign } = readSettings(
      {
        RABBITMQ_ENABLED: "true",
        DATABASE_PROVIDER: "postgresql",
        SERVER_PROT: "8080",
        S3_SAVE_VIDEO: "true",
        WEBHOOK_GLOBAL_URL: "https://a.example",
        SERVER_PORT: "8080",
        PATH: "/bin",
        LANGUAGE: "en",
        NODE_ENV: "production",
        RABBITMQ_SERVICE_HOST: "10.0.0.1",
        WA_WEB_SOCKET_URL: "wss://a.example",
        OPENAI_API_KEY: "x",
      },
      folder,
    );
    expect(foreign).toEqual([
      "DATABASE_PROVIDER",
      "RABBITMQ_ENABLED",
      "S3_SAVE_VIDEO",
      "SERVER_NAME",
      "SERVER_PROT",
      "WEBHOOK_GLOBAL_URL",
    ]);
  });
});
