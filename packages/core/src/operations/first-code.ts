import type { OperationById, OperationOutput } from "@waxwing/contract";
import type { CoreParts } from "../core-parts.ts";

type QrCode = NonNullable<OperationOutput<OperationById<"instance.create">>["qrcode"]>;

/**
 * The code with which a phone pairs with a new instance, where its engine has any. The instance exists whether there is a
 * code or not: `connect` gives the next.
 */
export async function firstCode(
  { directory, engines, log }: Pick<CoreParts, "directory" | "engines" | "log">,
  instanceId: string,
  signal: AbortSignal,
): Promise<QrCode | undefined> {
  const instance = directory.byId(instanceId);
  if (instance === undefined || instance.connectionState === "open") return undefined;
  try {
    const answer = await engines
      .of(instance.integration)
      .connect(instance, { number: instance.number ?? undefined }, signal);
    const { pairingCode = null, code = null, base64 = null, count } = answer;
    return count === undefined ? undefined : { pairingCode, code, base64, count };
  } catch (err) {
    log.warn({ err, instanceId }, "a new instance has no code yet");
    return undefined;
  }
}
