import { rejection } from "@shouwen/event-bus/rejection";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { ZodError } from "zod";

/** A text of which a database, a topic or another program could not hold every character, or a value without end. */
type Unusable = { readonly path: readonly string[]; readonly message: string };

const deepest = 32;
const longestKey = 200;

const keyUnusable = rejection(
  "idempotency_key.invalid",
  "invalid",
  "An Idempotency-Key has 1 to 200 characters",
);
const tagUnusable = rejection(
  "if_match.invalid",
  "invalid",
  'If-Match names one version as its ETag did, such as "3", or * for any',
);

/** Whether every character of a text can be kept: no NUL, and no half of a surrogate pair. */
export const isText = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

type Part = { readonly path: readonly string[]; readonly value: unknown };

const unusableHere = ({ path, value }: Part): string | undefined => {
  if (typeof value === "string")
    return isText(value) ? undefined : "Holds a character that no text has: NUL, or half of a surrogate pair";
  const isNested = typeof value === "object" && value !== null;
  return isNested && path.length >= deepest ? `Is nested deeper than ${deepest} levels` : undefined;
};

const partsOf = ({ path, value }: Part): Part[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).map(([name, inside]) => ({ path: [...path, name], value: inside }))
    : [];

const named = (name: string): string => (isText(name) ? name : "(unnamed)");

/**
 * Finds the first text, anywhere in a value from outside, that is none, the names in it included. It goes through the
 * value without recursion: how deep it is nested is decided by whoever sent it.
 */
const findUnusable = (value: unknown): Unusable | undefined => {
  const waiting: Part[] = [{ path: [], value }];
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    const message =
      unusableHere(part) ?? (part.path.every(isText) ? undefined : "Has a name that is no text");
    if (message !== undefined) return { path: part.path.map(named), message };
    waiting.push(...partsOf(part));
  }
  return undefined;
};

const entityTag = /^(?:\*|(?:W\/)?"\d{1,15}")$/;

const checkHeaders = ({ headers }: FastifyRequest): void => {
  const key = headers["idempotency-key"];
  if (key !== undefined && (typeof key !== "string" || key.length === 0 || key.length > longestKey))
    throw keyUnusable({
      errors: [{ field: "idempotency-key", message: `Has 1 to ${longestKey} characters` }],
    });
  const tag = headers["if-match"];
  if (tag !== undefined && !entityTag.test(tag))
    throw tagUnusable({ errors: [{ field: "if-match", message: "Is no ETag of ours" }] });
};

/** A file comes as a stream: whoever reads it looks at its rows. */
const isParsed = (body: unknown): boolean =>
  !(body instanceof Uint8Array) && typeof (body as { pipe?: unknown } | undefined)?.pipe !== "function";

/** Every text of a body, without what no text holds: halves of surrogate pairs become `\ufffd`, NUL goes. */
const mended = (body: unknown): unknown => {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  const fields = Object.entries(body).map(([name, value]) => [
    name,
    typeof value === "string" ? value.toWellFormed().replaceAll("\0", "") : value,
  ]);
  return Object.fromEntries(fields);
};

/**
 * The one rule for text from outside, at every door: parameters, filters, bodies and the headers that commands carry
 * are refused with the field's name before any schema sees them. Where whoever wrote the text is not who sends it, and
 * would never hear of a refusal, it is mended instead (`mendsText`).
 */
export const refuseUnusableText = (app: Pick<FastifyInstance, "addHook">): void => {
  app.addHook("preValidation", (request, _reply, done) => {
    checkHeaders(request);
    if (request.routeOptions.config.mendsText) request.body = mended(request.body);
    for (const part of [request.params, request.query, isParsed(request.body) ? request.body : undefined]) {
      const found = findUnusable(part);
      if (found)
        throw new ZodError([
          { code: "custom", path: [...found.path], message: found.message, input: undefined },
        ]);
    }
    done();
  });
};

declare module "fastify" {
  interface FastifyContextConfig {
    /** What its body says was written by somebody else, and is mended rather than refused. */
    mendsText?: boolean;
  }
}
