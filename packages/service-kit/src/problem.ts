import { trace } from "@opentelemetry/api";
import { isInfrastructureError } from "@shouwen/event-bus/database";
import { InfrastructureFault } from "@shouwen/event-bus/message";
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { ZodError, type z } from "zod";
import { Rejection, type RejectionKind } from "./rejection.ts";

type Problem = { code: string; title: string; status: number; facts?: Readonly<Record<string, unknown>> };

const statusOf: Record<RejectionKind, number> = {
  not_found: 404,
  conflict: 409,
  forbidden: 403,
  stale: 412,
  invalid: 400,
  unprocessable: 422,
  busy: 503,
};

/** Answers with a problem document. */
export const sendProblem = (reply: FastifyReply, { code, title, status, facts }: Problem): FastifyReply => {
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  return reply
    .code(status)
    .type("application/problem+json")
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
  const known = problemOf(error);
  if (known.status >= 500)
    // A rule that says "not now" is no fault of ours: somebody may want to know, nobody must be woken.
    request.log[error instanceof Rejection ? "warn" : "error"](
      { code: known.code, error: describe(error), route: request.routeOptions.url },
      known.title,
    );
  if (known.status === 503) void reply.header("retry-after", "2");
  return sendProblem(reply, known);
};

const problemOf = (error: FastifyError | Error): Problem => {
  if (error instanceof Rejection)
    return { code: error.code, title: error.title, status: statusOf[error.kind], facts: error.facts };
  if (hasZodFastifySchemaValidationErrors(error)) return invalid(error.validation.flatMap(issuesOf));
  if (error instanceof ZodError)
    return invalid(error.issues.map((issue) => ({ ...outside(issue), path: issue.path.join(".") })));
  if (isInfrastructureError(error) || error instanceof InfrastructureFault)
    return {
      code: "unavailable",
      title: "Something we stand on cannot be reached; nothing was changed. Try again",
      status: 503,
    };
  return httpProblem(error);
};

type Broken = FastifySchemaValidationError & {
  readonly params: {
    readonly keys?: readonly string[];
    /** What a refinement says about itself. */
    readonly params?: Readonly<Record<string, unknown>>;
    /** Of a union: what each of its forms finds wrong. */
    readonly errors?: readonly (readonly z.core.$ZodIssue[])[];
  };
};

const nameLike = /^[A-Za-z][\w.-]{0,39}$/;

/** A name that nobody knows is named itself, not the object in which it stands; unless it is no name but somebody's words. */
const issuesOf = ({ instancePath, message = "is wrong", params }: Broken): Issue[] => {
  const at = instancePath.replace(/\/$/, "");
  if (params.keys)
    return params.keys.map((key) => ({
      path: `${at}/${nameLike.test(key) ? key : "(unnamed)"}`,
      message: "Nothing of this name is known here",
    }));
  const meant = params.errors && onlyOutside(params.errors);
  if (meant) return meant.map((issue) => ({ ...outside(issue), path: `${at}/${issue.path.join("/")}` }));
  return [{ path: instancePath, message, outsideWindow: params.params?.outsideWindow === true }];
};

/** Of a union's forms the one that fits but for a moment that nobody can mean. */
const onlyOutside = (forms: readonly (readonly z.core.$ZodIssue[])[]) =>
  forms.find((issues) => issues.length > 0 && issues.every((issue) => outside(issue).outsideWindow));

const outside = (issue: z.core.$ZodIssue) => ({
  message: issue.message,
  outsideWindow: issue.code === "custom" && issue.params?.outsideWindow === true,
});

type Issue = { readonly path: string; readonly message: string; readonly outsideWindow?: boolean };

/** Where all is written as it must be, and only moments lie where nothing can be done with them, it is 422. */
const invalid = (issues: readonly Issue[]): Problem => ({
  ...(issues.length > 0 && issues.every(({ outsideWindow }) => outsideWindow)
    ? {
        code: "moment_outside_window",
        title: "A moment lies so far from today that it cannot be meant",
        status: 422,
      }
    : { code: "invalid", title: "The request does not fit its description", status: 400 }),
  facts: { errors: issues.map(({ path, message }) => ({ field: fieldOf(path), message })) },
});

const fieldOf = (path: string): string => path.replace(/^\//, "").replaceAll("/", ".") || "(body)";

const titles: Record<number, [code: string, title: string]> = {
  400: ["bad_request", "The request cannot be read"],
  401: ["unauthenticated", "Sign in first: a bearer token is missing, wrong or has expired"],
  403: ["forbidden", "This role may not do that"],
  404: ["not_found", "No such thing"],
  405: ["method_not_allowed", "That cannot be done here"],
  413: ["too_large", "The body is larger than allowed"],
  415: ["unsupported_media_type", "Send application/json"],
  429: ["too_many_requests", "Too many requests; slow down"],
  503: ["unavailable", "Busy or stopping; try again"],
};

const httpProblem = (error: FastifyError | Error): Problem => {
  if ("code" in error && error.code === "FST_ERR_CTP_EMPTY_JSON_BODY")
    return {
      code: "bad_request",
      title: "The body is empty: send {} or leave out the content type",
      status: 400,
    };
  const status = "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : 500;
  const [code, title] = titles[status] ?? [
    "fault",
    "Something went wrong on our side; the trace id helps us find it",
  ];
  return { code, title, status };
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
