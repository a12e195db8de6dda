/**
 * A contract with many operations, as text: as many fields and models as those that exist, in the words of
 * `@waxwing/contract`, with everything that is derived from it and the proof that none of it is `any`.
 */
export function largeContract(operationCount: number, operationsPerGroup = 10): string {
  const groups = Math.ceil(operationCount / operationsPerGroup);
  const members = (group: number): string =>
    Array.from({ length: Math.min(operationsPerGroup, operationCount - group * operationsPerGroup) }, (_, index) =>
      operationText(group * operationsPerGroup + index),
    ).join("\n");
  return [
    heading,
    ...Array.from({ length: groups }, (_, group) => `const group${group} = {\n${members(group)}\n};`),
    `export const operations = { ${Array.from({ length: groups }, (_, group) => `group${group}`).join(", ")} };`,
    proof(operationCount),
  ].join("\n\n");
}

const heading = `import {
  field, type Handlers, Message, MessageContent, mutation, type OperationById, type OperationId, type OperationInput,
  type OperationOutput, type ParsedInput, query, Quoted, type RestContract, model,
} from "@waxwing/contract";
import type { TrpcRecord } from "@waxwing/trpc";
import { z } from "zod";
import { assertType, type Equal, type IsAny } from "./assertions.ts";

const InstanceName = field(z.string().min(1), "Name of the instance", "my-instance");`;

function operationText(index: number): string {
  const kind = index % 3 === 0 ? "query" : "mutation";
  const method = kind === "query" ? "GET" : "POST";
  return `  operation${index}: ${kind}({
    rest: { method: "${method}", path: "/group/operation${index}/:instanceName", status: ${kind === "query" ? 200 : 201} },
    access: "instance",
    summary: "Operation ${index}",
    description: "What operation ${index} does.",
    input: z.object({
      instanceName: InstanceName,
      number: field(z.string().min(1).max(128), "Number", "5511999999999"),
      text${index}: field(z.string().max(65_536), "Text", "Hello"),
      delay: field(z.int().min(0), "Milliseconds", 0).optional(),
      flags: z.array(field(z.boolean(), "Flag", true)).optional(),
      quoted: Quoted.optional(),
      kind: z.enum(["a${index}", "b", "c"]).default("b"),
      nested: model("Nested${index}", "Nested", {
        a: field(z.string(), "A", "a").nullable(),
        b: z.object({ c: field(z.number(), "C", 1), d: MessageContent.optional() }).optional(),
      }).optional(),
    }),
    output: model("Output${index}", "Answer", {
      id: field(z.uuid(), "Id", "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b10"),
      value${index}: field(z.string(), "Value", "x"),
      message: Message,
      list: z.array(z.object({ at: field(z.int(), "When", 1), note: field(z.string(), "Note", "x").nullable() })),
    }),
    errors: ["RECIPIENT_INVALID", "INSTANCE_NOT_CONNECTED"],
    example: { instanceName: "my-instance", number: "1", text${index}: "x" },
  }),`;
}

function proof(operationCount: number): string {
  const last = operationCount - 1;
  const id = `"group${Math.floor(last / 10)}.operation${last}"`;
  return `type Ops = typeof operations;
type Id = OperationId<Ops>;
type Op<I extends Id> = OperationById<I, Ops>;
type Loose = {
  [I in Id]: true extends
    | IsAny<OperationInput<Op<I>>> | IsAny<ParsedInput<Op<I>>> | IsAny<OperationOutput<Op<I>>>
    | IsAny<OperationInput<Op<I>>[keyof OperationInput<Op<I>>]> | IsAny<OperationOutput<Op<I>>[keyof OperationOutput<Op<I>>]>
    ? I : never;
}[Id];
assertType<Equal<Loose, never>>();
// Everything is there, under its own name and type.
assertType<${id} extends Id ? true : false>();
assertType<Equal<ParsedInput<Op<${id}>>["kind"], "a${last}" | "b" | "c">>();
assertType<Equal<OperationOutput<Op<${id}>>["value${last}"], string>>();
declare const handlers: Handlers<{ caller: string }, Ops>;
declare const rest: RestContract<Ops>;
declare const trpc: TrpcRecord<Ops>;
export const derived = { handlers, rest, trpc };
type Group = keyof Ops;
type LooseDerived = {
  [G in Group]: {
    [N in keyof Ops[G]]: true extends
      | IsAny<(typeof handlers)[G][N & keyof (typeof handlers)[G]]>
      | IsAny<(typeof rest)[G][N & keyof (typeof rest)[G]]>
      | IsAny<(typeof trpc)[G & keyof typeof trpc]>
      ? [G, N] : never;
  }[keyof Ops[G]];
}[Group];
assertType<Equal<LooseDerived, never>>();
assertType<Equal<Parameters<(typeof handlers)["group${Math.floor(last / 10)}"]["operation${last}"]>[0], ParsedInput<Op<${id}>>>>();
// @ts-expect-error the proof would see an \`any\`
assertType<Equal<IsAny<any>, false>>();
`;
}
