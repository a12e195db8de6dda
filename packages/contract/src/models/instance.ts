import { z } from "zod";
import { enumeration, field, model, volatileField } from "../definition/schema.ts";
import { Jid } from "./jid.ts";
import { InstanceId, Timestamp } from "./time.ts";

export const Integration = enumeration("Integration", "How an instance reaches WhatsApp", [
  "WHATSAPP-BAILEYS",
  "WHATSAPP-BUSINESS",
]);
export type Integration = z.infer<typeof Integration>;

export const ConnectionState = enumeration("ConnectionState", "State of the connection to WhatsApp", [
  "open",
  "connecting",
  "close",
]);
export type ConnectionState = z.infer<typeof ConnectionState>;

/** Behaviour of an instance. */
export const settingsFields = {
  rejectCall: field(z.boolean(), "Reject incoming calls", false),
  msgCall: field(z.string().max(1000), "Text sent to a rejected caller; empty for none", "I can't answer calls"),
  groupsIgnore: field(z.boolean(), "Ignore groups", false),
  alwaysOnline: field(z.boolean(), "Always appear online", false),
  readMessages: field(z.boolean(), "Mark incoming messages as read", false),
  readStatus: field(z.boolean(), "Mark status posts as seen", false),
  syncFullHistory: field(z.boolean(), "Import the whole history when pairing", false),
  wavoipToken: field(z.string().max(255), "Token of a calling service", ""),
};
export const Settings = model("Settings", "Behaviour of an instance", settingsFields);
export type Settings = z.infer<typeof Settings>;

/** Settings of an instance that never set any. */
export const defaultSettings: Settings = {
  rejectCall: false,
  msgCall: "",
  groupsIgnore: false,
  alwaysOnline: false,
  readMessages: false,
  readStatus: false,
  syncFullHistory: false,
  wavoipToken: "",
};

/** Name and state, as `connectionState` answers. */
export const InstanceState = model("InstanceState", "Name and state of an instance", {
  instance: model("NamedState", "The instance", {
    instanceName: field(z.string(), "Name of the instance", "my-instance"),
    state: ConnectionState,
    statusReason: field(z.int().min(0).max(100_000), "Code of the last change, null before the first", 200)
      .nullable()
      .optional(),
    reason: field(z.string(), "Why the connection is not open, for people", "Logged out").nullable().optional(),
  }),
});

/** A QR code or pairing code. */
export const QrCode = model("QrCode", "What a phone scans or enters to pair", {
  pairingCode: field(z.string(), "8-character code", "WZYEH1YY").nullable(),
  code: field(z.string(), "Raw text of the QR code", "2@y8eK+bjtEjUWy9/FOM").nullable(),
  base64: field(z.string(), "QR code as a PNG data URI", "data:image/png;base64,iVBORw0KGgo=").nullable(),
  count: field(z.int().min(0).max(1000), "How many codes this connection has shown", 1),
});

/** The key of an instance, answered at creation and rotation only. */
export const InstanceHash = model("InstanceHash", "The instance token", {
  apikey: volatileField(z.string(), "The instance token; shown only now", "B6D711FCDE4D4FD5936544120E713976"),
});

/** One item of `fetchInstances`; the token is never part of it. */
export const Instance = model("Instance", "An instance", {
  id: InstanceId,
  name: field(z.string(), "Name of the instance", "my-instance"),
  connectionStatus: ConnectionState,
  ownerJid: field(Jid, "The account's own address", "5511999999999@s.whatsapp.net").nullable(),
  profileName: field(z.string(), "Name of the account's profile", "My shop").nullable(),
  profilePicUrl: field(z.string(), "Picture of the account's profile", "https://example.com/p.jpg").nullable(),
  integration: Integration,
  number: field(z.string(), "Phone number, or phone number id for WHATSAPP-BUSINESS", "123456789012345").nullable(),
  businessId: field(z.string(), "WhatsApp Business Account id", "987654321098765").nullable(),
  disconnectionReasonCode: field(z.int().min(0).max(100_000), "Why the connection closed", 401).nullable(),
  disconnectionObject: field(z.string(), "Why the connection closed, for people", "Logged out").nullable(),
  disconnectionAt: Timestamp.nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  Setting: Settings,
  _count: model("InstanceCounts", "What is stored for the instance", {
    Message: field(z.int(), "Messages", 120),
    Contact: field(z.int(), "Contacts", 12),
    Chat: field(z.int(), "Chats", 10),
  }),
});
export type Instance = z.infer<typeof Instance>;
