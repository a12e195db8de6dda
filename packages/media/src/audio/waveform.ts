/** The number of bars that WhatsApp's clients draw for a voice note. */
const BARS = 64;
/** One bucket is a hundredth of a second: small enough for the shortest note, and bounded for the longest. */
const BUCKETS_PER_SECOND = 100;

/** Measures the loudness of mono samples as they pass, and gives WhatsApp's waveform at the end. */
export class WaveformMeter {
  readonly #sampleRate: number;
  readonly #means: number[] = [];
  #samples = 0;
  #sum = 0;
  #inBucket = 0;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  /** Samples of any scale, the same in every call. */
  add(samples: Float32Array | Int16Array): void {
    const bucket = this.#sampleRate / BUCKETS_PER_SECOND;
    for (const sample of samples) {
      this.#sum += Math.abs(sample);
      if (++this.#inBucket >= bucket) this.#closeBucket();
    }
    this.#samples += samples.length;
  }

  get seconds(): number {
    return this.#samples / this.#sampleRate;
  }

  /** 64 values from 0 to 100; the loudest is 100, silence is all 0. */
  waveform(): Uint8Array {
    if (this.#inBucket > 0) this.#closeBucket();
    const count = this.#means.length;
    const bars = Array.from({ length: BARS }, (_, bar) => {
      const from = Math.floor((bar * count) / BARS);
      const to = Math.max(from + 1, Math.floor(((bar + 1) * count) / BARS));
      const part = this.#means.slice(from, to);
      return part.length === 0 ? 0 : part.reduce((sum, mean) => sum + mean, 0) / part.length;
    });
    const loudest = Math.max(...bars);
    return Uint8Array.from(bars, (bar) => (loudest === 0 ? 0 : Math.round((bar / loudest) * 100)));
  }

  #closeBucket(): void {
    this.#means.push(this.#sum / this.#inBucket);
    this.#sum = 0;
    this.#inBucket = 0;
  }
}
