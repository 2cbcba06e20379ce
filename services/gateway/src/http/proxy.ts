import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import { rejection } from "@shouwen/event-bus/rejection";
import type { App } from "@shouwen/service-kit/http";
import { httpProblem, httpProblems } from "@shouwen/service-kit/http-problems";
import { sendProblem } from "@shouwen/service-kit/problem";
import type { FastifyContextConfig, FastifyReply, FastifyRequest } from "fastify";
import { allResources, type Resource } from "../domain/resources.ts";
import { isSafe } from "../domain/try-again.ts";
import { traceAttempts } from "../telemetry.ts";
import { type Answer, type Forward, type Forwarding, NoAnswer } from "../upstreams/forward.ts";

const badRequest = rejection("bad_request", "invalid", httpProblems.bad_request.title);
const bodyBrokeOff = () => badRequest({ detail: "The body ended before its announced length" });

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const shortBodyBytes = 256 * 1_024;

/**
 * Passes every resource of `/v1` on to its service. Nobody is turned away here: the services know who may do what, and
 * some resources are for the public.
 */
export const proxyRoutes = (app: App, forward: Forward): void => {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    for (const resource of allResources) {
      const options = {
        method: methods,
        exposeHeadRoute: false,
        config: { allow: "public" as const, ...limitsOf(resource) },
        handler: (request: FastifyRequest, reply: FastifyReply) =>
          pass({ forward, resource }, request, reply),
      };
      scope.route({ ...options, url: `/v1/${resource.name}` });
      scope.route({ ...options, url: `/v1/${resource.name}/*` });
    }
  });
};

/** Who is counted how: files are few, and providers are no persons. */
const limitsOf = ({ isStreamed, isForProviders }: Resource): FastifyContextConfig => {
  if (isForProviders) return { rate: "program" };
  return isStreamed ? { takesFiles: true } : {};
};

const pass = async (
  { forward, resource }: { forward: Forward; resource: Resource },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const body = await bodyOf(request, resource);
  const { method, url: path } = request;
  const { service } = resource;
  try {
    const forwarding = { service, method, path, headers: headersFor(request, body), body };
    return sendAnswer(reply, await forward(forwarding, traceAttempts(method)));
  } catch (error) {
    if (error instanceof NoAnswer) return sendNoAnswer(reply, error);
    throw error;
  } finally {
    request.raw.resume(); // a body that nobody began to read would be in the way of the next request
  }
};

const bodyOf = async (request: FastifyRequest, { isStreamed }: Resource): Promise<Forwarding["body"]> => {
  const stream = request.body as Readable | undefined;
  if (!stream || isSafe(request.method)) return undefined;
  return isStreamed ? stream : readShort(stream, request);
};

/**
 * Short bodies are kept until the answer, so that another replica can be asked. One that is too long is refused here, in
 * the words of the services: a service would close the connection while we write, and its 413 could be lost on the way.
 */
const readShort = async (stream: Readable, request: FastifyRequest): Promise<Buffer> => {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    if (Number(request.headers["content-length"] ?? 0) > shortBodyBytes) throw tooLarge();
    for await (const part of stream.iterator({ destroyOnReturn: false })) {
      parts.push(part as Buffer);
      length += (part as Buffer).length;
      if (length > shortBodyBytes) throw tooLarge();
    }
    return Buffer.concat(parts);
  } catch (error) {
    stream.resume();
    throw isTooLarge(error) ? error : bodyBrokeOff();
  }
};

const tooLarge = (): Error => Object.assign(new Error("The body is too large"), { statusCode: 413 });

const isTooLarge = (error: unknown): boolean => (error as { statusCode?: number }).statusCode === 413;

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
const sendNoAnswer = (reply: FastifyReply, { unknown }: NoAnswer): FastifyReply =>
  unknown
    ? sendProblem(reply, httpProblem("broke_off"))
    : sendProblem(reply.header("retry-after", "2"), httpProblem("unavailable"));
