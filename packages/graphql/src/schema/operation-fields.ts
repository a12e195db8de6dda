import { graphqlField, type OperationEntry, operationEntries, WaxwingError } from "@waxwing/contract";
import {
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  GraphQLInputObjectType,
  GraphQLNonNull,
} from "graphql";
import type { z } from "zod";
import type { GraphqlContext } from "../request/context.ts";
import { withoutNulls } from "./input-value.ts";
import { capitalized, type TypeMapper } from "./type-mapper.ts";

/** The root fields of all queries or all mutations. */
export function operationFields(
  mapper: TypeMapper,
  kind: "query" | "mutation",
): GraphQLFieldConfigMap<unknown, GraphqlContext> {
  return Object.fromEntries(
    operationEntries
      .filter((entry) => entry.operation.kind === kind)
      .map((entry) => [graphqlField(entry.group, entry.name), operationField(mapper, entry)]),
  );
}

interface OperationArguments {
  readonly instanceName?: string | null;
  readonly input?: Readonly<Record<string, unknown>> | null;
}

function operationField(
  mapper: TypeMapper,
  entry: OperationEntry,
): GraphQLFieldConfig<unknown, GraphqlContext, OperationArguments> {
  const { id, operation } = entry;
  const typeName = capitalized(graphqlField(entry.group, entry.name));
  const { instanceName, ...rest } = operation.input.shape as Record<string, z.core.$ZodType>;
  const args: GraphQLFieldConfigArgumentMap = {};
  if (instanceName !== undefined) args["instanceName"] = mapper.input(instanceName, `${typeName}InstanceName`);
  const input = inputArgument(mapper, typeName, rest);
  if (input !== undefined) args["input"] = { type: input, description: "Everything else" };

  return {
    ...mapper.output(operation.output, `${typeName}Output`),
    description: `${operation.description}\n\n${errorSentence(operation.errors)}`,
    args,
    resolve: (_root, { instanceName: name, input: given }, context) =>
      context.executor.execute(
        id,
        {
          instanceName: name ?? undefined,
          read() {
            if (context.bodyBytes > operation.bodyLimitBytes) throw new WaxwingError("PAYLOAD_TOO_LARGE");
            const fields = input === undefined || given == null ? {} : (withoutNulls(given, input) as object);
            return name == null ? fields : { ...fields, instanceName: name };
          },
        },
        context.caller,
        context.signal,
      ),
  };
}

/** The `input` argument: absent where there is nothing else, nullable where all is optional. */
function inputArgument(mapper: TypeMapper, typeName: string, shape: Record<string, z.core.$ZodType>) {
  if (Object.keys(shape).length === 0) return undefined;
  const name = `${typeName}Input`;
  const fields = mapper.inputFields(shape, typeName);
  const type = mapper.named(name, shape, () => new GraphQLInputObjectType({ name, fields }));
  const required = Object.values(fields).some((field) => field.type instanceof GraphQLNonNull);
  return required ? new GraphQLNonNull(type) : type;
}

function errorSentence(errors: readonly string[]): string {
  return errors.length === 0 ? "Errors: the common ones." : `Errors: the common ones, ${errors.join(", ")}.`;
}
