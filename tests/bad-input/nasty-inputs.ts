import type { OperationEntry } from "@waxwing/contract";
import fc from "fast-check";
import { isObject } from "../support/contract-values.ts";
import { fullInput } from "../support/fixture.ts";
import { definitionOf, fieldsOf, type SchemaField, withValueAt } from "../support/schema-paths.ts";
import { nastyName, nastyNumber, nastyText, nastyValue, polluting } from "./nasty-values.ts";

export type Input = Readonly<Record<string, unknown>>;
type Edit = (input: Input) => Input;

/** An input of an operation that was right before something was done to it, once to three times. */
export function nastyInput(entry: OperationEntry): fc.Arbitrary<Input> {
  const all = fieldsOf(entry.operation.input);
  // The name is one field of many, and with a wrong one nothing else is looked at.
  const others = all.filter(({ path }) => path[0] !== "instanceName");
  const fields = others.length === 0 ? all : [...others, ...all.filter(({ path }) => path[0] === "instanceName")];
  const edit = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...fields).chain((field) => nastyFor(field).map(setting(field))) },
    {
      weight: 4,
      arbitrary: fc.tuple(fc.constantFrom(...fields), nastyValue).map(([field, value]) => setting(field)(value)),
    },
    { weight: 3, arbitrary: fc.constantFrom(...fields).map((field) => setting(field)(undefined)) },
    { weight: 2, arbitrary: fc.tuple(nastyName, nastyValue).map(([name, value]) => addingAnywhere("", name, value)) },
    { weight: 2, arbitrary: fc.constantFrom(...polluting).map(addingAll) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...fields), nastyName, nastyValue)
        .map(([{ path }, name, value]) => addingAnywhere(String(path[0]), name, value)),
    },
  );
  return fc
    .tuple(fc.constantFrom(...startingPoints(entry)), fc.array(edit, { minLength: 1, maxLength: 3 }))
    .map(([start, edits]) => edits.reduce((input, change) => change(input), start));
}

/** The example, and an input with every field; under a free name, too, where the operation makes instances. */
function startingPoints(entry: OperationEntry): Input[] {
  const example = entry.operation.example as Input;
  const points = [example, { ...fullInput(entry.id), instanceName: example["instanceName"] }];
  if (entry.operation.access !== "global") return points;
  return [...points, ...points.map((point) => ({ ...point, instanceName: "free-name" }))];
}

/** A value of the right type that is nasty all the same: it gets beyond the first check. */
function nastyFor({ schema }: SchemaField): fc.Arbitrary<unknown> {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "string":
      return nastyText;
    case "number":
      return nastyNumber;
    case "boolean":
      return fc.boolean();
    case "enum":
      return fc.constantFrom<unknown>(...Object.values(definition.entries));
    case "array":
      return fc.array(nastyText, { maxLength: 5 });
    case "record":
      return fc.dictionary(fc.oneof(nastyName, fc.constantFrom("host", "x-a", "content-length")), nastyText, {
        maxKeys: 5,
      });
    default:
      return nastyValue;
  }
}

function setting({ path }: SchemaField): (value: unknown) => Edit {
  return (value) => (input) => withValueAt(input, path, value) as Input;
}

/** Adds a field at the top, or inside the object that is the value of `place`. */
function addingAnywhere(place: string, name: string, value: unknown): Edit {
  return (input) => {
    if (place === "") return withOwnField(input, name, value);
    const inner = input[place];
    return isObject(inner) ? { ...input, [place]: withOwnField(inner, name, value) } : input;
  };
}

function addingAll(fields: Input): Edit {
  return (input) =>
    Object.entries(fields).reduce((changed, [name, value]) => withOwnField(changed, name, value), input);
}

/** Also `__proto__` becomes a field like any other, as over the wire. */
function withOwnField(input: Input, name: string, value: unknown): Input {
  const copy = { ...input };
  Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}
