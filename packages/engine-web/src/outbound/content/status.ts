import type { OutgoingContent } from "@waxwing/core";
import { argbOf } from "./colour.ts";
import { audioContent, imageContent, videoContent } from "./media.ts";
import type { BuiltContent, ContentTools } from "./tools.ts";

type Status = Extract<OutgoingContent, { kind: "status" }>;

const whiteArgb = 0xffffffff;

/** A status post. */
export async function statusContent(status: Status, tools: ContentTools): Promise<BuiltContent> {
  const { content, caption, font } = status;
  const backgroundArgb = argbOf(status.backgroundColor);
  switch (status.type) {
    case "text":
      return { extendedTextMessage: { text: content, backgroundArgb, textArgb: whiteArgb, font } };
    case "image":
      return { imageMessage: await imageContent({ media: content, caption }, tools) };
    case "video":
      return { videoMessage: await videoContent({ media: content, caption }, tools) };
    case "audio":
      return { audioMessage: { ...(await audioContent({ media: content, mode: "voice" }, tools)), backgroundArgb } };
  }
}
