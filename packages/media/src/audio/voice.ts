import { randomInt } from "node:crypto";
import { stat } from "node:fs/promises";
import { mediaInvalid, mediaTooLarge } from "../faults.ts";
import type { Ffmpeg } from "../ffmpeg.ts";
import type { MediaFile } from "../files/media-file.ts";
import type { TemporaryFolder } from "../files/temporary-folder.ts";
import type { MediaLimits } from "../limits.ts";
import { encodeInThread } from "./encode-in-thread.ts";
import { requireSound } from "./sound-types.ts";
import { WaveformMeter } from "./waveform.ts";

/** A voice note as WhatsApp's clients record it. */
export interface VoiceResult extends AsyncDisposable {
  readonly path: string;
  readonly bytes: number;
  /** Mono, 48 kHz. */
  readonly mimetype: "audio/ogg; codecs=opus";
  readonly seconds: number;
  /** 64 values from 0 to 100. */
  readonly waveform: Uint8Array;
}

/** The rate at which ffmpeg hands the sound over for the waveform: loudness needs no more. */
const METER_RATE = 8000;

/** Makes a voice note of any common sound: by ffmpeg where it is installed, else in a thread of this process. */
export function makeVoice(
  temporary: TemporaryFolder,
  limits: MediaLimits,
  ffmpeg: Ffmpeg,
  file: MediaFile,
  signal: AbortSignal,
): Promise<VoiceResult> {
  const mimetype = requireSound(file);
  return temporary.make(".ogg", async (path) => {
    const sound = (await ffmpeg.isPresent())
      ? await byFfmpeg(ffmpeg, limits, file, path, signal)
      : await byThread(limits, file, mimetype, path, signal);
    if (sound.seconds > limits.maxVoiceSeconds) throw tooLong(limits);
    const bytes = (await stat(path)).size;
    if (bytes > limits.maxBytes) throw mediaTooLarge({ limitBytes: limits.maxBytes });
    return { bytes, mimetype: "audio/ogg; codecs=opus", ...sound };
  });
}

type Sound = Pick<VoiceResult, "seconds" | "waveform">;

async function byFfmpeg(
  ffmpeg: Ffmpeg,
  limits: MediaLimits,
  file: MediaFile,
  path: string,
  signal: AbortSignal,
): Promise<Sound> {
  const meter = new WaveformMeter(METER_RATE);
  let odd: Buffer = Buffer.alloc(0);
  const onOutput = (chunk: Buffer): void => {
    const bytes = Buffer.concat([odd, chunk]);
    const whole = bytes.length - (bytes.length % 2);
    odd = bytes.subarray(whole);
    meter.add(Int16Array.from({ length: whole / 2 }, (_, index) => bytes.readInt16LE(index * 2)));
  };
  const length = ["-t", String(limits.maxVoiceSeconds + 1)];
  const opus = ["-ac", "1", "-ar", "48000", "-c:a", "libopus", "-b:a", "48k", "-application", "voip"];
  const note = ["-map", "0:a:0", "-map_metadata", "-1", ...opus, ...length, "-f", "ogg", path];
  const look = ["-map", "0:a:0", "-ac", "1", "-ar", String(METER_RATE), ...length, "-f", "s16le", "pipe:1"];
  await ffmpeg.convert(file.path, [...note, ...look], { signal, timeoutMs: limits.conversionTimeoutMs, onOutput });
  if (meter.seconds === 0) throw mediaInvalid("The audio holds no sound: it is damaged or empty.");
  return { seconds: meter.seconds, waveform: meter.waveform() };
}

async function byThread(
  limits: MediaLimits,
  file: MediaFile,
  mimetype: string,
  path: string,
  signal: AbortSignal,
): Promise<Sound> {
  const task = {
    inputPath: file.path,
    outputPath: path,
    mimetype,
    maxSeconds: limits.maxVoiceSeconds,
    serial: randomInt(2 ** 32),
  };
  const answer = await encodeInThread(task, signal, limits.conversionTimeoutMs);
  switch (answer.outcome) {
    case "done":
      return { seconds: answer.seconds, waveform: answer.waveform };
    case "too-long":
      throw tooLong(limits);
    case "unreadable":
      throw mediaInvalid(`This server turns ${mimetype} into a voice note only where ffmpeg is installed.`);
    case "damaged":
      throw mediaInvalid("The audio cannot be read: it is damaged or empty.", new Error(answer.reason));
  }
}

function tooLong({ maxVoiceSeconds }: MediaLimits): Error {
  return mediaTooLarge({ limitSeconds: maxVoiceSeconds }, "The audio is longer than this server accepts.");
}
