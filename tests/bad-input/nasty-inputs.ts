import type { OperationEntry } from "@waxwing/contract";
import fc from "fast-check";
import { isObject } from "../support/contract-values.ts";
import { fullInput } from "../support/fixture.ts";
import { fieldsOf, withValueAt } from "../support/schema-paths.ts";
import { nastyName, nastyValue } from "./nasty-values.ts";

export type Input = Readonly<Record<string, unknown>>;

/** An input of an operation that was right before something was done to it, once to three times. */
export function nastyInput(entry: OperationEntry): fc.Arbitrary<Input> {
  const example = entry.operation.example as Input;
  const bases = [example, { ...fullInput(entry.id), instanceName: example["instanceName"] }];
  const paths = fieldsOf(entry.operation.input).map(({ path }) => path);
  // The name is one field of many, and with a wrong one nothing else is looked at.
  const others = paths.filter(([name]) => name !== "instanceName");
  const path = fc.constantFrom(...(others.length === 0 ? paths : [...others, ["instanceName"]]));
  const edit: fc.Arbitrary<(input: Input) => Input> = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.tuple(path, nastyValue).map(
        ([at, value]) =>
          (input: Input) =>
            withValueAt(input, at, value) as Input,
      ),
    },
    { weight: 1, arbitrary: path.map((at) => (input: Input) => withValueAt(input, at, undefined) as Input) },
    {
      weight: 2,
      arbitrary: fc.tuple(nastyName, nastyValue).map(
        ([name, value]) =>
          (input: Input) =>
            withOwnField(input, name, value),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(path, nastyName, nastyValue).map(([[first = ""], name, value]) => (input: Input) => {
        const inner = input[String(first)];
        return isObject(inner) ? { ...input, [first]: withOwnField(inner, name, value) } : input;
      }),
    },
  );
  return fc
    .tuple(fc.constantFrom(...bases), fc.array(edit, { minLength: 1, maxLength: 3 }))
    .map(([base, edits]) => edits.reduce((input, change) => change(input), base));
}

/** Also `__proto__` becomes a field like any other, as over the wire. */
function withOwnField(input: Input, name: string, value: unknown): Input {
  const copy = { ...input };
  Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}
