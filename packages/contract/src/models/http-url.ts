import { z } from "zod";

/** An absolute http or https URL of at most 2,048 characters. */
export const HttpUrl = z.string().max(2048).refine(isHttpUrl, "must be an absolute http or https URL");

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === "http:" || url.protocol === "https:");
}
