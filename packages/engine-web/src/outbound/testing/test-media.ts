/** A second of a tone at 440 Hz as WAV: mono, 16 bit, 16 kHz. */
export function toneWav(seconds = 1): Buffer {
  const rate = 16_000;
  const samples = Buffer.alloc(rate * seconds * 2);
  for (let index = 0; index < rate * seconds; index++) {
    samples.writeInt16LE(Math.round(Math.sin((2 * Math.PI * 440 * index) / rate) * 12_000), index * 2);
  }
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** The skeleton of an MP4 (ISO/IEC 14496-12): 2.5 seconds, 320 × 240, coded as `avc1`, without a picture in it. */
export function skeletonMp4(): Buffer {
  const movieHead = Buffer.alloc(100);
  movieHead.writeUInt32BE(1000, 12);
  movieHead.writeUInt32BE(2500, 16);
  const trackHead = Buffer.alloc(84);
  trackHead.writeInt32BE(0x10000, 40);
  trackHead.writeInt32BE(0x10000, 56);
  trackHead.writeUInt32BE(320 << 16, 76);
  trackHead.writeUInt32BE(240 << 16, 80);
  const handler = Buffer.alloc(24);
  handler.write("vide", 8);
  const descriptions = Buffer.alloc(8 + 86);
  descriptions.writeUInt32BE(1, 4);
  descriptions.writeUInt32BE(86, 8);
  descriptions.write("avc1", 12);
  const table = box("stbl", box("stsd", descriptions));
  const track = box("trak", box("tkhd", trackHead), box("mdia", box("hdlr", handler), box("minf", table)));
  const brand = Buffer.from("isom\0\0\0\0isommp42", "latin1");
  return Buffer.concat([box("ftyp", brand), box("moov", box("mvhd", movieHead), track), box("mdat", Buffer.alloc(64))]);
}

function box(type: string, ...contents: Buffer[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + contents.reduce((sum, { length }) => sum + length, 0), 0);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, ...contents]);
}
