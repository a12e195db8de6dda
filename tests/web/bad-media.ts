import type { OperationId } from "@waxwing/contract";
import { mp3, mp4, pdf, png } from "./samples.ts";
import type { World } from "./scenario.ts";

/** A request that must be refused. */
export interface BadCase {
  readonly about: string;
  readonly operation: OperationId;
  readonly input: (world: World) => Record<string, unknown> | Promise<Record<string, unknown>>;
  /** The codes that say it; one, unless more than one is true. */
  readonly code: string;
}

const base64 = (file: Buffer): string => file.toString("base64");
const noise = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919 + (index >> 3)) & 0xff));
/** An MP3's first frame, and then nothing that is one. */
const corruptMp3 = Buffer.concat([mp3.subarray(0, 64), noise]);
const cutPng = png.subarray(0, 60);
const html = Buffer.from("<!doctype html><title>Not found</title><p>There is no picture here, only this page.</p>");

/** Media that cannot be sent, by what is wrong with them. Paths belong to the server of `bad-media.test.ts`. */
export const badMedia: readonly BadCase[] = [
  ...(
    [
      ["an image that is a page", "image", html],
      ["an image that was cut off", "image", cutPng],
      ["an image that is noise", "image", noise],
      ["a video that is an image", "video", png],
      ["a video that was cut off", "video", mp4.subarray(0, 200)],
    ] as const
  ).map(([about, mediatype, file]) => ({
    about,
    operation: "message.sendMedia" as const,
    input: ({ ana }: World) => ({ number: ana.phone, mediatype, media: base64(file) }),
    code: "MEDIA_INVALID",
  })),
  {
    about: "a video note that is a document",
    operation: "message.sendPtv",
    input: ({ ana }) => ({ number: ana.phone, video: base64(pdf) }),
    code: "MEDIA_INVALID",
  },
  {
    about: "corrupt audio",
    operation: "message.sendWhatsAppAudio",
    input: ({ ana }) => ({ number: ana.phone, audio: base64(corruptMp3.subarray(40)) }),
    code: "MEDIA_INVALID",
  },
  {
    about: "audio that is an image",
    operation: "message.sendWhatsAppAudio",
    input: ({ ana }) => ({ number: ana.phone, audio: base64(png) }),
    code: "MEDIA_INVALID",
  },
  {
    about: "a sticker that is a document",
    operation: "message.sendSticker",
    input: ({ ana }) => ({ number: ana.phone, sticker: base64(pdf) }),
    code: "MEDIA_INVALID",
  },
  {
    about: "a status whose image is audio",
    operation: "message.sendStatus",
    input: ({ ana }) => ({ type: "image", content: base64(mp3), statusJidList: [ana.phone] }),
    code: "MEDIA_INVALID",
  },
  {
    about: "a profile picture that is audio",
    operation: "profile.updateProfilePicture",
    input: () => ({ picture: base64(mp3) }),
    code: "MEDIA_INVALID",
  },
  {
    about: "a group picture that is a document",
    operation: "group.updateGroupPicture",
    input: (world) => ({ groupJid: world.sandbox.groups[0]?.jid, image: base64(pdf) }),
    code: "MEDIA_INVALID",
  },
  ...(
    [
      ["a page behind the address of an image", "/page.png", "MEDIA_INVALID"],
      ["an address with nothing behind it", "/missing.png", "MEDIA_UNREACHABLE"],
      ["an address that answers with nothing", "/empty.png", "MEDIA_INVALID"],
      ["an address that never answers", "/silent.png", "REQUEST_TIMEOUT"],
      ["an address that drips", "/dripping.png", "REQUEST_TIMEOUT"],
      ["an address that breaks off", "/broken.png", "MEDIA_UNREACHABLE"],
      ["an address that streams without end", "/endless.png", "MEDIA_TOO_LARGE"],
      ["an address that promises 10 GB", "/promising.png", "MEDIA_TOO_LARGE"],
      ["an address that leads to itself", "/loop.png", "MEDIA_UNREACHABLE"],
      ["an address that leads to a private address", "/private.png", "URL_NOT_ALLOWED"],
      ["an address that leads to a cloud's metadata", "/metadata.png", "URL_NOT_ALLOWED"],
      ["an address that leads to a file", "/file.png", "URL_NOT_ALLOWED"],
    ] as const
  ).map(([about, path, code]) => ({
    about,
    operation: "message.sendMedia" as const,
    input: ({ ana, files }: World) => ({ number: ana.phone, mediatype: "image", media: `${files.url}${path}` }),
    code,
  })),
  {
    about: "a private address",
    operation: "message.sendWhatsAppAudio",
    input: ({ ana }) => ({ number: ana.phone, audio: "http://10.0.0.1/tone.mp3" }),
    code: "URL_NOT_ALLOWED",
  },
  {
    about: "a link-local address in another spelling",
    operation: "message.sendSticker",
    input: ({ ana }) => ({ number: ana.phone, sticker: "http://[::ffff:169.254.169.254]/sticker.webp" }),
    code: "URL_NOT_ALLOWED",
  },
  {
    about: "a host that nobody knows",
    operation: "message.sendPtv",
    input: ({ ana }) => ({ number: ana.phone, video: "https://no-such-host.example/film.mp4" }),
    code: "MEDIA_UNREACHABLE",
  },
];
