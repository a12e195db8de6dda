import type { Sandbox } from "../sandbox-interface.ts";

/** What the command prints: where everything is, and commands to paste. */
export function introduction(sandbox: Sandbox): string {
  const { url, graph } = sandbox;
  const id = graph.phoneNumbers[0]?.id ?? "";
  const echoes = sandbox.contacts.map(({ phone }) => `+${phone}`).join(", ");
  return `Waxwing sandbox: ${url}   (admin: ${url}/admin, its calls: ${url}/admin/openapi.json)

WhatsApp Web
  socket            ${sandbox.webSocketUrl}   (also ${sandbox.secureWebSocketUrl})
  root key          ${sandbox.rootKey}
  CA certificate    ${sandbox.caFile ?? ""}   (also ${url}/admin/ca.pem)
Cloud API
  address           ${url}
  phone number ids  ${graph.phoneNumbers.map((each) => each.id).join(", ")}
  access token      ${graph.accessToken}
  webhooks to       ${graph.webhookUrl ?? "nowhere"}
  app secret        ${graph.appSecret}
  verify token      ${graph.verifyToken}
State               ${sandbox.data ?? "in memory"}${echoes === "" ? "" : `\nEcho contacts       ${echoes}`}

Scan the QR code that a client shows (its raw text is the body):
  curl -sS '${url}/admin/mock-phone/scan-qr?number=5511955554444' --data-raw "$QR_TEXT"
Let a contact write to it:
  curl -sS ${url}/admin/contacts -d '{"phone": "+55 11 98888-7777", "name": "Ana"}'
  curl -sS ${url}/admin/contacts/5511988887777/say -d '{"text": "Hi", "to": "5511955554444"}'
What the contact received, decrypted:
  curl -sS ${url}/admin/contacts/5511988887777/received
A business sends by the Cloud API, to the same contact:
  curl -sS ${url}/v23.0/${id}/messages -H 'authorization: Bearer ${graph.accessToken}' \\
    -d '{"messaging_product": "whatsapp", "to": "5511988887777", "type": "text", "text": {"body": "Hello"}}'
What went over the wire, decoded:
  curl -sS ${url}/admin/transcript
`;
}
