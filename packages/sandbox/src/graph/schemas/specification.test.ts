import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { INVALID_CONTENT, NEWER_CONTENT, STRICTER_REFUSALS, VALID_CONTENT } from "../testing/samples.ts";
import { packWebhook, type WebhookPayload } from "../webhooks/payloads.ts";
import { parseMessagesRequest } from "./parse.ts";

/** Meta's own OpenAPI file. It is not part of the project: without it this suite is skipped, visibly. */
const SPECIFICATION = fileURLToPath(
  new URL("../../../../../../shared/specs/meta-business-messaging-v23.0.openapi.yaml", import.meta.url),
);
const isThere = existsSync(SPECIFICATION);

function envelope(content: object): Record<string, unknown> {
  return { messaging_product: "whatsapp", recipient_type: "individual", to: "5511988887777", ...content };
}

function oursAccepts(body: unknown): boolean {
  try {
    parseMessagesRequest(body);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!isThere)(
  `against Meta's OpenAPI file${isThere ? "" : " (skipped: shared/specs is not there)"}`,
  () => {
    const validate = isThere ? officialValidator("#/components/schemas/Message") : () => false;
    const validateReceipt = isThere ? officialValidator("#/components/schemas/MarkMessageRequestPayload") : () => false;

    test.each(Object.entries(VALID_CONTENT))("both accept: %s", (_name, content) => {
      // The file does not know biz_opaque_callback_data, but tolerates it once additionalProperties is gone.
      expect([validate(envelope(content)), oursAccepts(envelope(content))]).toEqual([true, true]);
    });

    test.each(Object.entries(INVALID_CONTENT))("both refuse: %s", (_name, content) => {
      expect([validate(envelope(content)), oursAccepts(envelope(content))]).toEqual([false, false]);
    });

    test.each(["messaging_product", "to"])("both refuse a message without %s", (field) => {
      const { [field]: _left, ...body } = envelope(VALID_CONTENT["text"] ?? {});
      expect([validate(body), oursAccepts(body)]).toEqual([false, false]);
    });

    test("a read receipt", () => {
      const receipt = { messaging_product: "whatsapp", status: "read", message_id: "wamid.a" };
      expect([validateReceipt(receipt), oursAccepts(receipt)]).toEqual([true, true]);
      const { message_id: _id, ...incomplete } = receipt;
      expect([validateReceipt(incomplete), oursAccepts(incomplete)]).toEqual([false, false]);
    });

    describe("known differences, each on purpose", () => {
      test.each(Object.entries(NEWER_CONTENT))(
        "accepted here as by the service, unknown to the file: %s",
        (_name, content) => {
          expect([validate(envelope(content)), oursAccepts(envelope(content))]).toEqual([false, true]);
        },
      );

      test("recipient_type may be missing for the service; the file requires it", () => {
        const { recipient_type: _left, ...body } = envelope(VALID_CONTENT["text"] ?? {});
        expect([validate(body), oursAccepts(body)]).toEqual([false, true]);
      });

      const laxer = Object.entries(STRICTER_REFUSALS).filter(
        // Not a matter of schemas, and a number where the file has only text.
        ([name]) => name !== "a medium that was never uploaded" && name !== "a latitude of 91",
      );
      test.each(laxer)("refused here as by the service, accepted by the file: %s", (_name, [content]) => {
        expect([validate(envelope(content)), oursAccepts(envelope(content))]).toEqual([true, false]);
      });
    });

    test("our webhooks are what the file describes", () => {
      const validateWebhook = officialValidator("#/components/schemas/WebhookPayload");
      const number = { id: "1", displayPhoneNumber: "+1 555", verifiedName: "x", businessId: "2" };
      const contact = { waId: "5511988887777", name: "Ana" };
      const base = { from: contact.waId, id: "wamid.a", timestamp: "1700000000" };
      const media = { id: "1", mime_type: "image/png", sha256: "x" };
      const payload: WebhookPayload = packWebhook([
        { number, contact, message: { ...base, type: "text", text: { body: "a" } } },
        { number, contact, message: { ...base, type: "reaction", reaction: { message_id: "wamid.b", emoji: "x" } } },
        { number, contact, message: { ...base, type: "image", image: media } },
        { number, contact, message: { ...base, type: "audio", audio: { ...media, voice: true } } },
        {
          number,
          status: {
            id: "wamid.b",
            status: "sent",
            timestamp: "1700000000",
            recipient_id: contact.waId,
            pricing: { billable: true, pricing_model: "PMP", category: "utility" },
          },
        },
      ]);
      expect(validateWebhook(payload)).toBe(true);
      expect(validateWebhook({ ...payload, entry: [{ id: "2" }] })).toBe(false);
    });
  },
);

/**
 * A validator for one schema of the file. Its message schemas forbid unknown properties inside `allOf`, so that taken
 * literally no message would be valid, and its discriminators name schemas by another key than Ajv expects: both go.
 */
function officialValidator(reference: string): (body: unknown) => boolean {
  const document: unknown = parse(readFileSync(SPECIFICATION, "utf8"), { maxAliasCount: -1 });
  relax(document);
  mendWebhookReferences(document);
  // Formats need a package of their own; the comparison is about shapes.
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: false });
  ajv.addSchema(document as object, "meta");
  const validate = ajv.compile({ $ref: `meta${reference}` });
  return (body) => validate(body) === true;
}

function relax(node: unknown): void {
  if (typeof node !== "object" || node === null) return;
  const fields = node as Record<string, unknown>;
  if (fields["additionalProperties"] === false) delete fields["additionalProperties"];
  delete fields["discriminator"];
  for (const child of Object.values(fields)) relax(child);
}

/** Schemas of the file that exist twice: the name's plain form is for sending, the numbered one for webhooks. */
const WEBHOOK_SCHEMAS: Readonly<Record<string, string>> = {
  BaseMessageProperties: "BaseMessageProperties_1",
  TextMessage: "TextMessage_2",
  ReactionMessage: "ReactionMessage_1",
  AudioMessage: "AudioMessage_1",
  DocumentMessage: "DocumentMessage_1",
  ImageMessage: "ImageMessage_1",
  StickerMessage: "StickerMessage_1",
  VideoMessage: "VideoMessage_1",
  LocationMessage: "LocationMessage_1",
};

/** The file's webhook schemas refer to the schemas for sending by mistake (they would demand `to`): put right here. */
function mendWebhookReferences(document: unknown): void {
  const { schemas } = (document as { components: { schemas: Record<string, unknown> } }).components;
  const inbound = [
    "ButtonMessage",
    "ContactSharingMessage",
    "InteractiveMessageReply",
    "OrderMessage",
    "UnsupportedMessage",
  ];
  for (const name of ["IncomingMessage", ...inbound, ...Object.values(WEBHOOK_SCHEMAS)]) mend(schemas[name]);

  function mend(node: unknown): void {
    if (typeof node !== "object" || node === null) return;
    const fields = node as Record<string, unknown>;
    const target = /^#\/components\/schemas\/(\w+)$/.exec(String(fields["$ref"]))?.[1];
    const meant = target === undefined ? undefined : WEBHOOK_SCHEMAS[target];
    if (meant !== undefined) fields["$ref"] = `#/components/schemas/${meant}`;
    for (const child of Object.values(fields)) mend(child);
  }
}
