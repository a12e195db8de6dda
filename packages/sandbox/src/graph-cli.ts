import { parseArgs } from "node:util";
import { DEFAULT_ACCESS_TOKEN, DEFAULT_CLI_PORT, DEFAULT_PHONE_NUMBER_ID } from "./graph/defaults.ts";
import type { GraphServer } from "./graph/graph-server.ts";
import type { GraphServerOptions } from "./graph/options.ts";
import { startGraphServer } from "./graph/server.ts";

const USAGE = `Usage: npm run graph -- [options]

  --port N                 port to listen on (GRAPH_PORT; ${DEFAULT_CLI_PORT}, 0 for a free one)
  --host ADDRESS           address to listen on (GRAPH_HOST; 127.0.0.1)
  --webhook URL            where webhooks go (GRAPH_WEBHOOK; http://127.0.0.1:8080/webhook/meta; "none" for nowhere)
  --app-secret TEXT        signs the webhooks (WA_BUSINESS_APP_SECRET)
  --verify-token TEXT      for the handshake with the receiver (WA_BUSINESS_TOKEN_WEBHOOK)
  --access-token TEXT      what requests must carry (GRAPH_ACCESS_TOKEN; ${DEFAULT_ACCESS_TOKEN})
  --phone-number-id ID     repeatable (GRAPH_PHONE_NUMBER_ID, separated by commas; ${DEFAULT_PHONE_NUMBER_ID})
  --echo                   contacts answer each text with the same text (GRAPH_ECHO=true)
  --no-statuses            do not report sent and delivered (GRAPH_STATUSES=false)
  --seed TEXT              the same ids in every run (GRAPH_SEED)
  --help
`;

/** What the command line asks for. Raises an Error with a sentence for people when an option is wrong. */
function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): GraphServerOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string" },
      host: { type: "string" },
      webhook: { type: "string" },
      "app-secret": { type: "string" },
      "verify-token": { type: "string" },
      "access-token": { type: "string" },
      "phone-number-id": { type: "string", multiple: true },
      echo: { type: "boolean" },
      "no-statuses": { type: "boolean" },
      seed: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) return "help";
  const portText = values.port ?? env["GRAPH_PORT"] ?? String(DEFAULT_CLI_PORT);
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port: ${portText} is not a port`);
  const webhook = values.webhook ?? env["GRAPH_WEBHOOK"];
  if (webhook !== undefined && webhook !== "none" && !URL.canParse(webhook)) {
    throw new Error(`--webhook: ${webhook} is not an address`);
  }
  const ids = values["phone-number-id"] ?? env["GRAPH_PHONE_NUMBER_ID"]?.split(",").map((id) => id.trim());
  for (const id of ids ?? []) {
    if (!/^\d+$/.test(id)) throw new Error(`--phone-number-id: ${JSON.stringify(id)} must be digits`);
  }
  const appSecret = values["app-secret"] ?? env["WA_BUSINESS_APP_SECRET"];
  const verifyToken = values["verify-token"] ?? env["WA_BUSINESS_TOKEN_WEBHOOK"];
  const accessToken = values["access-token"] ?? env["GRAPH_ACCESS_TOKEN"];
  const seed = values.seed ?? env["GRAPH_SEED"];
  const host = values.host ?? env["GRAPH_HOST"];
  return {
    port,
    echo: values.echo ?? env["GRAPH_ECHO"] === "true",
    statuses: values["no-statuses"] !== true && env["GRAPH_STATUSES"] !== "false",
    ...(host ? { host } : {}),
    ...(webhook ? { webhookUrl: webhook === "none" ? null : webhook } : {}),
    ...(appSecret ? { appSecret } : {}),
    ...(verifyToken ? { verifyToken } : {}),
    ...(accessToken ? { accessToken } : {}),
    ...(seed ? { seed } : {}),
    ...(ids === undefined ? {} : { phoneNumbers: ids.map((id) => ({ id })) }),
  };
}

function introduction(server: GraphServer): string {
  const [number] = server.phoneNumbers;
  const id = number?.id ?? "";
  return `Local Graph server: ${server.url}   (admin: ${server.url}/admin)

  phone number ids  ${server.phoneNumbers.map((each) => each.id).join(", ")}
  business id       ${number?.businessId ?? ""}
  access token      ${server.accessToken}
  webhooks to       ${server.webhookUrl ?? "nowhere"}
  app secret        ${server.appSecret}
  verify token      ${server.verifyToken}

A business sends a text:
  curl -sX POST ${server.url}/v23.0/${id}/messages -H 'authorization: Bearer ${server.accessToken}' \\
    -H 'content-type: application/json' \\
    -d '{"messaging_product":"whatsapp","recipient_type":"individual","to":"5511988887777","type":"text","text":{"body":"Hello"}}'
What the contact received:
  curl -s ${server.url}/admin/contacts/5511988887777/received
The contact answers (goes out as a signed webhook):
  curl -sX POST ${server.url}/admin/contacts/5511988887777/say -H 'content-type: application/json' -d '{"text":"Hi"}'
What went over the wire:
  curl -s ${server.url}/admin/transcript
`;
}

/** Starts the server and stops it at the first SIGINT or SIGTERM; a second one while it stops changes nothing. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === "help") {
    process.stdout.write(USAGE);
    return;
  }
  const server = await startGraphServer(options);
  process.stdout.write(introduction(server));
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`graph: ${message}\n`);
  process.exit(1);
});
