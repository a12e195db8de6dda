import { createWaxwingClient, WaxwingApiError, type WaxwingClient } from "@waxwing/client";
import { answered, type Face, type Key, refused } from "./outcome.ts";

/** The generated client; it does not repeat calls, so that tests see each answer. */
export function generatedClient(baseUrl: string, key: Key): WaxwingClient {
  return createWaxwingClient({ baseUrl, apiKey: key ?? "", retries: 0, timeoutMs: 15_000 });
}

type Groups = Record<string, Record<string, (input: unknown) => Promise<unknown>>>;

/** The generated client as a face. */
export function clientFace(baseUrl: string, globalKey: string): Face {
  return {
    name: "client",
    async call(entry, input, key = globalKey) {
      const groups = generatedClient(baseUrl, key) as unknown as Groups;
      const operation = groups[entry.group]?.[entry.name];
      if (operation === undefined) throw new Error(`the generated client has no ${entry.id}: run npm run generate`);
      try {
        return answered(await operation(input));
      } catch (error) {
        if (!(error instanceof WaxwingApiError)) throw error;
        return refused(error.code, error.status, error.messages, error.details);
      }
    },
  };
}
