import { z } from "zod";
import { AdminError } from "../../graph/admin/check.ts";
import { Done, done, Phone, PhonePath, wholeNumber } from "../fields.ts";
import { accountOf } from "../found.ts";
import { type AdminOperation, operation } from "../operation.ts";
import { Device, describeDevice } from "./device-schema.ts";

const DevicePath = PhonePath.extend({ device: wholeNumber(1, 1_000_000).describe("Number of the device, from 1") });

export const deviceOperations: readonly AdminOperation[] = [
  operation({
    method: "POST",
    path: "/mock-phone/scan-qr",
    id: "scanQr",
    tag: "Mock phone",
    summary: "Scan the QR code that a client shows",
    description:
      "The body is the raw text of the QR code, of whatever content type. Answers when the device is linked and told to " +
      "connect again. 409 when no client shows this code (any more), or when the account has four devices already.",
    query: z.strictObject({
      number: Phone.optional().describe("Number of the phone; without one, the number in the client's push name"),
      name: z.string().min(1).optional().describe("Name of the account"),
    }),
    body: z.string().min(1).describe("Raw text of the QR code"),
    bodyKind: "text",
    answer: Device,
    handle: async ({ query, body }, sandbox) => describeDevice(await sandbox.scanQr(body, query)),
  }),
  operation({
    method: "POST",
    path: "/mock-phone/enter-code",
    id: "enterPairingCode",
    tag: "Mock phone",
    summary: "Type the eight-character code that a client shows",
    description: "Without a number: on the phone that the only waiting client asked its code for.",
    body: z.strictObject({ code: z.string().min(1), number: Phone.optional(), name: z.string().min(1).optional() }),
    answer: Device,
    handle: async ({ body: { code, ...options } }, sandbox) =>
      describeDevice(await sandbox.enterPairingCode(code, options)),
  }),
  operation({
    method: "GET",
    path: "/mock-phone/waiting",
    id: "listWaitingClients",
    tag: "Mock phone",
    summary: "Clients that show a QR code or a pairing code now",
    answer: z.array(
      z.object({
        connection: z.int(),
        platform: z.string(),
        suggestedPhone: z.string().nullable().describe("Digits in the client's push name"),
        codePhone: z.string().nullable().describe("Number that it has asked a pairing code for"),
      }),
    ),
    handle: (_input, { pending }) =>
      pending.map(({ connection, platform, suggestedPhone, codePhone }) => ({
        connection,
        platform,
        suggestedPhone,
        codePhone,
      })),
  }),
  operation({
    method: "GET",
    path: "/accounts/{phone}/devices",
    id: "listDevices",
    tag: "Devices",
    summary: "Linked devices of an account",
    params: PhonePath,
    answer: z.array(Device),
    handle: ({ params }, sandbox) => accountOf(sandbox, params.phone).devices.map(describeDevice),
  }),
  operation({
    method: "DELETE",
    path: "/accounts/{phone}/devices/{device}",
    id: "unlinkDevice",
    tag: "Devices",
    summary: "Unlink a device on the phone: its client is logged out (401)",
    params: DevicePath,
    answer: Done,
    handle: ({ params: { phone, device } }, sandbox) => {
      if (!accountOf(sandbox, phone).unlink(device)) throw new AdminError(404, `+${phone} has no device ${device}`);
      return done;
    },
  }),
  operation({
    method: "POST",
    path: "/accounts/{phone}/devices/{device}/end",
    id: "endConnection",
    tag: "Devices",
    summary: "End a device's connection in one of the server's ways, or with any stream error",
    params: DevicePath,
    body: z.strictObject({
      ending: z
        .enum([
          "restart-required",
          "device-removed",
          "replaced",
          "server-restart",
          "stream-end",
          "stream-error",
          "drop",
        ])
        .describe(
          "What the client reports: 515, 401, 440, 503, 428; `drop` cuts without a word; `stream-error` takes `code` and `conflict`",
        ),
      code: z.int().min(1).optional(),
      conflict: z.string().optional(),
    }),
    answer: Done,
    handle: ({ params: { phone, device }, body: { ending, code, conflict } }, sandbox) => {
      const account = accountOf(sandbox, phone);
      if (!account.devices.some(({ id }) => id === device))
        throw new AdminError(404, `+${phone} has no device ${device}`);
      const isDone =
        ending === "drop"
          ? account.drop(device)
          : ending === "stream-error"
            ? account.streamError(device, { code, conflict })
            : account.end(device, ending);
      if (!isDone) throw new AdminError(409, `device ${device} of +${phone} is not connected`);
      return done;
    },
  }),
];
