import { correction, generate } from "lean-qr";
import { toPngDataURL } from "lean-qr/extras/node_export";

const white = [255, 255, 255, 255] as const;

/** A QR code as a PNG data URI; `color` is `#RRGGBB`. Error correction H, margin 3, scale 4: what clients are used to. */
export function qrImage(text: string, color: string): string {
  const code = generate(text, { minCorrectionLevel: correction.H });
  return toPngDataURL(code, { on: rgba(color), off: white, pad: 3, scale: 4 });
}

function rgba(color: string): readonly [number, number, number, number] {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255, 255];
}
