import type { GraphQLEnumValueConfigMap } from "graphql";

/**
 * The values of a GraphQL enumeration: names as GraphQL can spell them (`WHATSAPP_BAILEYS`), each standing for the
 * contract's value (`WHATSAPP-BAILEYS`); graphql-js translates both ways.
 * @throws Error when two values get the same name.
 */
export function enumValues(typeName: string, values: readonly string[]): GraphQLEnumValueConfigMap {
  const config: GraphQLEnumValueConfigMap = {};
  for (const value of values) {
    const name = spelled(value);
    if (Object.hasOwn(config, name)) throw new Error(`${typeName}: two values are spelled ${name} in GraphQL`);
    config[name] = { value };
  }
  return config;
}

const notNames = new Set(["true", "false", "null"]);

function spelled(value: string): string {
  const name = value.replaceAll(/[^A-Za-z0-9_]/g, "_");
  return name === "" || /^\d/.test(name) || notNames.has(name) ? `_${name}` : name;
}
