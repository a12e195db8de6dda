import { type Integration, WaxwingError } from "@waxwing/contract";
import type { AnyEngine, Capabilities } from "./engine.ts";

/** The engines of this server. */
export interface Engines {
  /** The engine of an integration; throws INTEGRATION_NOT_AVAILABLE. */
  of(integration: Integration): AnyEngine;
  /** The engine of an integration, when this server has it. */
  find(integration: Integration): AnyEngine | undefined;
  /** The engine with a capability; throws NOT_SUPPORTED_BY_ENGINE when it lacks it. */
  able<C extends keyof Capabilities>(integration: Integration, capability: C): AnyEngine & Pick<Capabilities, C>;
}

export function createEngines(engines: readonly AnyEngine[]): Engines {
  const byIntegration = new Map(engines.map((engine) => [engine.integration, engine]));
  const of = (integration: Integration): AnyEngine => {
    const engine = byIntegration.get(integration);
    if (engine === undefined) {
      throw new WaxwingError(
        "INTEGRATION_NOT_AVAILABLE",
        `The integration ${integration} is not available in this server.`,
      );
    }
    return engine;
  };
  return {
    of,
    find: (integration) => byIntegration.get(integration),
    able<C extends keyof Capabilities>(integration: Integration, capability: C) {
      const engine = of(integration);
      if (engine[capability] === undefined) {
        throw new WaxwingError("NOT_SUPPORTED_BY_ENGINE", `${integration} cannot do this (${capability}).`);
      }
      return engine as AnyEngine & Pick<Capabilities, C>;
    },
  };
}
