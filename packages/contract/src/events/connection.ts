import { z } from "zod";
import { event } from "../definition/event.ts";
import { field, model } from "../definition/schema.ts";
import { ConnectionState } from "../models/instance.ts";
import { Jid } from "../models/jid.ts";
import { InstanceId, Timestamp } from "../models/time.ts";

const instanceName = field(z.string(), "Name of the instance", "my-instance");
const reasonCode = field(z.int().min(0).max(100_000), "Reason of the last change", 200);

const NamedInstance = model("NamedInstance", "Name and id of an instance", { instanceName, instanceId: InstanceId });

export const connectionEvents = {
  APPLICATION_STARTUP: event(
    "application.startup",
    "The server has started.",
    model("ApplicationStartup", "The server has started", {
      version: field(z.string(), "Version of the server", "0.1.0"),
    }),
  ),
  INSTANCE_CREATE: event("instance.create", "An instance was created.", NamedInstance),
  INSTANCE_DELETE: event("instance.delete", "An instance was deleted.", NamedInstance),
  REMOVE_INSTANCE: event("remove.instance", "An instance was removed from the server.", z.null()),
  LOGOUT_INSTANCE: event("logout.instance", "An instance was logged out.", z.null()),
  STATUS_INSTANCE: event(
    "status.instance",
    "A connection closed for good.",
    model("InstanceStatus", "A connection closed for good", {
      instance: instanceName,
      status: field(z.string(), "`closed`", "closed"),
      disconnectionAt: Timestamp.nullable(),
      disconnectionReasonCode: reasonCode.nullable(),
      disconnectionObject: field(z.string(), "Reason, for people", "Logged out").nullable(),
    }),
  ),
  QRCODE_UPDATED: event(
    "qrcode.updated",
    "A new QR code can be scanned, or the limit of codes is reached.",
    model("QrCodeUpdate", "A new QR code, or the end of codes", {
      qrcode: model("QrCodeOfInstance", "The code", {
        instance: instanceName,
        pairingCode: field(z.string(), "8-character code", "WZYEH1YY").nullable(),
        code: field(z.string(), "Raw text of the QR code", "2@y8eK+bjtEjUWy9/FOM"),
        base64: field(z.string(), "QR code as a PNG data URI", "data:image/png;base64,iVBORw0KGgo="),
      }).optional(),
      message: field(z.string(), "Why there are no more codes", "QR code limit reached").optional(),
      statusCode: field(z.int().min(0).max(100_000), "Code of the end of codes", 500).optional(),
    }),
  ),
  CONNECTION_UPDATE: event(
    "connection.update",
    "The state of a connection changed.",
    model("ConnectionUpdate", "The state of a connection changed", {
      instance: instanceName,
      state: ConnectionState,
      statusReason: reasonCode,
      reason: field(z.string(), "The reason, for people", "Logged out").optional(),
      reasonCode: field(
        z.string(),
        "The reason, for programs: `logged_out`, `replaced`, `restart_required`, `connection_lost`, `timed_out`, `banned`, `unavailable`, `qr_limit`, …",
        "logged_out",
      ).optional(),
      wuid: field(Jid, "The account's own address", "5511999999999@s.whatsapp.net").optional(),
      profileName: field(z.string(), "Name of the profile", "My shop").nullable().optional(),
      profilePictureUrl: field(z.string(), "Picture of the profile", "https://example.com/p.jpg").nullable().optional(),
    }),
  ),
};
