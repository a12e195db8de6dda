import type { OperationOutput, Operations, ParsedInput } from "../operations/index.ts";

/** The implementation of one operation; `Context` is what the core hands over beside the input. */
export type Handler<Op, Context> = (
  input: ParsedInput<Op>,
  context: Context,
) => OperationOutput<Op> | Promise<OperationOutput<Op>>;

/** Implementations of all operations: a missing or wrong one does not compile. */
export type Handlers<Context, Ops = Operations> = {
  readonly [G in keyof Ops]: { readonly [N in keyof Ops[G]]: Handler<Ops[G][N], Context> };
};
