import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { App } from "@shouwen/service-kit/http";
import { sendProblem } from "@shouwen/service-kit/problem";
import { rejection } from "@shouwen/service-kit/rejection";
import type { FastifyReply, FastifyRequest } from "fastify";
import { resourceOwners } from "../domain/resources.ts";
import { isSafe } from "../domain/try-again.ts";
import { traceAttempts } from "../telemetry.ts";
import { type Answer, type Forward, type Forwarding, NoAnswer } from "../upstreams/forward.ts";

const bodyBrokeOff = rejection("bad_request", "invalid", "The body ended before its announced length");

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/** Bodies up to here are kept until the answer, so that another replica can be asked. It is what a service takes as JSON. */
const keptBodyBytes = 256 * 1_024;

/**
 * Passes every resource of `/v1` on to its service, bodies unread. Nobody is turned away here: the services know who may
 * do what, and some resources are for the public.
 */
export const proxyRoutes = (app: App, forward: Forward): void => {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    for (const [resource, service] of resourceOwners) {
      const options = {
        method: methods,
        exposeHeadRoute: false,
        config: { allow: "public" as const },
        handler: (request: FastifyRequest, reply: FastifyReply) => pass({ forward, service }, request, reply),
      };
      scope.route({ ...options, url: `/v1/${resource}` });
      scope.route({ ...options, url: `/v1/${resource}/*` });
    }
  });
};

const pass = async (
  { forward, service }: { forward: Forward; service: string },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const body = await bodyOf(request);
  const { method, url: path } = request;
  const forwarding: Forwarding = { service, method, path, headers: headersFor(request, body), body };
  try {
    return sendAnswer(reply, await forward(forwarding, traceAttempts(method)));
  } catch (error) {
    if (error instanceof NoAnswer) return sendNoAnswer(reply, error);
    throw error;
  }
};

const bodyOf = async (request: FastifyRequest): Promise<Forwarding["body"]> => {
  const stream = request.body as Readable | undefined;
  if (!stream || isSafe(request.method)) return undefined;
  const length = Number(request.headers["content-length"] ?? Number.POSITIVE_INFINITY);
  if (length > keptBodyBytes) return stream;
  try {
    return Buffer.concat(await stream.toArray());
  } catch {
    throw bodyBrokeOff();
  }
};

/** RFC 9110: what is between two neighbours stays between them. Cookies are ours; the token goes on in their place. */
const betweenNeighbours = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const notPassedOn = new Set([
  ...betweenNeighbours,
  ...["host", "cookie", "expect", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"],
  ...["traceparent", "tracestate"],
]);
const aboutTheBody = new Set(["content-length", "content-type", "content-encoding"]);

const headersFor = (request: FastifyRequest, body: Forwarding["body"]): IncomingHttpHeaders => {
  const headers: IncomingHttpHeaders = {};
  for (const [name, value] of Object.entries(request.headers))
    if (!notPassedOn.has(name) && !(body === undefined && aboutTheBody.has(name))) headers[name] = value;
  headers["x-forwarded-for"] = [...(request.ips ?? [request.ip])].reverse().join(", ");
  headers["x-forwarded-host"] = request.host;
  headers["x-forwarded-proto"] = request.protocol;
  return headers;
};

const notPassedBack = new Set([...betweenNeighbours, "traceparent"]);

const sendAnswer = (reply: FastifyReply, { status, headers, body }: Answer): FastifyReply => {
  void reply.code(status);
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !notPassedBack.has(name)) void reply.header(name, value);
  return reply.send(body);
};

/** 503 promises that nothing was done; 502 cannot. */
export const sendNoAnswer = (reply: FastifyReply, { unknown }: NoAnswer): FastifyReply =>
  unknown
    ? sendProblem(reply, {
        code: "broke_off",
        title: "The service broke off; whether it was done is not known. Repeat it with its Idempotency-Key",
        status: 502,
      })
    : sendProblem(reply.header("retry-after", "2"), {
        code: "unavailable",
        title: "The service cannot be reached; nothing was changed. Try again",
        status: 503,
      });
