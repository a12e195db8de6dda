import { z } from "zod";
import { event } from "../definition/event.ts";
import { field, Json, model } from "../definition/schema.ts";
import { Jid } from "../models/jid.ts";

export const botEvents = {
  TYPEBOT_START: event(
    "typebot.start",
    "A Typebot session was started through the API.",
    model("TypebotStart", "A Typebot session was started", {
      remoteJid: Jid,
      url: field(z.string(), "Address of Typebot", "https://typebot.io"),
      typebot: field(z.string(), "Public id of the bot", "my-bot"),
      variables: field(Json, "Prefilled variables", { name: "Maria" }).optional(),
      sessionId: field(z.string(), "Id of the session", "cm4xk2").nullable(),
    }),
  ),
  TYPEBOT_CHANGE_STATUS: event(
    "typebot.change-status",
    "The status of a Typebot session changed.",
    model("TypebotChangeStatus", "The status of a Typebot session changed", {
      remoteJid: Jid,
      status: field(z.string(), "`opened`, `paused` or `closed`", "paused"),
      url: field(z.string(), "Address of Typebot", "https://typebot.io").optional(),
      typebot: field(z.string(), "Public id of the bot", "my-bot").optional(),
      session: field(Json, "The session", { id: "cm4xk2" }).optional(),
    }),
  ),
};
