import type { Socket } from "node:net";
import { trace } from "@opentelemetry/api";
import { brokenUniqueness, isInfrastructureError } from "@shouwen/event-bus/database";
import { InfrastructureFault } from "@shouwen/event-bus/message";
import { Rejection, type RejectionKind } from "@shouwen/event-bus/rejection";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { ZodError } from "zod";
import { type BrokenField, brokenFields } from "./broken-fields.ts";
import { type HttpProblemCode, httpProblem } from "./http-problems.ts";
import { type Language, languageOf } from "./problem-language.ts";
import { problemWords } from "./problem-words/all.ts";

type Problem = { code: string; title: string; status: number; facts?: Readonly<Record<string, unknown>> };

/** The status with which each kind of refusal is answered. */
export const statusOf: Record<RejectionKind, number> = {
  not_found: 404,
  conflict: 409,
  forbidden: 403,
  stale: 412,
  invalid: 400,
  unprocessable: 422,
  too_many: 429,
  busy: 503,
};

/** In which language the person behind a request is answered: a refusal and what they are told of it alike. */
export const languageFor = ({ headers, propertyLanguage }: FastifyRequest): Language =>
  languageOf(headers["accept-language"], propertyLanguage);

/** The title of a code in a language. Like the code it never varies from one occurrence to the next. */
const titleIn = (language: Language, { code, title }: Problem): string =>
  language === "zh-CN" && Object.hasOwn(problemWords, code) ? (problemWords[code]?.zh ?? title) : title;

/** Answers with a problem document, in the language that was asked for. */
export const sendProblem = (reply: FastifyReply, problem: Problem): FastifyReply => {
  const { code, status, facts } = problem;
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  const language = languageFor(reply.request);
  const title = titleIn(language, problem);
  return reply
    .code(status)
    .type("application/problem+json")
    .header("content-language", language)
    .serializer((body: unknown) => JSON.stringify(body))
    .send({
      ...facts,
      type: `urn:shouwen:problem:${code}`,
      title,
      status,
      ...(traceId ? { traceId } : {}),
    });
};

/** Every error of every route ends here: a rejection, invalid input, something we stand on, or a fault of ours. */
export const handleError = (
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => {
  const known = problemOf(error, languageFor(request));
  if (known.status >= 500)
    // A rule that says "not now" is no fault of ours: somebody may want to know, nobody must be woken.
    request.log[error instanceof Rejection ? "warn" : "error"](
      { code: known.code, error: describe(error), route: request.routeOptions.url },
      known.title,
    );
  if (known.status === 503) void reply.header("retry-after", "2");
  if (known.status === 429 && !reply.hasHeader("retry-after"))
    void reply.header("retry-after", String(known.facts?.waitSeconds ?? 10));
  return sendProblem(reply, known);
};

const problemOf = (error: FastifyError | Error, language: Language): Problem => {
  if (error instanceof Rejection)
    return { code: error.code, title: error.title, status: statusOf[error.kind], facts: error.facts };
  if (error instanceof ZodError) return invalid(brokenFields(error.issues, language));
  if (isInfrastructureError(error) || error instanceof InfrastructureFault) return httpProblem("unavailable");
  const broken = brokenUniqueness(error);
  return broken ? alreadyThere(broken.columns) : problemOfHttp(error);
};

/** Names the fields in which there may be only one of a kind. */
const alreadyThere = (columns: readonly string[]): Problem => ({
  ...httpProblem("already_there"),
  facts: {
    fields: columns.map((name) => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())),
  },
});

/** Where all is written as it must be, and only moments lie where nothing can be done with them, it is 422. */
const invalid = (fields: readonly BrokenField[]): Problem => {
  const isOutside = fields.length > 0 && fields.every(({ outsideWindow }) => outsideWindow);
  const errors = fields.map(({ field, message }) => ({ field, message }));
  return { ...httpProblem(isOutside ? "moment_outside_window" : "invalid"), facts: { errors } };
};

const codeOf: Record<number, HttpProblemCode> = {
  400: "bad_request",
  401: "unauthenticated",
  404: "not_found",
  405: "method_not_allowed",
  408: "body_too_slow",
  413: "too_large",
  414: "address_too_long",
  415: "unsupported_media_type",
  503: "unavailable",
};

const emptyBody = { detail: "The body is empty: send {} or leave out the content type" };

const problemOfHttp = (error: FastifyError | Error): Problem => {
  if ("code" in error && error.code === "FST_ERR_CTP_EMPTY_JSON_BODY")
    return { ...httpProblem("bad_request"), facts: emptyBody };
  const status = "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : 500;
  return httpProblem(codeOf[status] ?? "fault");
};

/** What a connection is told on which no request can be read; Node has none to answer then. */
export const answerUnreadable = (error: Error & { code?: string }, socket: Socket): void => {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const { status, code, title } = httpProblem(unreadable[error.code ?? ""] ?? "bad_request");
  const body = JSON.stringify({ type: `urn:shouwen:problem:${code}`, title, status });
  const head = `HTTP/1.1 ${status} ${title}\r\nconnection: close\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  socket.end(head + body);
};

const unreadable: Record<string, HttpProblemCode> = {
  ERR_HTTP_REQUEST_TIMEOUT: "body_too_slow",
  HPE_HEADER_OVERFLOW: "headers_too_large",
};

/** The kind and the place of a fault: messages of errors may repeat what a customer wrote. */
const describe = (error: Error): object => ({
  name: error.name,
  code: (error as { code?: unknown }).code,
  stack: error.stack
    ?.split("\n")
    .slice(1, 8)
    .map((line) => line.trim()),
});

declare module "fastify" {
  interface FastifyRequest {
    /** Of the property that it is about, once that is known. */
    propertyLanguage?: Language;
  }
}
