import { type MessageKey, WaxwingError } from "@waxwing/contract";
import type { CoreParts } from "./core-parts.ts";
import type { MediumFile } from "./engine.ts";
import { findMessage } from "./operations/find-messages.ts";

/**
 * Gives the medium of a stored message as a file, which the caller disposes: what `chat.getBase64` answers, for channels.
 * @throws INSTANCE_NOT_FOUND, MESSAGE_NOT_FOUND, INTEGRATION_NOT_AVAILABLE, NOT_SUPPORTED_BY_ENGINE, and what
 * `MediaFetching.openMedium` throws
 */
export type MediumOpener = (
  message: { readonly instanceId: string; readonly key: MessageKey },
  options: { readonly maxBytes: number; readonly signal: AbortSignal },
) => Promise<MediumFile>;

export function createMediumOpener({
  database,
  directory,
  engines,
}: Pick<CoreParts, "database" | "directory" | "engines">): MediumOpener {
  return async ({ instanceId, key }, { maxBytes, signal }) => {
    const instance = directory.byId(instanceId);
    if (instance === undefined) throw new WaxwingError("INSTANCE_NOT_FOUND");
    const { media } = engines.able(instance.integration, "media");
    const message = await findMessage(database, instanceId, key);
    return media.openMedium(instance, message, { maxBytes }, signal);
  };
}
