import { parseArgs } from "node:util";
import { GRAPH_ARGUMENTS, GRAPH_USAGE, readGraphOptions, readPort } from "./cli/graph-options.ts";
import { runCommand, stopOnSignal } from "./cli/process.ts";
import { DEFAULT_CLI_PORT } from "./graph/defaults.ts";
import type { GraphServer } from "./graph/graph-server.ts";
import type { GraphServerOptions } from "./graph/options.ts";
import { startGraphServer } from "./graph/server.ts";

const USAGE = `Usage: npm run graph -- [options]

  --port N                 port to listen on (GRAPH_PORT; ${DEFAULT_CLI_PORT}, 0 for a free one)
  --host ADDRESS           address to listen on (GRAPH_HOST; 127.0.0.1)
${GRAPH_USAGE}
  --echo                   contacts answer each text with the same text (GRAPH_ECHO=true)
  --seed TEXT              the same ids in every run (GRAPH_SEED)
  --help
`;

/** What the command line asks for. Raises an Error with a sentence for people when an option is wrong. */
function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): GraphServerOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...GRAPH_ARGUMENTS,
      port: { type: "string" },
      host: { type: "string" },
      echo: { type: "boolean" },
      seed: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) return "help";
  const seed = values.seed ?? env["GRAPH_SEED"];
  const host = values.host ?? env["GRAPH_HOST"];
  return {
    ...readGraphOptions(values, env),
    port: readPort(values.port ?? env["GRAPH_PORT"] ?? String(DEFAULT_CLI_PORT)),
    echo: values.echo ?? env["GRAPH_ECHO"] === "true",
    ...(host ? { host } : {}),
    ...(seed ? { seed } : {}),
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

/** Starts the server and stops it at the first signal. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === "help") {
    process.stdout.write(USAGE);
    return;
  }
  const server = await startGraphServer(options);
  stopOnSignal(() => server.close());
  process.stdout.write(introduction(server));
}

runCommand("graph", main);
