import { readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import decodeOpus from "@audio/decode-opus";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Ffmpeg } from "../ffmpeg.ts";
import { calm, failureOf, mediaFile, releaseAll, testMedia } from "../testing.ts";
import { Resampler } from "./resampler.ts";
import { WaveformMeter } from "./waveform.ts";

afterEach(releaseAll);

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, "fixtures", name));
const sizeOf = (path: string): number => statSync(path).size;
const hasFfmpeg = await new Ffmpeg(undefined).isPresent();

/** A WAV of 16 bits; `sample` gives values from -1 to 1. */
function wav(
  seconds: number,
  rate: number,
  channels: number,
  sample: (time: number, channel: number) => number,
): Buffer {
  const frames = Math.round(seconds * rate);
  const data = Buffer.alloc(frames * channels * 2);
  for (let frame = 0; frame < frames; frame++) {
    for (let channel = 0; channel < channels; channel++) {
      data.writeInt16LE(Math.round(sample(frame / rate, channel) * 32_767), (frame * channels + channel) * 2);
    }
  }
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * channels * 2, 28);
  head.writeUInt16LE(channels * 2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** The sound of a WAV, over and over. */
function repeated(once: Buffer, times: number): Buffer {
  const data = new Array<Buffer>(times).fill(once.subarray(44));
  const whole = Buffer.concat([once.subarray(0, 44), ...data]);
  whole.writeUInt32LE(whole.length - 8, 4);
  whole.writeUInt32LE(whole.length - 44, 40);
  return whole;
}

const sine = (frequency: number) => (time: number) => 0.5 * Math.sin(2 * Math.PI * frequency * time);

/** What an independent decoder hears: length, frequency by its zero crossings, and loudness, of the middle. */
async function heard(path: string): Promise<{ seconds: number; frequency: number; channels: number; peak: number }> {
  const { channelData, sampleRate } = await decodeOpus(await readFile(path));
  const samples = channelData[0] ?? new Float32Array();
  const middle = samples.subarray(Math.floor(samples.length * 0.2), Math.floor(samples.length * 0.8));
  let crossings = 0;
  let peak = 0;
  for (let index = 1; index < middle.length; index++) {
    if (middle[index - 1]! < 0 && middle[index]! >= 0) crossings++;
    peak = Math.max(peak, Math.abs(middle[index]!));
  }
  return {
    seconds: samples.length / sampleRate,
    frequency: (crossings * sampleRate) / middle.length,
    channels: channelData.length,
    peak,
  };
}

/** AMR narrow band: whole frames of 20 ms, of any bits. */
const amr = Buffer.concat([Buffer.from("#!AMR\n"), ...Array.from({ length: 75 }, () => Buffer.alloc(32, 0x3c))]);

describe.each([
  ["without ffmpeg", null],
  ["with ffmpeg", undefined],
] as const)("a voice note, %s", (_name, ffmpegPath) => {
  const test = it.skipIf(ffmpegPath === undefined && !hasFfmpeg);

  test.each([
    ["8 kHz mono", 8000, 1],
    ["11.025 kHz mono", 11_025, 1],
    ["16 kHz stereo", 16_000, 2],
    ["44.1 kHz stereo", 44_100, 2],
    ["48 kHz mono", 48_000, 1],
    ["96 kHz stereo", 96_000, 2],
  ] as const)("keeps length, pitch and loudness of a WAV of %s", async (_name, rate, channels) => {
    const { media, temporaryFiles } = testMedia({ ffmpegPath });
    const voice = await media.voice(await mediaFile(wav(2.345, rate, channels, sine(1000))), calm);
    const sound = await heard(voice.path);
    expect(voice.mimetype).toBe("audio/ogg; codecs=opus");
    expect([voice.seconds, sound.seconds]).toEqual([expect.closeTo(2.345, 1), expect.closeTo(2.345, 1)]);
    expect(sound.frequency).toBeGreaterThan(990);
    expect(sound.frequency).toBeLessThan(1010);
    expect(sound.peak).toBeGreaterThan(0.4);
    expect(sound.peak).toBeLessThan(0.62);
    await voice[Symbol.asyncDispose]();
    expect(temporaryFiles()).toEqual([]);
  });

  test.each(["sine.mp3", "sine.flac", "sine-vorbis.ogg", "sine-opus.ogg", "sine.webm", "sine.aiff"])(
    "is made of %s",
    async (name) => {
      const { media } = testMedia({ ffmpegPath });
      await using voice = await media.voice(await mediaFile(fixture(name)), calm);
      const sound = await heard(voice.path);
      expect(Math.abs(voice.seconds - 1.5)).toBeLessThan(0.1);
      expect(Math.abs(sound.seconds - 1.5)).toBeLessThan(0.1);
      expect(Math.abs(sound.frequency - 440)).toBeLessThan(6);
    },
  );

  test("is made of AMR", async () => {
    const { media } = testMedia({ ffmpegPath });
    await using voice = await media.voice(await mediaFile(amr), calm);
    expect(Math.abs((await heard(voice.path)).seconds - 1.5)).toBeLessThan(0.1);
  });

  test("shows loud and silent parts, and nothing but zeros for silence", async () => {
    const { media } = testMedia({ ffmpegPath });
    const halves = wav(4, 16_000, 1, (time) => (time < 2 ? 0 : sine(300)(time)));
    await using voice = await media.voice(await mediaFile(halves), calm);
    expect(voice.waveform.length).toBe(64);
    expect([...voice.waveform.subarray(0, 31)].every((value) => value <= 1)).toBe(true);
    expect([...voice.waveform.subarray(33)].every((value) => value >= 90 && value <= 100)).toBe(true);
    await using silent = await media.voice(await mediaFile(wav(1, 16_000, 1, () => 0)), calm);
    expect([...silent.waveform]).toEqual(new Array(64).fill(0));
  });

  test.each([
    ["text", Buffer.from("I am a song, honestly")],
    ["a web page", Buffer.from("<html><body>404</body></html>")],
    ["a playlist that names an address", Buffer.from("#EXTM3U\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n")],
    ["a picture", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")],
    [
      "an MP3's head with rubbish",
      Buffer.concat([Buffer.from("ID3\u0004\0\0\0\0\0\0", "latin1"), Buffer.alloc(4000, 1)]),
    ],
    ["an Ogg's head with rubbish", Buffer.concat([fixture("sine-opus.ogg").subarray(0, 100), Buffer.alloc(4000, 5)])],
    ["a WAV without sound", wav(0, 16_000, 1, () => 0)],
    ["a WebM's head", fixture("sine.webm").subarray(0, 200)],
    ["a FLAC's head", fixture("sine.flac").subarray(0, 60)],
  ])("is refused when it is %s", async (_name, data) => {
    const { media, temporaryFiles } = testMedia({ ffmpegPath });
    expect((await failureOf(media.voice(await mediaFile(data), calm))).code).toBe("MEDIA_INVALID");
    expect(temporaryFiles()).toEqual([]);
  });

  test("never fails otherwise, whatever is done to a good file", async () => {
    const { media, temporaryFiles } = testMedia({ ffmpegPath });
    const names = fc.constantFrom(
      "sine.mp3",
      "sine.flac",
      "sine-vorbis.ogg",
      "sine-opus.ogg",
      "sine.webm",
      "sine.aiff",
    );
    await fc.assert(
      fc.asyncProperty(
        names,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.boolean(),
        async (name, place, rubbish, isCut) => {
          const data = Buffer.from(fixture(name));
          const at = Math.floor(place * data.length);
          data.set(rubbish.subarray(0, data.length - at), at);
          const file = await mediaFile(isCut ? data.subarray(0, at + 1) : data);
          const result = await media.voice(file, calm).catch((error: { code?: string }) => error.code);
          if (typeof result === "string") expect(result).toMatch(/^MEDIA_(INVALID|TOO_LARGE)$/);
          else await result?.[Symbol.asyncDispose]();
          expect(temporaryFiles()).toEqual([]);
        },
      ),
      { numRuns: 12 },
    );
  });

  test("is refused when it is longer than allowed, or takes too long", async () => {
    const file = await mediaFile(wav(20, 8000, 1, () => 0));
    const short = testMedia({ ffmpegPath, limits: { maxVoiceSeconds: 5 } });
    const error = await failureOf(short.media.voice(file, calm));
    expect([error.code, error.details]).toEqual(["MEDIA_TOO_LARGE", { limitSeconds: 5 }]);
    const hasty = testMedia({ ffmpegPath, limits: { conversionTimeoutMs: 1 } });
    expect((await failureOf(hasty.media.voice(file, calm))).code).toBe("MEDIA_INVALID");
    expect([...short.temporaryFiles(), ...hasty.temporaryFiles()]).toEqual([]);
  });

  test("is given up with the caller, also while it waits for its turn", async () => {
    const { media, directory, temporaryFiles } = testMedia({ ffmpegPath, conversionsAtATime: 1 });
    const file = await mediaFile(repeated(wav(1, 8000, 1, sine(500)), 3000));
    const controller = new AbortController();
    const reason = new Error("left");
    const attempts = [1, 2, 3].map(() => media.voice(file, controller.signal));
    const outcomes = Promise.allSettled(attempts);
    const sizes = () => temporaryFiles().map((name) => sizeOf(join(directory, "temporary", name)));
    await vi.waitFor(() => expect(Math.max(0, ...sizes())).toBeGreaterThan(1000), { timeout: 20_000 });
    expect(sizes().length).toBe(1);
    controller.abort(reason);
    expect(await outcomes).toEqual(attempts.map(() => ({ status: "rejected", reason })));
    expect(temporaryFiles()).toEqual([]);
    await using voice = await media.voice(await mediaFile(wav(0.1, 8000, 1, sine(500))), calm);
    expect(voice.seconds).toBeCloseTo(0.1, 1);
  });
});

describe("AAC", () => {
  it("needs ffmpeg, and the refusal says so", async () => {
    const { media } = testMedia();
    const error = await failureOf(media.voice(await mediaFile(fixture("sine.m4a")), calm));
    expect([error.code, error.message]).toEqual(["MEDIA_INVALID", expect.stringContaining("ffmpeg")]);
  });

  it.skipIf(!hasFfmpeg)("becomes a voice note with it", async () => {
    const { media } = testMedia({ ffmpegPath: "ffmpeg" });
    await using voice = await media.voice(await mediaFile(fixture("sine.m4a")), calm);
    expect(Math.abs((await heard(voice.path)).frequency - 440)).toBeLessThan(6);
  });
});

describe("audio that stays as it is", () => {
  it.each([
    ["sine.mp3", "audio/mpeg"],
    ["sine.m4a", "audio/mp4"],
    ["sine.flac", "audio/flac"],
    ["sine-vorbis.ogg", "audio/ogg"],
    ["sine-opus.ogg", "audio/ogg"],
    ["sine.webm", "audio/webm"],
  ])("tells type and length of %s", async (name, mimetype) => {
    const { media } = testMedia();
    const file = await mediaFile(fixture(name));
    await using audio = await media.audio(file, calm);
    expect([audio.path, audio.mimetype, audio.bytes]).toEqual([file.path, mimetype, file.bytes]);
    expect(Math.abs(audio.seconds! - 1.5)).toBeLessThan(0.1);
  });

  it.each([
    ["text", Buffer.from("la la la")],
    [
      "an MP3's head with rubbish",
      Buffer.concat([Buffer.from("ID3\u0004\0\0\0\0\0\0", "latin1"), Buffer.alloc(4000, 1)]),
    ],
    ["an MP4 that was cut off", fixture("sine.m4a").subarray(0, 40)],
  ])("is refused when it is %s", async (_name, data) => {
    const { media } = testMedia();
    expect((await failureOf(media.audio(await mediaFile(data), calm))).code).toBe("MEDIA_INVALID");
  });
});

describe("the parts", () => {
  it("a resampler gives the same samples however its input is cut, and as many as the rates say", () => {
    const rates = fc.constantFrom(8000, 11_025, 22_050, 44_100, 48_000, 96_000);
    fc.assert(
      fc.property(rates, fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 12 }), (rate, cuts) => {
        const total = cuts.reduce((sum, cut) => sum + cut, 0);
        const input = Float32Array.from({ length: total }, (_, index) => Math.sin(index / 7));
        const whole = new Resampler(rate, 48_000);
        const expected = [...whole.push(input), ...whole.flush()];
        const pieces = new Resampler(rate, 48_000);
        const starts = cuts.map((_, index) => cuts.slice(0, index).reduce((sum, cut) => sum + cut, 0));
        const actual = cuts.flatMap((cut, index) => [
          ...pieces.push(input.slice(starts[index]!, starts[index]! + cut)),
        ]);
        actual.push(...pieces.flush());
        expect(actual).toEqual(expected);
        expect(expected.length).toBe(Math.ceil((total * 48_000) / rate));
      }),
      { numRuns: 50 },
    );
  });

  it("a waveform has 64 values from 0 to 100 for any sound", () => {
    fc.assert(
      fc.property(
        fc.array(fc.float32Array({ noNaN: true, min: -1, max: 1, maxLength: 2000 }), { maxLength: 5 }),
        (parts) => {
          const meter = new WaveformMeter(8000);
          for (const part of parts) meter.add(part);
          const waveform = [...meter.waveform()];
          expect(waveform.length).toBe(64);
          expect(waveform.every((value) => value >= 0 && value <= 100)).toBe(true);
          const isSilent = parts.every((part) => part.every((sample) => sample === 0));
          if (!isSilent) expect(Math.max(...waveform)).toBe(100);
        },
      ),
    );
  });
});
