import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseFile } from "music-metadata";
import { afterEach, describe, expect, it } from "vitest";
import { Ffmpeg } from "../ffmpeg.ts";
import { calm, failureOf, mediaFile, releaseAll, testMedia } from "../testing.ts";

afterEach(releaseAll);

const hasFfmpeg = await new Ffmpeg(undefined).isPresent();
const sound = (name: string): Buffer => readFileSync(join(import.meta.dirname, "fixtures", name));

describe("MP4", () => {
  it.runIf(hasFfmpeg)("is made of a sound, as long as it was", async () => {
    const { media, temporaryFiles } = testMedia({ ffmpegPath: "ffmpeg" });
    const source = await mediaFile(sound("sine.mp3"));
    const before = await parseFile(source.path, { duration: true });
    {
      await using result = await media.mp4(source.path, calm);
      expect(result.mimetype).toBe("audio/mp4");
      const { format } = await parseFile(result.path, { duration: true });
      expect(format.container).toMatch(/mp4|m4a/i);
      expect(Math.abs((format.duration ?? 0) - (before.format.duration ?? 0))).toBeLessThan(0.15);
    }
    expect(temporaryFiles()).toEqual([]);
  });

  it("is refused without ffmpeg, saying so, and for what is neither sound nor video", async () => {
    const { media, temporaryFiles } = testMedia();
    const source = await mediaFile(sound("sine.mp3"));
    expect(await failureOf(media.mp4(source.path, calm))).toMatchObject({
      code: "MEDIA_INVALID",
      message: expect.stringContaining("ffmpeg"),
    });
    await writeFile(source.path, "a text");
    expect(await failureOf(media.mp4(source.path, calm))).toMatchObject({ code: "MEDIA_INVALID" });
    expect(temporaryFiles()).toEqual([]);
  });
});
