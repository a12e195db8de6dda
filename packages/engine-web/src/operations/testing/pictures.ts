import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PictureMaking } from "../sources.ts";

/** A JPEG of 64 x 64 green pixels. */
export const GREEN_JPEG: Buffer = Buffer.from(
  "/9j/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4a" +
    "HjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCABAAEADASIAAhEBAxEB/8QA" +
    "FAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAWAQEBAQAAAAAAAAAAAAAAAAAAAgX/xAAUEQEAAAAAAAAAAAAA" +
    "AAAAAAAA/9oADAMBAAIRAxEAPwAAllAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP//Z",
  "base64",
);

/** Takes base64 of JPEGs as they are. */
export const plainPictures: PictureMaking = {
  async open(source) {
    const path = join(tmpdir(), `picture-${crypto.randomUUID()}`);
    await writeFile(path, Buffer.from(source, "base64"));
    return { path, [Symbol.asyncDispose]: () => rm(path, { force: true }) };
  },
  picture: async ({ path }) => ({ image: await readFile(path) }),
};
