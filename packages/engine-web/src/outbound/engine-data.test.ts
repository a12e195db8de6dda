import { proto } from "@whiskeysockets/baileys";
import { expect, it } from "vitest";
import { decodeEngineData, encodeEngineData } from "./engine-data.ts";

it("a message is kept as WhatsApp's clients keep it, and read back whole", () => {
  const messageSecret = Buffer.alloc(32, 7);
  const engineData = encodeEngineData({
    id: "3EB0C767D26A1D8F0B5E",
    remoteJid: "status@broadcast",
    message: { extendedTextMessage: { text: "open" }, messageContextInfo: { messageSecret } },
    audience: ["5511900000001@s.whatsapp.net", "5511900000002@s.whatsapp.net"],
    participant: "5511900000001@s.whatsapp.net",
    timestamp: 1_717_689_097,
  });
  const info = proto.WebMessageInfo.decode(engineData);
  expect(info.status).toBe(proto.WebMessageInfo.Status.PENDING);
  expect(Number(info.messageTimestamp)).toBe(1_717_689_097);
  expect(info.key).toMatchObject({ fromMe: true, remoteJid: "status@broadcast" });
  expect(info.participant).toBe("5511900000001@s.whatsapp.net");

  const stored = decodeEngineData(engineData);
  expect(stored).toMatchObject({
    id: "3EB0C767D26A1D8F0B5E",
    remoteJid: "status@broadcast",
    audience: ["5511900000001@s.whatsapp.net", "5511900000002@s.whatsapp.net"],
  });
  expect(stored.message.messageContextInfo?.messageSecret).toEqual(messageSecret);
});

it.each([undefined, Buffer.alloc(0), Buffer.from("rubbish"), Buffer.from([0xff, 0xff])])(
  "what is no message is INTERNAL",
  (data) => {
    expect(() => decodeEngineData(data)).toThrow(expect.objectContaining({ code: "INTERNAL" }));
  },
);
