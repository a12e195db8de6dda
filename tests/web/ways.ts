import type { Alias, OperationEntry } from "@waxwing/contract";
import { sendRaw } from "../support/http-request.ts";
import type { Outcome } from "../support/outcome.ts";
import { renamed } from "../support/renamed-fields.ts";
import { callRest, outcomeOf, restRequest } from "../support/rest-face.ts";
import { valueAt } from "../support/schema-paths.ts";
import type { WebFixture } from "../support/web-fixture.ts";

type Input = Readonly<Record<string, unknown>>;

/** One way to call an operation. */
export interface Way {
  readonly name: string;
  call(web: WebFixture, input: Input): Promise<Outcome>;
}

/** The faces. */
const faces: readonly ((entry: OperationEntry) => Way)[] = (["rest", "graphql", "trpc", "client"] as const).map(
  (face) => (entry) => ({ name: face, call: ({ fixture }, input) => fixture[face].call(entry, input) }),
);

/** Every way in which an operation can be called: the faces, REST at each alias, and REST with an uploaded file. */
export function waysOf(entry: OperationEntry): Way[] {
  const ways = faces.map((way) => way(entry));
  for (const alias of entry.operation.aliases) {
    const fields = Object.keys(alias.fields ?? {});
    if (fields.length === 0) ways.push(aliasWay(entry, alias, []));
    // Each older name by itself.
    else for (const field of fields) ways.push(aliasWay(entry, alias, [field]));
  }
  if (entry.operation.uploadField !== undefined) ways.push(uploadWay(entry, entry.operation.uploadField));
  return ways;
}

/** Whether this way can be taken with this input: an alias needs the field that it renames, an upload a file. */
export function isPossible(way: Way, entry: OperationEntry, input: Input): boolean {
  const { uploadField } = entry.operation;
  if (way.name === "multipart") return bytesOf(valueAt(input, [uploadField ?? ""])) !== undefined;
  const field = /\((.*)\)$/.exec(way.name)?.[1];
  if (field === undefined) return true;
  const alias = entry.operation.aliases.find((each) => Object.hasOwn(each.fields ?? {}, field));
  return valueAt(input, (alias?.fields?.[field] ?? "").split(".")) !== undefined;
}

function aliasWay(entry: OperationEntry, alias: Alias, fields: readonly string[]): Way {
  return {
    name: `${alias.method} ${alias.path}${fields.length === 0 ? "" : ` (${fields.join(", ")})`}`,
    call({ fixture }, input) {
      const older = fields.reduce<Record<string, unknown>>((current, field) => {
        const target = alias.fields?.[field] ?? "";
        return renamed(current, [field, target]);
      }, input);
      return callRest(fixture.url, entry, alias, older, fixture.apiKey);
    },
  };
}

function uploadWay(entry: OperationEntry, uploadField: string): Way {
  return {
    name: "multipart",
    async call({ fixture }, input) {
      const { [uploadField]: medium, ...fields } = input;
      const { path } = restRequest(entry, entry.operation.rest, { instanceName: input["instanceName"] }, null);
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) {
        if (name === "instanceName" || value === undefined) continue;
        for (const part of Array.isArray(value) ? value : [value]) {
          form.append(name, typeof part === "string" ? part : JSON.stringify(part));
        }
      }
      const file = bytesOf(medium);
      if (file === undefined) throw new Error(`${entry.id} has no file to upload`);
      form.append(
        "file",
        new Blob([new Uint8Array(file)]),
        typeof fields["fileName"] === "string" ? fields["fileName"] : "file",
      );
      const encoded = new Response(form);
      return outcomeOf(
        await sendRaw(fixture.url, {
          method: entry.operation.rest.method,
          path,
          headers: { apikey: fixture.apiKey, "content-type": encoded.headers.get("content-type") ?? "" },
          body: Buffer.from(await encoded.arrayBuffer()),
        }),
      );
    },
  };
}

/** The file behind base64 or a data URI; undefined for an address or anything else. */
function bytesOf(medium: unknown): Buffer | undefined {
  if (typeof medium !== "string" || /^https?:/.test(medium)) return undefined;
  const data = medium.startsWith("data:") ? medium.slice(medium.indexOf(",") + 1) : medium;
  return /^[A-Za-z0-9+/]+=*$/.test(data) && data.length > 80 ? Buffer.from(data, "base64") : undefined;
}
