import { z } from "zod";
import { mutation, query } from "../definition/operation.ts";
import { field, model } from "../definition/schema.ts";
import { InstanceName } from "../models/jid.ts";
import { InstanceProxy, proxyFields } from "../models/proxy.ts";

export const proxy = {
  set: mutation({
    rest: { method: "POST", path: "/proxy/set/:instanceName", status: 201 },
    access: "instance",
    summary: "Set the proxy of an instance",
    description:
      "The proxy is tried before it is stored, and used from the next connection on. With `enabled` false it is forgotten.",
    input: z
      .object({
        instanceName: InstanceName,
        enabled: field(z.boolean(), "Whether the connection goes through it", true),
        ...z.object(proxyFields).partial().shape,
        // Existing clients blank host and port when they disable the proxy.
        host: z
          .union([proxyFields.host, z.literal("")])
          .optional()
          .meta({ description: "Host name or address", examples: ["proxy.example.com"] }),
        port: z
          .union([proxyFields.port, z.literal("")])
          .optional()
          .meta({ description: "Port, as text", examples: ["3128"] }),
      })
      .superRefine(({ enabled, ...given }, context) => {
        if (!enabled) return;
        for (const name of ["host", "port", "protocol"] as const) {
          if (given[name] === undefined || given[name] === "")
            context.addIssue({ code: "custom", path: [name], message: "must be given, unless enabled is false" });
        }
      }),
    output: model("ProxySet", "The proxy as stored", {
      proxy: model("NamedProxy", "Instance and proxy", {
        instanceName: field(z.string(), "Name of the instance", "my-instance"),
        proxy: InstanceProxy,
      }),
    }),
    errors: ["PROXY_INVALID", "URL_NOT_ALLOWED", "NOT_SUPPORTED_BY_ENGINE", "INTEGRATION_NOT_AVAILABLE"],
    example: {
      instanceName: "my-instance",
      enabled: true,
      host: "proxy.example.com",
      port: "3128",
      protocol: "http",
      username: "user",
      password: "secret-password",
    },
  }),

  find: query({
    rest: { method: "GET", path: "/proxy/find/:instanceName", status: 200 },
    access: "instance",
    summary: "Proxy of an instance",
    description: "Answers the proxy as stored, without its password, or null when none was set.",
    input: z.object({ instanceName: InstanceName }),
    output: InstanceProxy.nullable(),
    errors: [],
    example: { instanceName: "my-instance" },
  }),
};
