import type { ContractPlainType } from "@ts-rest/core";
import { type AppRoute, ContractNoBody, ContractPlainTypeRuntimeSymbol } from "@ts-rest/core";
import type { z } from "zod";
import type { Operation } from "../definition/operation.ts";
import { type ErrorBody, errorCatalogue } from "../errors.ts";
import { type OperationEntry, type Operations, operationEntries } from "../operations/index.ts";

type PathParameters<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | PathParameters<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

type Simplify<T> = { [K in keyof T]: T[K] };

/** The input of an operation without its path parameters and the idempotency key, which is a header on REST. */
type FieldsOf<Op> = Op extends { input: infer I extends z.ZodType; rest: { path: infer P extends string } }
  ? Simplify<Omit<z.input<I>, PathParameters<P> | "idempotencyKey">>
  : never;

type IsEmpty<T> = keyof T extends never ? true : false;
type AllOptional<T> = Record<never, never> extends T ? true : false;

type PathPart<P extends string> = [PathParameters<P>] extends [never]
  ? unknown
  : { pathParams: ContractPlainType<{ [K in PathParameters<P>]: string }> };

type HeaderPart<Op> = Op extends { input: { shape: { idempotencyKey: unknown } } }
  ? { headers: ContractPlainType<{ "idempotency-key"?: string }> }
  : unknown;

type AnswersOf<Op, Status extends number> = Op extends { output: infer O extends z.ZodType }
  ? { [S in Status]: ContractPlainType<z.output<O>> } & {
      [S in Exclude<ErrorStatus, Status>]: ContractPlainType<ErrorBody>;
    }
  : never;

/** Statuses of the error catalogue. */
export type ErrorStatus = (typeof errorCatalogue)[keyof typeof errorCatalogue]["status"];

type RouteOf<Op> = Op extends {
  rest: { method: infer M; path: infer P extends string; status: infer S extends number };
}
  ? { method: M; path: P; responses: Simplify<AnswersOf<Op, S>> } & PathPart<P> &
      HeaderPart<Op> &
      (M extends "GET"
        ? IsEmpty<FieldsOf<Op>> extends true
          ? unknown
          : { query: ContractPlainType<FieldsOf<Op>> }
        : { body: IsEmpty<FieldsOf<Op>> extends true ? typeof ContractNoBody : ContractPlainType<FieldsOf<Op>> })
  : never;

/** The ts-rest contract of all operations: `initClient(restContract, …)` gives a typed client. */
export type RestContract<Ops = Operations> = {
  [G in keyof Ops]: { [N in keyof Ops[G]]: Simplify<RouteOf<Ops[G][N]>> };
};

export type { AllOptional };

const plainType = (): unknown => ContractPlainTypeRuntimeSymbol;

/** Names of the path parameters of a route: `["instanceName"]`. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/:([A-Za-z]+)/g)].map((match) => match[1] as string);
}

function routeOf({ operation }: OperationEntry): AppRoute {
  const inPath = pathParameters(operation.rest.path);
  const others = Object.keys(operation.input.shape).filter(
    (name) => !inPath.includes(name) && name !== "idempotencyKey",
  );
  const { method, path, status } = operation.rest;
  const responses: Record<number, unknown> = { [status]: plainType() };
  for (const { status: errorStatus } of Object.values(errorCatalogue)) responses[errorStatus] = plainType();
  return {
    method,
    path,
    summary: operation.summary,
    ...(inPath.length > 0 ? { pathParams: plainType() } : {}),
    ...(method === "GET" && others.length > 0 ? { query: plainType() } : {}),
    ...(method === "GET" ? {} : { body: others.length > 0 ? plainType() : ContractNoBody }),
    responses,
  } as unknown as AppRoute;
}

/** Derives the ts-rest contract. Its type is computed by {@link RestContract}; a type test proves it. */
export function toRestContract(entries: readonly OperationEntry[] = operationEntries): RestContract {
  const contract: Record<string, Record<string, AppRoute>> = {};
  for (const entry of entries) {
    contract[entry.group] ??= {};
    (contract[entry.group] as Record<string, AppRoute>)[entry.name] = routeOf(entry);
  }
  return contract as unknown as RestContract;
}

/** The ts-rest contract of this version. */
export const restContract: RestContract = toRestContract();

export type { Operation };
