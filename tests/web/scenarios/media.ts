import type { ReceivedByContact } from "@waxwing/sandbox";
import { expect } from "vitest";
import { gif, isJpeg, jpeg, mp3, mp4, pdf, png, webpOf } from "../samples.ts";
import { idOf, type Scenario, scenario } from "../scenario.ts";
import { seenByAna } from "./messages.ts";

const base64 = (file: Buffer): string => file.toString("base64");
const dataUri = (type: string, file: Buffer): string => `data:${type};base64,${base64(file)}`;

type Fields = Record<string, unknown>;
/** The part of a received message that describes its file. */
const partOf = (seen: ReceivedByContact, name: string): Fields => (seen.message as Record<string, Fields>)[name] ?? {};

/** Contents with a file: from an address, as base64, as a data URI; the runner uploads the same files as well. */
export const mediaScenarios: readonly Scenario[] = [
  scenario({
    operation: "message.sendMedia",
    about: "an image from an address",
    input: ({ ana, files }, marker) => ({
      number: ana.phone,
      mediatype: "image",
      media: `${files.url}/picture.png?${marker}`,
      caption: `Look ${marker}`,
    }),
    verify: async (call) => {
      const seen = await seenByAna(call);
      expect(seen).toMatchObject({ type: "image", text: `Look ${call.marker}` });
      expect(partOf(seen, "imageMessage")).toMatchObject({ width: 120, height: 80, mimetype: "image/jpeg" });
      expect(partOf(seen, "imageMessage")["jpegThumbnail"]).toMatch(/^\/9j\//);
      expect(isJpeg(await seen.media())).toBe(true);
      expect(call.world.files.requests).toContain(`/picture.png?${call.marker}`);
    },
  }),
  scenario({
    operation: "message.sendMedia",
    about: "an image as a data URI",
    input: ({ ana }, marker) => ({
      number: ana.phone,
      mediatype: "image",
      media: dataUri("image/png", png),
      caption: `Data ${marker}`,
    }),
    verify: async (call) => {
      const seen = await seenByAna(call);
      expect(seen).toMatchObject({ type: "image", text: `Data ${call.marker}` });
      expect(isJpeg(await seen.media())).toBe(true);
    },
  }),
  scenario({
    operation: "message.sendMedia",
    about: "a video as base64",
    input: ({ ana }, marker) => ({
      number: ana.phone,
      mediatype: "video",
      media: base64(mp4),
      caption: `Film ${marker}`,
      gifPlayback: true,
      gifAttribution: 2,
    }),
    verify: async (call) => {
      const seen = await seenByAna(call);
      expect(seen).toMatchObject({ type: "video", text: `Film ${call.marker}` });
      expect(partOf(seen, "videoMessage")).toMatchObject({
        mimetype: "video/mp4",
        gifPlayback: true,
        gifAttribution: "TENOR",
      });
      expect((await seen.media()).includes("ftyp")).toBe(true);
    },
  }),
  scenario({
    operation: "message.sendMedia",
    about: "a document as base64",
    input: ({ ana }, marker) => ({
      number: ana.phone,
      mediatype: "document",
      media: base64(pdf),
      fileName: `bill-${marker}.pdf`,
      caption: `Bill ${marker}`,
    }),
    verify: async (call) => {
      const seen = await seenByAna(call);
      expect(seen).toMatchObject({ type: "document", text: `Bill ${call.marker}` });
      expect(JSON.stringify(seen.message)).toContain(`bill-${call.marker}.pdf`);
      expect(JSON.stringify(seen.message)).toContain("application/pdf");
      expect((await seen.media()).equals(pdf)).toBe(true);
    },
  }),
  scenario({
    operation: "message.sendMedia",
    about: "an audio file as it is",
    input: ({ ana }) => ({ number: ana.phone, mediatype: "audio", media: base64(mp3) }),
    verify: async (call) => {
      const seen = await seenByAna(call);
      expect(seen.type).toBe("audio");
      expect(partOf(seen, "audioMessage")["ptt"] ?? false).toBe(false);
      expect((await seen.media()).equals(mp3)).toBe(true);
    },
  }),
  scenario({
    operation: "message.sendPtv",
    input: ({ ana }) => ({ number: ana.phone, video: base64(mp4) }),
    verify: async (call) => {
      const seen = await seenByAna(call);
      expect(partOf(seen, "ptvMessage")).toMatchObject({ mimetype: "video/mp4" });
      expect((await seen.media()).includes("ftyp")).toBe(true);
    },
  }),
  scenario({
    operation: "message.sendWhatsAppAudio",
    input: ({ ana, files }, marker) => ({ number: ana.phone, audio: `${files.url}/tone.mp3?${marker}` }),
    verify: async (call) => {
      const seen = await seenByAna(call);
      const { seconds, waveform, ...rest } = partOf(seen, "audioMessage");
      expect(rest).toMatchObject({ ptt: true, mimetype: "audio/ogg; codecs=opus" });
      expect(seconds).toBeGreaterThan(0);
      expect(Buffer.from(String(waveform), "base64")).toHaveLength(64);
      expect((await seen.media()).toString("latin1", 0, 4)).toBe("OggS");
    },
  }),
  scenario({
    operation: "message.sendWhatsAppAudio",
    about: "as base64",
    input: ({ ana }) => ({ number: ana.phone, audio: base64(mp3) }),
    verify: async (call) => {
      const seen = await seenByAna(call);
      expect(partOf(seen, "audioMessage")).toMatchObject({ ptt: true });
      expect((await seen.media()).includes("OpusHead")).toBe(true);
    },
  }),
  scenario({
    operation: "message.sendSticker",
    input: ({ ana }) => ({ number: ana.phone, sticker: base64(jpeg) }),
    verify: async (call) => {
      const seen = await seenByAna(call);
      expect(partOf(seen, "stickerMessage")).toMatchObject({ mimetype: "image/webp", width: 512, height: 512 });
      expect(webpOf(await seen.media())).toEqual({ isWebp: true, isAnimated: false });
    },
  }),
  scenario({
    operation: "message.sendSticker",
    about: "that moves",
    input: ({ ana }) => ({ number: ana.phone, sticker: dataUri("image/gif", gif) }),
    verify: async (call) => {
      const seen = await seenByAna(call);
      expect(partOf(seen, "stickerMessage")).toMatchObject({ isAnimated: true });
      expect(webpOf(await seen.media())).toEqual({ isWebp: true, isAnimated: true });
    },
  }),
  ...(
    [
      ["image", png, "image"],
      ["video", mp4, "video"],
      ["audio", mp3, "audio"],
    ] as const
  ).map(([type, file, kind]) =>
    scenario({
      operation: "message.sendStatus",
      about: type,
      input: ({ ana }, marker) => ({
        type,
        content: base64(file),
        statusJidList: [ana.phone],
        ...(type === "audio" ? {} : { caption: `Status ${marker}` }),
      }),
      verify: async (call) => {
        const seen = await seenByAna(call);
        expect(seen).toMatchObject({ type: kind, chat: "status@broadcast", id: idOf(call.answer) });
        if (type !== "audio") expect(seen.text).toBe(`Status ${call.marker}`);
        expect((await seen.media()).length).toBeGreaterThan(0);
      },
    }),
  ),
];
