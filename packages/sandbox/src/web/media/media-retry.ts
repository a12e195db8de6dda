import { normalizeMessageContent, proto } from "@whiskeysockets/baileys";
import { phoneJid } from "../address.ts";
import type { DeviceAddress } from "../model.ts";
import { bytesOf, childOf, element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { decryptRetry, encryptRetry } from "./retry-encryption.ts";

const { MediaRetryNotification } = proto;
const { ResultType } = MediaRetryNotification;

/** The part of a message that speaks of a file. */
interface MediaContent {
  readonly mediaKey?: Uint8Array | null;
  readonly directPath?: string | null;
  readonly url?: string | null;
}

/**
 * Answers a companion that could not fetch a file: its phone uploads the file again and tells the new address, or says
 * that it has no such message (2) or could not read the request (3).
 */
export function answerRetryRequest(world: World, from: DeviceAddress, receipt: Stanza): void {
  const answer = reupload(world, from, receipt);
  const { id = "" } = receipt.attrs;
  const rmr = childOf(receipt, "rmr");
  world.hub.deliver(
    from,
    element("notification", { type: "mediaretry", id, from: phoneJid(from.account), t: world.clock.seconds() }, [
      element("rmr", rmr?.attrs ?? {}),
      answer,
    ]),
  );
}

function reupload(world: World, from: DeviceAddress, receipt: Stanza): Stanza {
  const { id = "" } = receipt.attrs;
  const content = mediaContentOf(world.phones.of(from.account).message(id));
  const mediaKey = content?.mediaKey;
  if (!content || !mediaKey) return failure(ResultType.NOT_FOUND);
  const encrypted = childOf(receipt, "encrypt");
  const payload = bytesOf(childOf(encrypted, "enc_p"));
  const iv = bytesOf(childOf(encrypted, "enc_iv"));
  if (payload === null || iv === null || decryptRetry({ payload, iv }, mediaKey, id) === null) {
    return failure(ResultType.DECRYPTION_ERROR);
  }
  const address = world.media.renew(content.directPath ?? content.url ?? "");
  if (address === undefined) return failure(ResultType.NOT_FOUND);
  const notification = MediaRetryNotification.encode({
    stanzaId: id,
    directPath: address.directPath,
    result: ResultType.SUCCESS,
  }).finish();
  const answerIv = world.random.bytes(`media retry ${from.account.phone}`, 12);
  const answer = encryptRetry(notification, mediaKey, id, answerIv);
  return element("encrypt", {}, [element("enc_p", {}, answer.payload), element("enc_iv", {}, answer.iv)]);
}

function failure(code: number): Stanza {
  return element("error", { code });
}

/** The first part of a message that has a media key, below whatever it is wrapped in. */
function mediaContentOf(message: proto.IMessage | undefined): MediaContent | undefined {
  const content = normalizeMessageContent(message?.deviceSentMessage?.message ?? message);
  const parts = Object.values(content ?? {}) as unknown[];
  return parts.find((part): part is MediaContent => typeof part === "object" && part !== null && "mediaKey" in part);
}
