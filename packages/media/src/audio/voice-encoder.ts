import OpusScript from "opusscript";
import { FRAME_SAMPLES, OggOpusWriter, OPUS_RATE, PRE_SKIP } from "./ogg-opus-writer.ts";
import { Resampler } from "./resampler.ts";
import { WaveformMeter } from "./waveform.ts";

/** Enough for speech in full band; WhatsApp's own clients use less. */
const BITRATE = 48_000;

/** Planar sound, as decoders give it. */
export interface DecodedSound {
  readonly channelData: readonly Float32Array[];
  readonly sampleRate: number;
}

/** Turns decoded sound of any rate and number of channels into a mono Ogg/Opus stream, chunk by chunk. */
export class VoiceEncoder implements Disposable {
  readonly #opus = new OpusScript(OPUS_RATE, 1, OpusScript.Application.VOIP);
  readonly #writer: OggOpusWriter;
  readonly #meter = new WaveformMeter(OPUS_RATE);
  readonly #frame = new Float32Array(FRAME_SAMPLES);
  #inFrame = 0;
  #frames = 0;
  #samples = 0;
  #rate: number | undefined;
  #resampler: Resampler | undefined;

  constructor(write: (page: Buffer) => void, serial: number) {
    this.#opus.setBitrate(BITRATE);
    this.#writer = new OggOpusWriter(write, serial);
  }

  get seconds(): number {
    return this.#meter.seconds;
  }

  /** Raises a RangeError when the rate is none, or changes on the way. */
  add({ channelData, sampleRate }: DecodedSound): void {
    const [first] = channelData;
    if (first === undefined || first.length === 0) return;
    if (!Number.isInteger(sampleRate) || sampleRate < 1000 || sampleRate > 768_000) {
      throw new RangeError(`a sample rate of ${sampleRate}`);
    }
    this.#rate ??= sampleRate;
    if (this.#rate !== sampleRate) throw new RangeError("the sample rate changes on the way");
    this.#resampler ??= new Resampler(sampleRate, OPUS_RATE);
    this.#take(this.#resampler.push(mixed(first, channelData)));
  }

  /** Ends the stream and gives its length and look. */
  end(): { seconds: number; waveform: Uint8Array } {
    if (this.#resampler !== undefined) this.#take(this.#resampler.flush());
    const samples = this.#samples;
    // Silence behind the sound pushes out what the encoder holds back.
    while (this.#frames * FRAME_SAMPLES < samples + PRE_SKIP) {
      this.#frame.fill(0, this.#inFrame);
      this.#encodeFrame();
    }
    this.#writer.end(samples);
    return { seconds: this.#meter.seconds, waveform: this.#meter.waveform() };
  }

  [Symbol.dispose](): void {
    this.#opus.delete();
  }

  #take(samples: Float32Array): void {
    this.#meter.add(samples);
    this.#samples += samples.length;
    for (let at = 0; at < samples.length; ) {
      const part = samples.subarray(at, at + FRAME_SAMPLES - this.#inFrame);
      this.#frame.set(part, this.#inFrame);
      this.#inFrame += part.length;
      at += part.length;
      if (this.#inFrame === FRAME_SAMPLES) this.#encodeFrame();
    }
  }

  #encodeFrame(): void {
    const pcm = Buffer.alloc(FRAME_SAMPLES * 2);
    for (let index = 0; index < FRAME_SAMPLES; index++) {
      const sample = Math.round((this.#frame[index] as number) * 32_767);
      pcm.writeInt16LE(Number.isNaN(sample) ? 0 : Math.max(-32_768, Math.min(32_767, sample)), index * 2);
    }
    this.#writer.add(this.#opus.encode(pcm, FRAME_SAMPLES));
    this.#inFrame = 0;
    this.#frames++;
  }
}

/** The mean of all channels. */
function mixed(first: Float32Array, channels: readonly Float32Array[]): Float32Array {
  if (channels.length === 1) return first;
  const sum = new Float32Array(first.length);
  for (const channel of channels) {
    for (let index = 0; index < sum.length; index++) sum[index] = (sum[index] as number) + (channel[index] ?? 0);
  }
  for (let index = 0; index < sum.length; index++) sum[index] = (sum[index] as number) / channels.length;
  return sum;
}
