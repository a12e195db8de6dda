/** Who asks, as a face read it from the request. */
export interface Caller {
  /** Value of the `apikey` header (or of `connectionParams.apikey`), undefined when missing. */
  readonly key: string | undefined;
  /** Remote address, for the limit on failed keys. */
  readonly address: string;
  readonly requestId: string;
}

/** Who a key turned out to be. */
export type Principal =
  | { readonly kind: "global" }
  | { readonly kind: "instance"; readonly instanceId: string; readonly instanceName: string };
