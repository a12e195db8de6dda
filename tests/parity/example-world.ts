import { type OperationEntry, operationEntries, operationEntry } from "@waxwing/contract";
import { type Fixture, fullInput } from "../support/fixture.ts";
import { answerOf, type Face } from "../support/outcome.ts";

/**
 * What the examples of the contract take for granted, by rules instead of a line for each operation:
 * - the instance of the examples exists, made by the example of `instance.create`, except for operations that need the
 *   global key: they make or manage instances;
 * - the contact of the examples has written to it;
 * - for a query, the example of every mutation of one instance has run before, through the same face. Those with the
 *   method DELETE are left out: they undo.
 */
export class ExampleWorld {
  readonly #fixture: Fixture;
  readonly #face: Face;

  constructor(fixture: Fixture, face: Face) {
    this.#fixture = fixture;
    this.#face = face;
  }

  /** A new instance under the name of the examples; an earlier one is gone with everything in it. */
  async reset(entry: OperationEntry): Promise<void> {
    await this.#fixture.graph.idle();
    await this.#fixture.rest.call(required("instance.delete"), example(required("instance.delete")));
    if (entry.operation.access === "global") return;
    answerOf(await this.#face.call(required("instance.create"), example(required("instance.create"))));
    const contact = this.#fixture.graph.contact(String(fullInput("message.sendText")["number"]), { name: "Maria" });
    await contact.say("How much is it?", { to: String(example(required("instance.create"))["number"]) });
  }

  /** {@link reset}, and everything stored that queries may find. */
  async fill(): Promise<void> {
    await this.reset(required("instance.connectionState"));
    for (const entry of operationEntries) {
      const { kind, access, rest } = entry.operation;
      if (kind !== "mutation" || access !== "instance" || rest.method === "DELETE") continue;
      await this.#face.call(entry, example(entry));
    }
    await this.#fixture.graph.idle(); // the statuses of what was sent have come
  }
}

export function example(entry: OperationEntry): Record<string, unknown> {
  return entry.operation.example as Record<string, unknown>;
}

function required(id: string): OperationEntry {
  const entry = operationEntry(id);
  if (entry === undefined) throw new Error(`no operation ${id}`);
  return entry;
}
