import type { IncomingMessage } from "node:http";
import type { InputSource, UploadSink } from "@waxwing/core";
import type { MountedRoute } from "../route-table.ts";
import { hasBody, readBody } from "./body.ts";
import { type BodyFields, decodeBody, isMultipart, refuseCompressed } from "./content.ts";
import { convert } from "./convert.ts";
import { mergeFields } from "./merge.ts";
import { readMultipart } from "./multipart.ts";
import { takeRenamed } from "./renamed-fields.ts";
import { emptyFields, type Fields, textTree } from "./text-tree.ts";

/** The flat input of one request: path, query and body. The body is read when the core asks for it. */
export class RequestSource implements InputSource {
  readonly #route: MountedRoute;
  readonly #request: IncomingMessage;
  readonly #pathValues: Readonly<Record<string, string>>;
  readonly #uploads: UploadSink;

  constructor(route: MountedRoute, request: IncomingMessage, pathValues: unknown, uploads: UploadSink) {
    this.#route = route;
    this.#request = request;
    this.#uploads = uploads;
    this.#pathValues = pathValues as Readonly<Record<string, string>>;
  }

  /** From the path, else from the query: a body is not read before the key was checked. */
  get instanceName(): unknown {
    const { input, pathParameters } = this.#route;
    if (pathParameters.includes("instanceName")) return this.#pathValues["instanceName"];
    if (!Object.hasOwn(input.shape, "instanceName")) return undefined;
    return queryEntries(this.#request)?.get("instanceName") ?? undefined;
  }

  async read(): Promise<Fields> {
    const { renamings } = this.#route;
    const body = await this.#body();
    const query = queryEntries(this.#request);
    const isPlainJson = !body.isText && query === undefined && renamings.length === 0;
    return this.#complete(isPlainJson ? { ...body.fields } : this.#merge(body, query));
  }

  async #body(): Promise<BodyFields> {
    const { bodyLimitBytes, uploadField } = this.#route;
    const { headers } = this.#request;
    if (!isMultipart(headers) || !hasBody(this.#request))
      return decodeBody(await readBody(this.#request, bodyLimitBytes), headers);
    refuseCompressed(headers);
    return readMultipart(this.#request, { limitBytes: bodyLimitBytes, uploadField, uploads: this.#uploads });
  }

  #merge(body: BodyFields, query: URLSearchParams | undefined): Fields {
    const fromBody = this.#canonical(body);
    return query === undefined
      ? fromBody
      : mergeFields(this.#canonical({ fields: textTree(query), isText: true }), fromBody);
  }

  /** The fields of one place under their canonical names and types; unknown ones and those of the path are left out. */
  #canonical({ fields, isText }: BodyFields): Fields {
    const { input, renamings, pathParameters } = this.#route;
    const renamed = takeRenamed(fields, renamings);
    let known = emptyFields();
    for (const layer of [fields, ...renamed]) {
      const part = emptyFields();
      for (const name of Object.keys(layer)) {
        const schema = Object.hasOwn(input.shape, name) ? input.shape[name] : undefined;
        if (schema === undefined || name === "idempotencyKey" || pathParameters.includes(name)) continue;
        part[name] = isText ? convert(schema, layer[name], name) : layer[name];
      }
      known = mergeFields(known, part);
    }
    return known;
  }

  /** Path parameters win; the idempotency key is a header on REST and nothing else. */
  #complete(fields: Fields): Fields {
    const { pathParameters, takesIdempotencyKey } = this.#route;
    for (const name of pathParameters) fields[name] = this.#pathValues[name];
    const key = takesIdempotencyKey ? this.#request.headers["idempotency-key"] : undefined;
    if (key !== undefined) fields["idempotencyKey"] = key;
    else if (Object.hasOwn(fields, "idempotencyKey")) delete fields["idempotencyKey"];
    return fields;
  }
}

/** The query, undefined where there is none. */
function queryEntries(request: IncomingMessage): URLSearchParams | undefined {
  const url = request.url ?? "";
  const start = url.indexOf("?");
  return start === -1 || start === url.length - 1 ? undefined : new URLSearchParams(url.slice(start + 1));
}
