import { z } from "zod";

/** An error as Graph tells it. Source: Meta, "Graph API: Handle errors" and "Cloud API error codes". */
export interface GraphError {
  readonly code: number;
  readonly message: string;
  readonly subcode: number | undefined;
  readonly details: string | undefined;
  readonly traceId: string | undefined;
  /** Graph says that the same request may succeed later. */
  readonly isTransient: boolean;
}

const optionalText = z.string().optional().catch(undefined);

const GraphErrorBody = z.object({
  error: z.object({
    code: z.int(),
    message: z.string().catch(""),
    error_subcode: z.int().optional().catch(undefined),
    error_user_msg: optionalText,
    error_data: z.object({ details: optionalText }).optional().catch(undefined),
    fbtrace_id: optionalText,
    is_transient: z.boolean().catch(false),
  }),
});

/**
 * The error in a body of Graph (parsed JSON); undefined when there is none. Graph repeats a malformed access token in
 * its message, so `accessToken` is blacked out.
 */
export function graphError(body: unknown, accessToken: string): GraphError | undefined {
  const parsed = GraphErrorBody.safeParse(body);
  if (!parsed.success) return undefined;
  const { error } = parsed.data;
  const blacken = (text: string): string => text.replaceAll(accessToken, "[access token]");
  const details = error.error_data?.details ?? error.error_user_msg;
  return {
    code: error.code,
    message: blacken(error.message),
    subcode: error.error_subcode,
    details: details === undefined ? undefined : blacken(details),
    traceId: error.fbtrace_id,
    isTransient: error.is_transient,
  };
}
