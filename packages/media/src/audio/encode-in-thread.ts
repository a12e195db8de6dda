import { Worker } from "node:worker_threads";
import type { VoiceWorkerAnswer, VoiceWorkerTask } from "./voice-worker-task.ts";

/** The thread's heap; decoders stream, so that no honest file comes near it. */
const HEAP_MB = 256;

/** Runs one encoding in a thread of its own, which is gone when this ends: done, failed, aborted or out of time. */
export async function encodeInThread(
  task: VoiceWorkerTask,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<VoiceWorkerAnswer> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<VoiceWorkerAnswer>();
  const worker = new Worker(new URL("./voice-worker.ts", import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    // Decoders write to the console about damaged input; that has no place in the server's log.
    stdout: true,
    stderr: true,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  worker.once("message", resolve);
  worker.once("error", (error) => resolve({ outcome: "damaged", reason: error.message }));
  worker.once("exit", (code) => resolve({ outcome: "damaged", reason: `the decoder ended with ${code}` }));
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(() => resolve({ outcome: "damaged", reason: "it took too long" }), timeoutMs);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    await worker.terminate();
  }
}
