/** What the thread is started with. */
export interface VoiceWorkerTask {
  readonly inputPath: string;
  readonly outputPath: string;
  /** As sniffed. */
  readonly mimetype: string;
  readonly maxSeconds: number;
  /** The Ogg stream's own number. */
  readonly serial: number;
}

/** What the thread answers, once. */
export type VoiceWorkerAnswer =
  | { readonly outcome: "done"; readonly seconds: number; readonly waveform: Uint8Array }
  | { readonly outcome: "damaged"; readonly reason: string }
  | { readonly outcome: "too-long" }
  | { readonly outcome: "unreadable" };
