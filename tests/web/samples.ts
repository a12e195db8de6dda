import { readFileSync } from "node:fs";

const fixtures = new URL("../../packages/media/src/", import.meta.url);

/** A PNG of 120 × 80 pixels. */
export const png: Buffer = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAHgAAABQCAIAAABd+SbeAAAACXBIWXMAAAPoAAAD6AG1e1JrAAABH0lEQVR4nO3UQW0EARTD0DkPCPOHsrBKoNduvqonBYHl+Hk" +
    "/2fv3EB6U36+oBnRA95/exuiAbq4ho5uDk45uTqMDurmGjG4OTjq6OY0O6OYaMro5OOno5jQ6oJtryOjm4KSjm9PogG6uIaObg5OObk6jA7q5hoxuDk46ujmNDu" +
    "jmGjK6OTjp6OY0OqCba8jo5uCko5vT6IBuriGjm4OTjm5OowO6uYaMbg5OOro5jQ7o5hoyujk46ejmNDqgm2vI6ObgpKOb0+iAbq4ho5uDk45uTqMDurmGjG4OT" +
    "jq6OY0O6OYaMro5OOno5jQ6oJtryOjm4KSjm9PogG6uIaObg5OObk6jA7q5hoxuDk46ujmNDujmGjK6OTjpaM701/0A+ucqDjpj4mgAAAAASUVORK5CYII=",
  "base64",
);

/** A JPEG of 64 × 64 pixels. */
export const jpeg: Buffer = Buffer.from(
  "/9j/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4a" +
    "HjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCABAAEADASIAAhEBAxEB/8QA" +
    "FAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAWAQEBAQAAAAAAAAAAAAAAAAAAAgX/xAAUEQEAAAAAAAAAAAAA" +
    "AAAAAAAA/9oADAMBAAIRAxEAPwAAllAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP//Z",
  "base64",
);

/** A GIF of two frames. */
export const gif: Buffer = Buffer.from(
  "R0lGODlhEAAQAIAAAExpcf8AACH/C05FVFNDQVBFMi4wAwEAAAAh+QQFFAAAACwAAAAAEAAQAAACDoyPqcvtD6OctNqLsz4FACH5BAUUAAAALAAA" +
    "AAAQABAAgExpcQAA/wIOjI+py+0Po5y02ouzPgUAOw==",
  "base64",
);

/** A second or so of a tone. */
export const mp3: Buffer = readFileSync(new URL("audio/fixtures/sine.mp3", fixtures));

/** A few frames of film. */
export const mp4: Buffer = readFileSync(new URL("video/fixtures/bars.mp4", fixtures));

/** The smallest PDF that says what it is. */
export const pdf: Buffer = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

/** Whether a file is a WebP, and moves. */
export function webpOf(file: Buffer): { isWebp: boolean; isAnimated: boolean } {
  const isWebp = file.toString("latin1", 0, 4) === "RIFF" && file.toString("latin1", 8, 12) === "WEBP";
  return { isWebp, isAnimated: isWebp && file.includes("ANIM") };
}

export const isJpeg = (file: Uint8Array): boolean => file[0] === 0xff && file[1] === 0xd8;
