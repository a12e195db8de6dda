import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from "graphql";
import { refusal } from "./errors.ts";
import { type GraphqlLimits, limitErrors } from "./limits.ts";

/** Longer texts are parsed anew each time, so that the cache stays small: 500 × 20,000 characters at most. */
const cachedTextLength = 20_000;
const cachedDocuments = 500;

/**
 * Parsed documents that passed limits and validation, the least recently used forgotten first. Refused ones are not
 * kept: a stream of wrong queries must not push out the good ones.
 */
export class DocumentCache {
  readonly #schema: GraphQLSchema;
  readonly #limits: GraphqlLimits;
  readonly #documents = new Map<string, DocumentNode>();

  constructor(schema: GraphQLSchema, limits: GraphqlLimits) {
    this.#schema = schema;
    this.#limits = limits;
  }

  /** The document of a text, or why it is refused. */
  read(text: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#documents.get(text);
    if (known !== undefined) {
      this.#documents.delete(text);
      this.#documents.set(text, known);
      return known;
    }
    const document = this.#examined(text);
    if (!("kind" in document) || text.length > cachedTextLength) return document;
    this.#documents.set(text, document);
    if (this.#documents.size > cachedDocuments) {
      const [oldest] = this.#documents.keys();
      if (oldest !== undefined) this.#documents.delete(oldest);
    }
    return document;
  }

  #examined(text: string): DocumentNode | readonly GraphQLError[] {
    try {
      const document = parse(text, { maxTokens: this.#limits.tokens });
      const excesses = limitErrors(this.#schema, document, this.#limits);
      if (excesses.length > 0) return excesses;
      const errors = validate(this.#schema, document);
      if (errors.length === 0) return document;
      return errors.map(invalid);
    } catch (error) {
      if (error instanceof GraphQLError) {
        const tooLong = error.message.includes("Parsing aborted");
        return [refusal(tooLong ? "GRAPHQL_QUERY_TOO_COMPLEX" : "GRAPHQL_REQUEST_INVALID", error.message, error)];
      }
      // The recursive parser of graphql-js ran out of stack.
      if (error instanceof RangeError) return [refusal("GRAPHQL_QUERY_TOO_COMPLEX", "The query is nested too deeply.")];
      throw error;
    }
  }
}

/** A validation error. graphql-js gives up with this sentence when comparing the fields of a document takes too long. */
function invalid(error: GraphQLError): GraphQLError {
  return error.message === "Validation aborted."
    ? refusal("GRAPHQL_QUERY_TOO_COMPLEX", "The query repeats too many fields.")
    : refusal("GRAPHQL_REQUEST_INVALID", error.message, error);
}
