/** Zero crossings of the kernel on each side, at the lower of the two rates. */
const CROSSINGS = 16;

/**
 * Changes the sample rate of a mono stream, chunk by chunk: a polyphase filter with a Hann-windowed sinc, exact for
 * every pair of whole rates, so that nothing drifts however long the stream is.
 */
export class Resampler {
  readonly #up: number;
  readonly #down: number;
  readonly #cutoff: number;
  readonly #half: number;
  readonly #kernels: Float32Array[] = [];
  #input: Float32Array;
  /** Place in `#input` of the sample at or before the next output, and the distance behind it in `1 / #up` samples. */
  #index: number;
  #phase = 0;

  constructor(from: number, to: number) {
    const divisor = greatestCommonDivisor(from, to);
    this.#up = to / divisor;
    this.#down = from / divisor;
    this.#cutoff = Math.min(1, to / from);
    this.#half = from === to ? 0 : Math.ceil(CROSSINGS / this.#cutoff);
    this.#input = new Float32Array(this.#half);
    this.#index = this.#half;
  }

  /** The output that can be told by now. */
  push(samples: Float32Array): Float32Array {
    if (this.#half === 0) return samples;
    const input = new Float32Array(this.#input.length + samples.length);
    input.set(this.#input);
    input.set(samples, this.#input.length);
    const output = new Float32Array(Math.ceil((input.length * this.#up) / this.#down) + 1);
    let count = 0;
    while (this.#index + this.#half < input.length) {
      output[count++] = this.#outputAt(input);
      this.#phase += this.#down;
      this.#index += Math.floor(this.#phase / this.#up);
      this.#phase %= this.#up;
    }
    const unused = Math.min(this.#index - this.#half, input.length);
    this.#input = input.slice(unused);
    this.#index -= unused;
    return output.subarray(0, count);
  }

  /** The rest, as if silence followed. */
  flush(): Float32Array {
    return this.push(new Float32Array(this.#half));
  }

  #outputAt(input: Float32Array): number {
    this.#kernels[this.#phase] ??= this.#kernel(this.#phase);
    const kernel = this.#kernels[this.#phase] as Float32Array;
    const first = this.#index - this.#half;
    let sum = 0;
    for (let tap = 0; tap < kernel.length; tap++) sum += (input[first + tap] as number) * (kernel[tap] as number);
    return sum;
  }

  /** Weights of the samples around an output that lies `phase / up` behind the middle one. */
  #kernel(phase: number): Float32Array {
    const offset = phase / this.#up;
    return Float32Array.from({ length: 2 * this.#half + 1 }, (_, tap) => {
      const distance = tap - this.#half - offset;
      if (Math.abs(distance) >= this.#half) return 0;
      const x = Math.PI * distance * this.#cutoff;
      const sinc = x === 0 ? 1 : Math.sin(x) / x;
      return this.#cutoff * sinc * (0.5 + 0.5 * Math.cos((Math.PI * distance) / this.#half));
    });
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
