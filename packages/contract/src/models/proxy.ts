import { z } from "zod";
import { enumeration, field, model } from "../definition/schema.ts";

/** Fields of a proxy as callers give them. */
export const proxyFields = {
  host: field(
    z.string().regex(/^[A-Za-z0-9_.:[\]-]{1,255}$/, "must be a host name or address"),
    "Host name or address",
    "proxy.example.com",
  ),
  port: field(
    z
      .string()
      .regex(/^\d{1,5}$/, "must be a port number")
      .refine((port) => Number(port) >= 1 && Number(port) <= 65_535, "must be from 1 to 65535"),
    "Port, as text",
    "3128",
  ),
  protocol: enumeration("ProxyProtocol", "How the proxy is spoken to", ["http", "https", "socks4", "socks5"]),
  username: field(z.string().max(255), "User name", "user"),
  password: field(z.string().max(1024), "Password; never answered", "secret-password"),
};

/** A proxy as answered: whether there is a password, never the password. */
export const InstanceProxy = model("InstanceProxy", "The proxy of an instance", {
  enabled: field(z.boolean(), "Whether the connection goes through it", true),
  host: field(z.string(), "Host name or address; empty when disabled", "proxy.example.com"),
  port: field(z.string(), "Port, as text; empty when disabled", "3128"),
  protocol: field(z.string(), "`http`, `https`, `socks4` or `socks5`; empty when disabled", "http"),
  username: field(z.string(), "User name", "user").nullable(),
  hasPassword: field(z.boolean(), "Whether a password is stored", true),
});
