import type { BinaryNode } from "@whiskeysockets/baileys";

/**
 * Additional elements for `relayMessage` that tell when the message leaves. Baileys 7.0.0-rc14 spreads them into the
 * stanza as its last step before it writes it, in the same turn of the event loop: what fails before `leaves` was not
 * sent, and what `leaves` throws keeps the message here. The steps of the ratchet that encrypted it stay: a
 * recipient skips a key that was not used.
 * A test fails should another version do this elsewhere.
 */
export function elementsWithNotice(elements: readonly BinaryNode[], leaves: () => void): BinaryNode[] {
  // Baileys looks at nothing but the length before it iterates: without elements it must not be 0.
  const watched = elements.length === 0 ? new Array<BinaryNode>(1) : [...elements];
  function* iterate(): Generator<BinaryNode> {
    leaves();
    yield* elements;
  }
  return Object.defineProperty(watched, Symbol.iterator, { value: iterate });
}
