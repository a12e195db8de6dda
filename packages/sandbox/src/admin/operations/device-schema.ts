import { z } from "zod";
import type { LinkedDevice } from "../../linked-device.ts";

export const Device = z.object({
  phone: z.string(),
  id: z.int().describe("From 1; the phone itself is 0"),
  platform: z.string(),
  pairedAt: z.number().describe("Unix time in milliseconds"),
  isConnected: z.boolean(),
});

export function describeDevice(device: LinkedDevice): z.input<typeof Device> {
  return { ...device };
}
