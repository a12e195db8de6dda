import { closeSync, openSync, writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { decoderFor } from "./decoders.ts";
import { VoiceEncoder } from "./voice-encoder.ts";
import type { VoiceWorkerAnswer, VoiceWorkerTask } from "./voice-worker-task.ts";

// Runs in a thread of its own: decoding and encoding take a core for seconds.
const answer = await encode(workerData as VoiceWorkerTask);
parentPort?.postMessage(answer);

async function encode(task: VoiceWorkerTask): Promise<VoiceWorkerAnswer> {
  const input = openSync(task.inputPath, "r");
  const output = openSync(task.outputPath, "wx", 0o600);
  try {
    const sound = await decoderFor(task.mimetype, input);
    if (sound === undefined) return { outcome: "unreadable" };
    using encoder = new VoiceEncoder((page) => void writeSync(output, page), task.serial);
    for await (const part of sound) {
      encoder.add(part);
      if (encoder.seconds > task.maxSeconds) return { outcome: "too-long" };
    }
    const { seconds, waveform } = encoder.end();
    return seconds === 0 ? { outcome: "damaged", reason: "no sound" } : { outcome: "done", seconds, waveform };
  } catch (error) {
    return { outcome: "damaged", reason: error instanceof Error ? error.message : String(error) };
  } finally {
    closeSync(input);
    closeSync(output);
  }
}
