import type { IqRequest, IqRoute } from "../iq.ts";
import { IqError } from "../iq.ts";
import { bytesOf, childOf, childrenOf, element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import type { CollectionUpdate } from "./app-state.ts";
import { type CollectionName, isCollectionName } from "./collections.ts";
import { encodeSnapshotReference } from "./snapshots.ts";

/** `w:sync:app:state`: clients fetch and upload patches. */
export function appStateRoutes(world: World): IqRoute[] {
  return [
    {
      xmlns: "w:sync:app:state",
      type: "set",
      child: "sync",
      async answer(request) {
        const asked = childrenOf(request.child, "collection");
        if (asked.length === 0) throw new IqError(400, "bad-request");
        const withheld = await world.history.beforeAppState(request.from, asked.map(nameOf).filter(isCollectionName));
        return [
          element(
            "sync",
            {},
            asked.map((collection) => answerCollection(world, request, collection, withheld)),
          ),
        ];
      },
    },
  ];
}

function answerCollection(
  world: World,
  request: IqRequest,
  collection: Stanza,
  withheld: ReadonlySet<CollectionName>,
): Stanza {
  const name = nameOf(collection);
  const version = Number(collection.attrs["version"] ?? "0");
  if (!isCollectionName(name) || !Number.isSafeInteger(version) || version < 0) {
    return failure(name ?? "", "0", 400, "bad-request");
  }
  const patch = childOf(collection, "patch");
  if (patch !== undefined) return upload(world, request, name, version, patch);
  if (withheld.has(name)) return element("collection", { name, version, has_more_patches: "true" });
  const wantsSnapshot = collection.attrs["return_snapshot"] === "true";
  return updateElement(name, world.appState.update(request.from.account, name, version, wantsSnapshot));
}

function upload(world: World, request: IqRequest, name: CollectionName, base: number, patch: Stanza): Stanza {
  const { account } = request.from;
  const bytes = bytesOf(patch) ?? Buffer.alloc(0);
  const outcome = world.appState.upload(request.from, name, base, bytes, (action) => request.after(action));
  const version = world.appState.version(account, name);
  switch (outcome.result) {
    case "stored":
      return element("collection", { name, version });
    case "refused":
      return failure(name, version, 400, "bad-request");
    case "conflict": {
      const missing = updateElement(name, world.appState.update(account, name, base, false));
      const error = element("error", { code: 409, text: "conflict" });
      return { ...missing, attrs: { ...missing.attrs, type: "error" }, content: [error, ...childrenOf(missing)] };
    }
  }
}

function updateElement(name: CollectionName, update: CollectionUpdate): Stanza {
  const content: Stanza[] = [];
  if (update.snapshot !== null) content.push(element("snapshot", {}, encodeSnapshotReference(update.snapshot)));
  if (update.patches.length > 0) {
    content.push(
      element(
        "patches",
        {},
        update.patches.map((patch) => element("patch", {}, patch)),
      ),
    );
  }
  const attributes = { name, version: update.version, has_more_patches: String(update.hasMore) };
  return content.length === 0 ? element("collection", attributes) : element("collection", attributes, content);
}

function failure(name: string, version: string | number, code: number, text: string): Stanza {
  return element("collection", { name, version, type: "error" }, [element("error", { code, text })]);
}

function nameOf(collection: Stanza): string | undefined {
  return collection.attrs["name"];
}
