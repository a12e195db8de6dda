import type { PartProcess } from "./part-process.ts";

/** What the commands need to know. */
export interface Running {
  readonly sandboxUrl: string;
  readonly serverUrl: string;
  readonly apiKey: string;
  readonly instance: string;
  readonly cloudInstance: string;
  readonly contact: string;
  readonly parts: readonly PartProcess[];
}

/** Commands to paste, in the order in which a newcomer wants them. */
export function commandsToTry({
  sandboxUrl,
  serverUrl,
  apiKey,
  instance,
  cloudInstance,
  contact,
  parts,
}: Running): string {
  const server = `-H 'apikey: ${apiKey}' -H 'content-type: application/json'`;
  return `Both run. Try, in another terminal:

  Send a text as the shop (the contact answers with the same text):
    curl -sS ${serverUrl}/message/sendText/${instance} ${server} \\
      -d '{"number": "${contact}", "text": "How are you?"}'
  What the contact received, decrypted:
    curl -sS ${sandboxUrl}/admin/contacts/${contact}/received
  Let the contact write:
    curl -sS ${sandboxUrl}/admin/contacts/${contact}/say -d '{"text": "Are you open today?"}'
  What the server has of this chat:
    curl -sS ${serverUrl}/chat/findMessages/${instance} ${server} \\
      -d '{"where": {"key": {"remoteJid": "${contact}@s.whatsapp.net"}}}'

  server    ${serverUrl}/docs   (header apikey: ${apiKey})
  sandbox   ${sandboxUrl}/admin   calls: ${sandboxUrl}/admin/openapi.json   Graph: ${sandboxUrl}/admin/graph
${parts.map((part) => `  log       ${part.logFile}`).join("\n")}

${instance} is a WhatsApp Web client; ${cloudInstance} is a Cloud API number that talks to the same contact.
Ctrl-C stops both.`;
}
