import { CidrListError, parseCidrList } from "@waxwing/outbound";
import { z } from "zod";

/** A setting whose text is read by `read`; what it throws is the problem that the operator is told. */
function setting<T>(read: (text: string) => T) {
  return z.string().transform((text, context): T => {
    try {
      return read(text.trim());
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });
}

const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** Any text without spaces. */
export const word = () =>
  setting((text) => {
    if (/\s/.test(text)) throw new Error(`must not contain spaces, got ${shown(text)}`);
    return text;
  });

/** One line of text. */
export const line = (maxLength: number) =>
  setting((text) => {
    if (text === "" || text.length > maxLength || /[\p{Cc}]/u.test(text))
      throw new Error(`must be a line of 1 to ${maxLength} characters, got ${shown(text)}`);
    return text;
  });

/** A color as `#RRGGBB`. */
export const color = () =>
  setting((text) => {
    if (!/^#[0-9a-f]{6}$/i.test(text)) throw new Error(`must be a color such as #198754, got ${shown(text)}`);
    return text;
  });

/** Three numbers with dots. */
export const versionOfThree = () =>
  setting((text): [number, number, number] => {
    const [, one, two, three] = /^(\d{1,9})\.(\d{1,9})\.(\d{1,10})$/.exec(text) ?? [];
    if (three === undefined) throw new Error(`must be a version such as 2.3000.1023223821, got ${shown(text)}`);
    return [Number(one), Number(two), Number(three)];
  });

/** A key of so many bytes in base64. Its value is in no message. */
export const base64Key = (bytes: number) =>
  setting((text) => {
    const key = Buffer.from(text, "base64");
    if (key.length !== bytes) throw new Error(`must be ${bytes} bytes in base64, has ${key.length} bytes`);
    return key;
  });

/** A folder or file, relative to the working directory. */
export const path = () => setting((text) => text);

/** A secret of at least `minLength` printable ASCII characters. Its value is in no message. */
export const secret = (minLength: number, maxLength = 4096) =>
  setting((text) => {
    if (text.length < minLength) throw new Error(`must have at least ${minLength} characters, has ${text.length}`);
    if (text.length > maxLength) throw new Error(`must have at most ${maxLength} characters, has ${text.length}`);
    if (!/^[\x21-\x7e]+$/.test(text)) throw new Error("must consist of printable ASCII characters without spaces");
    return text;
  });

/** Secrets of at least `minLength` characters, separated by commas. Their values are in no message. */
export const secretList = (minLength: number) =>
  setting((text) => {
    const secrets = parts(text);
    if (secrets.some((part) => part.length < minLength || !/^[\x21-\x7e]+$/.test(part)))
      throw new Error(`must be secrets of at least ${minLength} printable ASCII characters, separated by commas`);
    return secrets;
  });

/** A whole number. */
export const integer = (min: number, max: number) => number(min, max, /^[+-]?\d+$/, "a whole number");

/** A number, with a dot. */
export const decimal = (min: number, max: number) => number(min, max, /^[+-]?\d+(\.\d+)?$/, "a number");

function number(min: number, max: number, form: RegExp, kind: string) {
  return setting((text) => {
    const value = Number(text);
    if (form.test(text) && value >= min && value <= max) return value;
    throw new Error(`must be ${kind} from ${min} to ${max}, got ${shown(text)}`);
  });
}

const truths = new Map([
  ["true", true],
  ["1", true],
  ["yes", true],
  ["on", true],
  ["false", false],
  ["0", false],
  ["no", false],
  ["off", false],
]);

/** `true` or `false`. */
export const flag = () =>
  setting((text) => {
    const value = truths.get(text.toLowerCase());
    if (value === undefined) throw new Error(`must be true or false, got ${shown(text)}`);
    return value;
  });

/** One of a few words. */
export const oneOf = <const T extends string>(...values: readonly T[]) =>
  setting((text) => {
    const value = values.find((candidate) => candidate === text.toLowerCase());
    if (value === undefined) throw new Error(`must be ${values.join(" or ")}, got ${shown(text)}`);
    return value;
  });

const parts = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** HTTP methods, separated by commas. */
export const methodList = () =>
  setting((text) => {
    const methods = parts(text).map((part) => part.toUpperCase());
    const wrong = methods.filter((method) => !/^[A-Z]+$/.test(method));
    if (wrong.length > 0 || methods.length === 0)
      throw new Error(`must be HTTP methods separated by commas, got ${shown(text)}`);
    return methods;
  });

/** Status codes, separated by commas. */
export const statusList = () =>
  setting((text) => {
    const wrong = parts(text).filter((part) => !/^[1-5]\d\d$/.test(part));
    if (wrong.length > 0)
      throw new Error(`must be HTTP status codes separated by commas, got ${wrong.map(shown).join(", ")}`);
    return parts(text).map(Number);
  });

/** `*`, or web origins separated by commas. */
export const originList = () =>
  setting((text): "*" | readonly string[] => {
    const origins = parts(text);
    if (origins.includes("*")) return "*";
    return origins.map((origin) => {
      const url = URL.canParse(origin) ? new URL(origin) : undefined;
      if (url === undefined || url.origin === "null" || (url.pathname !== "/" && url.pathname !== "")) {
        throw new Error(
          `must be * or origins such as https://app.example.com separated by commas, got ${shown(origin)}`,
        );
      }
      return url.origin;
    });
  });

/** Ranges of addresses. */
export const cidrList = () => setting(cidrs);

function cidrs(text: string): readonly string[] {
  try {
    return parseCidrList(text);
  } catch (error) {
    throw error instanceof CidrListError ? new Error(error.problems.join("; ")) : error;
  }
}

/** Whom to believe about a client's address: nobody, everybody, the last n proxies, or the proxies in some ranges. */
export const trustedProxies = () =>
  setting((text): boolean | number | string[] => {
    const truth = truths.get(text.toLowerCase());
    if (/^\d{1,2}$/.test(text)) return Number(text) === 0 ? false : Number(text);
    if (truth !== undefined) return truth;
    return parts(text).flatMap((part) => (/^(loopback|linklocal|uniquelocal)$/.test(part) ? [part] : cidrs(part)));
  });

/** An address of a web server, without a slash at its end. */
export const httpUrl = () =>
  setting((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (
      url === undefined ||
      !/^https?:$/.test(url.protocol) ||
      url.search !== "" ||
      url.hash !== "" ||
      url.username !== ""
    ) {
      throw new Error(
        `must be an http or https address without query, such as https://whatsapp.example.com, got ${shown(text)}`,
      );
    }
    return url.href.replace(/\/+$/, "");
  });

/** An address of a WebSocket. */
export const webSocketUrl = () =>
  setting((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^wss?:$/.test(url.protocol) || url.hash !== "" || url.username !== "")
      throw new Error(`must be a ws or wss address such as wss://web.whatsapp.com/ws/chat, got ${shown(text)}`);
    return url.href;
  });

/** A PostgreSQL URI; it can hold a password, so its value is in no message. */
export const postgresUri = () =>
  setting((text) => {
    if (!/^postgres(ql)?:\/\/\S+$/.test(text))
      throw new Error("must be a URI such as postgresql://user:password@host:5432/database");
    return text;
  });

const levels = ["silent", "fatal", "error", "warn", "info", "debug", "trace"] as const;
type LogLevel = (typeof levels)[number];

/** Evolution's names that are not ours; the most verbose one of its list counts. */
const otherLevels: Readonly<Record<string, LogLevel>> = {
  log: "info",
  verbose: "debug",
  dark: "debug",
  webhooks: "debug",
  websocket: "debug",
};

/** One level of pino, or a list, of which the most verbose one counts. */
export const logLevel = () =>
  setting((text): LogLevel => {
    const found = parts(text.toLowerCase()).map((part) => {
      const level = otherLevels[part] ?? levels.find((name) => name === part);
      if (level === undefined) throw new Error(`must be one of ${levels.join(", ")}, got ${shown(part)}`);
      return level;
    });
    const last = found.sort((a, b) => levels.indexOf(a) - levels.indexOf(b)).at(-1);
    if (last === undefined) throw new Error(`must be one of ${levels.join(", ")}`);
    return last;
  });
