import type { EventData } from "@waxwing/contract";
import type { ConnectionReport, Connections, PairingReport } from "./connections.ts";
import type { CoreParts } from "./core-parts.ts";
import { isInstanceGone } from "./failures.ts";
import type { InstanceRecord } from "./instance-directory.ts";
import { changeInstance, type EventsOfInstance } from "./log/instance-events.ts";

type ConnectionParts = Pick<CoreParts, "database" | "directory" | "changes" | "committed">;

/** What a report changes of an instance. */
type ConnectionChange = Pick<
  InstanceRecord,
  | "connectionState"
  | "connectionReasonCode"
  | "disconnectionReasonCode"
  | "disconnectionReason"
  | "disconnectedAt"
  | "ownerJid"
  | "profileName"
  | "profilePicUrl"
>;

/** Code of a state that needs no reason. */
const fine = 200;
/** What existing clients know as the code of "there are no more QR codes". */
const endOfCodes = 500;

/** Stores what engines report of connections: row and events in one transaction, in the order of the reports. */
export function createConnections(parts: ConnectionParts): Connections {
  const { changes, database, directory } = parts;

  const store = async (record: InstanceRecord, report: ConnectionReport): Promise<void> => {
    const now = new Date();
    const change = changeOf(record, report, now);
    if (isSame(record, change)) return;
    const isProfileOnly = isSame(record, { ...change, ...profileOf(record) });
    const events = isProfileOnly ? [] : eventsOf(record, change, report);
    await changeInstance(parts, { ...record, ownerJid: change.ownerJid }, events, async (client) => {
      await client.query(
        `UPDATE instance SET connection_state = $2, connection_reason_code = $3, disconnection_reason_code = $4,
           disconnection_reason = $5, disconnected_at = $6, owner_jid = $7, profile_name = $8, profile_pic_url = $9,
           updated_at = $10 WHERE id = $1`,
        [
          record.id,
          change.connectionState,
          change.connectionReasonCode,
          change.disconnectionReasonCode,
          change.disconnectionReason,
          change.disconnectedAt,
          change.ownerJid,
          change.profileName,
          change.profilePicUrl,
          now,
        ],
      );
    });
    directory.update(record.id, { ...change, updatedAt: now });
  };

  /** Runs `work` on an instance that still exists, after what was reported before. */
  const inOrder = (instanceId: string, work: (record: InstanceRecord) => Promise<void>): Promise<void> =>
    changes.run(instanceId, async () => {
      const record = directory.byId(instanceId);
      if (record === undefined) return;
      try {
        await work(record);
      } catch (error) {
        // Deleted meanwhile: nobody is left to whom it could be told.
        if (!isInstanceGone(error)) throw error;
      }
    });

  return {
    report: (instanceId, report) => inOrder(instanceId, (record) => store(record, report)),
    pairing: (instanceId, report) =>
      inOrder(instanceId, (record) =>
        changeInstance(
          { database, committed: parts.committed },
          record,
          [{ type: "QRCODE_UPDATED", data: pairingData(record.name, report) }],
          async () => undefined,
        ),
      ),
  };
}

function changeOf(record: InstanceRecord, report: ConnectionReport, now: Date): ConnectionChange {
  const { state, statusReason, reason, reasonCode } = report;
  const isOpen = state === "open";
  // A connection that is being made for the first time has no reason not to be open: what was known before stays.
  const hasReason = !isOpen && (state === "close" || statusReason !== fine);
  const isNew =
    record.connectionState === "open" ||
    record.disconnectionReasonCode !== statusReason ||
    record.disconnectionReason !== reason;
  return {
    connectionState: state,
    connectionReasonCode: reasonCode,
    disconnectionReasonCode: hasReason ? statusReason : isOpen ? null : record.disconnectionReasonCode,
    disconnectionReason: hasReason ? reason : isOpen ? null : record.disconnectionReason,
    disconnectedAt: hasReason && isNew ? now : isOpen ? null : record.disconnectedAt,
    ownerJid: report.ownerJid === undefined ? record.ownerJid : report.ownerJid,
    profileName: report.profileName === undefined ? record.profileName : report.profileName,
    profilePicUrl: report.profilePicUrl === undefined ? record.profilePicUrl : report.profilePicUrl,
  };
}

function profileOf({ profileName, profilePicUrl }: InstanceRecord) {
  return { profileName, profilePicUrl };
}

function isSame(record: InstanceRecord, change: ConnectionChange): boolean {
  return (
    record.connectionState === change.connectionState &&
    record.connectionReasonCode === change.connectionReasonCode &&
    record.disconnectionReasonCode === change.disconnectionReasonCode &&
    record.disconnectionReason === change.disconnectionReason &&
    record.ownerJid === change.ownerJid &&
    record.profileName === change.profileName &&
    record.profilePicUrl === change.profilePicUrl
  );
}

function eventsOf(record: InstanceRecord, change: ConnectionChange, report: ConnectionReport): EventsOfInstance {
  const { state, statusReason, reason, reasonCode } = report;
  const update = {
    instance: record.name,
    state,
    statusReason,
    reason,
    reasonCode,
    ...(change.ownerJid === null ? {} : { wuid: change.ownerJid }),
    ...(state === "open" ? { profileName: change.profileName, profilePictureUrl: change.profilePicUrl } : {}),
  };
  const events: EventsOfInstance = [{ type: "CONNECTION_UPDATE", data: update }];
  if (report.isLoggedOut === true) events.push({ type: "LOGOUT_INSTANCE", data: null });
  if (report.isFinal === true) {
    events.push({
      type: "STATUS_INSTANCE",
      data: {
        instance: record.name,
        status: "closed",
        disconnectionAt: change.disconnectedAt?.toISOString() ?? null,
        disconnectionReasonCode: change.disconnectionReasonCode,
        disconnectionObject: change.disconnectionReason,
      },
    });
  }
  return events;
}

function pairingData(instance: string, report: PairingReport): EventData<"QRCODE_UPDATED"> {
  if ("ended" in report) return { message: report.ended, statusCode: endOfCodes };
  const { pairingCode, code, base64 } = report;
  return { qrcode: { instance, pairingCode, code, base64 } };
}
