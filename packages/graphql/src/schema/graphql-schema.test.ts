import { eventTypes, graphqlField, operationEntries, pascalCase } from "@waxwing/contract";
import { buildSchema, isInterfaceType, isObjectType, printType } from "graphql";
import { describe, expect, test } from "vitest";
import { buildGraphqlSchema, schemaSdl } from "./graphql-schema.ts";

const schema = buildGraphqlSchema();
const query = schema.getQueryType()?.getFields() ?? {};
const mutation = schema.getMutationType()?.getFields() ?? {};

function signature(field: { args: readonly { name: string; type: unknown }[]; type: unknown } | undefined): string {
  return `(${field?.args.map((arg) => `${arg.name}: ${arg.type}`).join(", ")}): ${field?.type}`;
}

function typeText(name: string): string {
  const type = schema.getType(name);
  if (type === undefined) throw new Error(`no type ${name}`);
  return printType(type).replaceAll(/ *"""[\s\S]*?"""\n|\n(?=\n)/g, "");
}

describe("operations", () => {
  test("each is one root field of its kind", () => {
    for (const { group, name, operation } of operationEntries) {
      const fields = operation.kind === "query" ? query : mutation;
      expect(fields[graphqlField(group, name)]?.description, `${group}.${name}`).toContain(operation.description);
    }
    expect(Object.keys(query).length + Object.keys(mutation).length).toBe(operationEntries.length);
  });

  test("instanceName stands apart, input is absent, nullable or required as the contract says", () => {
    expect(signature(query["instanceConnectionState"])).toBe("(instanceName: String!): InstanceState!");
    expect(signature(query["instanceFetchInstances"])).toBe(
      "(instanceName: String, input: InstanceFetchInstancesInput): [Instance!]!",
    );
    expect(signature(query["chatFindMessages"])).toBe(
      "(instanceName: String!, input: ChatFindMessagesInput): MessagePage!",
    );
    expect(signature(mutation["messageSendText"])).toBe(
      "(instanceName: String!, input: MessageSendTextInput!): SentMessage!",
    );
    expect(signature(query["webhookFind"])).toBe("(instanceName: String!): Webhook");
  });

  test("inputs: defaults are optional, idempotencyKey is a field, bounded integers are Int", () => {
    expect(typeText("ChatFindMessagesInput")).toMatch(/where: MessageFilterInput\n *page: Int\n *offset: Int\n/);
    expect(typeText("MessageSendTextInput")).toMatch(/idempotencyKey: String\n/);
    expect(typeText("WebhookInput")).toMatch(/headers: JSON\n[\s\S]*events: \[EventType!\]\n/);
  });

  test("outputs: large integers are Float, enumerations are shared and spelled for GraphQL", () => {
    expect(typeText("Message")).toMatch(/messageTimestamp: Float!\n/);
    expect(typeText("SentMessage")).toMatch(/messageTimestamp: String!\n/);
    expect(typeText("MessageContent")).toMatch(/raw: JSON\n/);
    expect(typeText("Integration")).toContain("WHATSAPP_BAILEYS\n  WHATSAPP_BUSINESS");
    expect(typeText("Instance")).toMatch(/integration: Integration!\n/);
  });
});

describe("events", () => {
  test("each is a member of the interface Event with its own data", () => {
    const event = schema.getType("Event");
    const members = isInterfaceType(event) ? schema.getPossibleTypes(event).map((type) => type.name) : [];
    expect(members.toSorted()).toEqual(eventTypes.map((type) => `${pascalCase(type)}Event`).toSorted());
    const dataOf = (name: string): string => {
      const type = schema.getType(name);
      return String(isObjectType(type) ? type.getFields()["data"]?.type : undefined);
    };
    expect(dataOf("MessagesUpsertEvent")).toBe("Message!");
    expect(dataOf("ChatsDeleteEvent")).toBe("[String!]!");
    expect(dataOf("LogoutInstanceEvent")).toBe("JSON");
  });

  test("the subscription takes name, types and the last event id", () => {
    expect(signature(schema.getSubscriptionType()?.getFields()["events"])).toBe(
      "(instanceName: String, types: [EventType!], lastEventId: ID): Event!",
    );
  });
});

test("the text is valid and the same each time", () => {
  expect(schemaSdl()).toBe(schemaSdl());
  expect(() => buildSchema(schemaSdl())).not.toThrow();
});
