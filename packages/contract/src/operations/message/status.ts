import { z } from "zod";
import { mutation } from "../../definition/operation.ts";
import { enumeration, field } from "../../definition/schema.ts";
import { Recipient } from "../../models/jid.ts";
import { canBeMedium, isUpload, maxMediaInputLength, mediaBodyLimitBytes } from "../../models/media.ts";
import { SentMessage } from "../../models/message.ts";
import { mediaErrors, sendErrors } from "../engine-errors.ts";
import { evolutionSentMessage, postFields } from "./send-fields.ts";

/** The operation that posts a status. */
export const statusMessages = {
  sendStatus: mutation({
    rest: { method: "POST", path: "/message/sendStatus/:instanceName", status: 201 },
    access: "instance",
    summary: "Post a status",
    description:
      "Posts a text, image, video or voice note that vanishes after 24 hours, to the accounts of `statusJidList` or, with `allContacts`, to all stored contacts.",
    input: z
      .object({
        ...postFields,
        type: enumeration("StatusType", "What is posted", ["text", "image", "video", "audio"]),
        content: field(
          z.string().min(1).max(maxMediaInputLength),
          "The text, or the medium: an http(s) URL, base64, or a data URI",
          "We are open again",
        ),
        caption: field(z.string().max(65_536), "Text below an image or video", "Our new shop").optional(),
        backgroundColor: field(
          z
            .string()
            .regex(/^#?[0-9A-Fa-f]{6}$/, "must be a colour like #1F7AEC")
            .overwrite((color) => (color.startsWith("#") ? color : `#${color}`)),
          "Background of a text or voice note",
          "#1F7AEC",
        ).default("#1F7AEC"),
        font: field(z.int().min(0).max(5), "Font of a text, 0 to 5", 1).default(1),
        statusJidList: z
          .array(Recipient)
          .max(10_000)
          .optional()
          .meta({ description: "Who may see it", examples: [["5511999999999@s.whatsapp.net"]] }),
        allContacts: field(z.boolean(), "Whether all stored contacts may see it", false).optional(),
      })
      .refine(({ statusJidList, allContacts }) => allContacts === true || (statusJidList?.length ?? 0) > 0, {
        path: ["statusJidList"],
        message: "must name at least one account, unless allContacts is true",
      })
      .refine(({ type, content }) => (type === "text" ? !isUpload(content) : canBeMedium(content)), {
        path: ["content"],
        message: "must be a text for a text, and a medium for anything else",
      }),
    output: SentMessage,
    errors: [...sendErrors.filter((code) => code !== "QUOTED_MESSAGE_NOT_FOUND"), ...mediaErrors],
    example: {
      instanceName: "my-instance",
      type: "text",
      content: "We are open again",
      statusJidList: ["5511999999999@s.whatsapp.net"],
    },
    bodyLimitBytes: mediaBodyLimitBytes,
    uploadField: "content",
    evolutionAnswer: evolutionSentMessage,
  }),
};
