import { WaxwingError } from "@waxwing/contract";
import type { CoreParts } from "../core-parts.ts";
import type { Capabilities } from "../engine.ts";
import type { InstanceRecord } from "../instance-directory.ts";

/** @throws INSTANCE_NOT_CONNECTED */
export function assertOpen(instance: InstanceRecord): void {
  if (instance.connectionState !== "open") throw new WaxwingError("INSTANCE_NOT_CONNECTED");
}

/**
 * What the engine of an instance can do, for a call that needs the connection.
 * @throws INTEGRATION_NOT_AVAILABLE, NOT_SUPPORTED_BY_ENGINE, INSTANCE_NOT_CONNECTED
 */
export function connectedCapability<C extends keyof Capabilities>(
  { engines }: Pick<CoreParts, "engines">,
  instance: InstanceRecord,
  capability: C,
): Capabilities[C] {
  const able: Pick<Capabilities, C> = engines.able(instance.integration, capability);
  assertOpen(instance);
  return able[capability];
}
