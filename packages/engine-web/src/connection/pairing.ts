import type { Logger } from "pino";
import type { LocalCause } from "./close-rules.ts";
import { qrImage } from "./qr-image.ts";
import type { Reports } from "./reports.ts";

/** What a phone can take now. */
export interface PairingCode {
  /** Text of the QR code. */
  readonly code: string;
  /** The QR code as a PNG data URI. */
  readonly base64: string;
  readonly pairingCode: string | null;
  /** How many QR codes were shown. */
  readonly count: number;
}

/** The pairing of an instance, over as many sockets as it takes. */
export interface Pairing {
  readonly current: PairingCode | undefined;
  /** Number of the phone that shall get a pairing code. */
  readonly number: string | undefined;
  /** Answers why pairing must end, when it must. */
  show(text: string, requestCode: (number: string) => Promise<string>): LocalCause | undefined;
  /** The socket is gone, and its codes with it. */
  socketEnded(): void;
}

/** Shows at most `limit` QR codes. `onChange` is called for each, once its pairing code is there as well. */
export function createPairing(options: {
  readonly number: string | undefined;
  readonly limit: number;
  readonly color: string;
  readonly reports: Reports;
  readonly log: Logger;
  readonly onChange: () => void;
}): Pairing {
  const { number, limit, color, reports, log, onChange } = options;
  let count = 0;
  let socketNumber = 0;
  let current: PairingCode | undefined;
  let requested: Promise<string | null> | undefined;

  const publish = (code: string, pairingCode: string | null): void => {
    current = { code, base64: qrImage(code, color), pairingCode, count };
    reports.pairing(current);
    onChange();
  };

  const request = async (requestCode: (number: string) => Promise<string>): Promise<string | null> => {
    if (number === undefined) return null;
    try {
      return await requestCode(number);
    } catch (error) {
      log.warn({ err: error }, "no pairing code could be had; the QR code can be scanned all the same");
      return null;
    }
  };

  return {
    get current() {
      return current;
    },
    number,
    show(text, requestCode) {
      if (count >= limit) {
        reports.pairing({ ended: "QR code limit reached, please login again" });
        return "qr_limit";
      }
      count += 1;
      const [ownCount, ownSocket] = [count, socketNumber];
      requested ??= request(requestCode);
      void requested.then((pairingCode) => {
        if (ownCount === count && ownSocket === socketNumber) publish(text, pairingCode);
      });
      return undefined;
    },
    socketEnded() {
      socketNumber += 1;
      current = undefined;
      requested = undefined;
    },
  };
}
