import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { copyFile, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { requireContent } from "./file-content.ts";
import type { MediaStore } from "./media-store.ts";
import { requireKey } from "./store-key.ts";

/** No key begins with a dot, so that what is being written is never in the way. */
const INCOMING = ".incoming";

/** Keeps media in a folder of this server. Files appear whole or not at all: written aside, flushed, then renamed. */
export function createLocalStore({ directory }: { directory: string }): MediaStore {
  const incoming = join(directory, INCOMING);
  rmSync(incoming, { recursive: true, force: true });
  mkdirSync(incoming, { recursive: true, mode: 0o700 });
  const pathOf = (key: string): string => join(directory, ...requireKey(key).split("/"));

  return {
    async put(key, path, facts) {
      const target = pathOf(key);
      const written = join(incoming, randomUUID());
      try {
        await copyFile(path, written);
        await requireContent(written, facts);
        await flush(written);
        await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        await rename(written, target);
      } finally {
        await rm(written, { force: true });
      }
    },
    async open(key) {
      try {
        const handle = await open(pathOf(key), "r");
        return handle.createReadStream();
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
        throw error;
      }
    },
    delete: async (key) => rm(pathOf(key), { force: true }),
    deleteAll: async (prefix) => rm(pathOf(prefix), { recursive: true, force: true }),
  };
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
