import rateLimit from "@fastify/rate-limit";
import { rejection } from "@shouwen/event-bus/rejection";
import type { FastifyRequest } from "fastify";
import type { App } from "./app.ts";
import type { BaseConfig } from "./config.ts";
import { httpProblems } from "./http-problems.ts";

/**
 * What a request costs us: a look, a change, something that reads or counts much (rehearsals, reports, exports), a file.
 * `program` is what no person does by hand: other systems, providers.
 */
export type RouteClass = "read" | "command" | "heavy" | "upload" | "program";

/** How many requests of each class one person may make in a minute. */
export type RateLimits = Readonly<Record<RouteClass, number>>;

/** The part of the environment that says how much one person may ask. */
export const rateLimitsOf = (config: BaseConfig): RateLimits => ({
  read: config.READS_PER_MINUTE,
  command: config.COMMANDS_PER_MINUTE,
  heavy: config.HEAVY_REQUESTS_PER_MINUTE,
  upload: config.UPLOADS_PER_MINUTE,
  program: config.REQUESTS_PER_MINUTE,
});

const tooMany = rejection("too_many_requests", "too_many", httpProblems.too_many_requests.title);
const tooManyAtOnce = rejection(
  "too_many_at_once",
  "too_many",
  "So many of these are open for you already; wait until one has ended",
);

const isRead = (method: string): boolean => method === "GET" || method === "HEAD";

const byMethod = (method: string, takesFiles = false): RouteClass => {
  if (isRead(method)) return "read";
  return takesFiles ? "upload" : "command";
};

const classOf = ({ person, method, routeOptions }: FastifyRequest): RouteClass => {
  const { rate, takesFiles } = routeOptions.config;
  const named = rate ?? byMethod(method, takesFiles);
  return person?.roles.includes("integrator") && named !== "heavy" && named !== "upload" ? "program" : named;
};

/**
 * So many requests a minute of one person and class. Where nobody is signed in, the address counts: at the gateway like
 * a person, at a service (whose neighbour is the gateway, which has counted already) like a program.
 */
export const limitRate = async (
  app: App,
  { perMinute, facesThePublic }: { perMinute: RateLimits; facesThePublic: boolean },
): Promise<void> => {
  const classFor = (request: FastifyRequest): RouteClass =>
    request.person || facesThePublic ? classOf(request) : "program";
  await app.register(rateLimit, {
    timeWindow: "1 minute",
    hook: "onRequest",
    max: (request) => perMinute[classFor(request)],
    keyGenerator: (request) => `${classFor(request)} ${request.person?.id ?? request.ip}`,
    errorResponseBuilder: (request, { max }) => tooMany({ class: classFor(request), perMinute: max }),
  });
};

/** Lets one person have only so many answers of a route open at once: files that are read in, live streams. */
export const limitAtOnce = (app: App): void => {
  const open = new Map<string, number>();
  app.addHook("preValidation", (request, reply, done) => {
    const { atOnce } = request.routeOptions.config;
    if (atOnce === undefined) return done();
    const { socket } = request.raw;
    // Signing in takes its time. Whoever went meanwhile has closed already: what is counted now would count for ever.
    if (socket.destroyed) {
      reply.hijack();
      return done();
    }
    const key = `${request.routeOptions.url} ${request.person?.id ?? request.ip}`;
    const before = open.get(key) ?? 0;
    if (before >= atOnce) {
      void reply.header("connection", "close"); // what is left of a file is not waited for
      throw tooManyAtOnce({ atOnce });
    }
    open.set(key, before + 1);
    const release = () => {
      for (const source of [reply.raw, socket]) source.off("close", release);
      const left = (open.get(key) ?? 1) - 1;
      if (left > 0) open.set(key, left);
      else open.delete(key);
    };
    // An answer that waits for an earlier one of its connection does not close with it.
    for (const source of [reply.raw, socket]) source.once("close", release);
    done();
  });
};

/** How long a sender may take. */
export type BodyTimes = {
  /** For the whole of a body. */
  readonly bodyWithinMs: number;
  /** For the next part of a file, as long as we wait for it. */
  readonly filePartWithinMs: number;
};

export const bodyTimes: BodyTimes = { bodyWithinMs: 20_000, filePartWithinMs: 30_000 };

const fewBytes = 1_024;

const lateAnswer = JSON.stringify({
  type: "urn:shouwen:problem:body_too_slow",
  ...httpProblems.body_too_slow,
});

/** In Node's own words for a request that does not end: the answer goes out and the connection with it. */
const cut = ({ raw: { socket } }: FastifyRequest): void => {
  if (socket.destroyed) return;
  const head = `HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(lateAnswer)}\r\n\r\n`;
  if (socket.writable) socket.write(head + lateAnswer);
  socket.destroySoon();
};

/**
 * Ends requests whose body comes too slowly, and the connection with them. A short body has one span of time for all of
 * it; a file must only go on, and is not blamed for the time in which we did not read.
 */
export const cutSlowBodies = (app: App, times: BodyTimes): void => {
  app.addHook("onRequest", (request, reply, done) => {
    const { raw, routeOptions } = request;
    if (raw.complete || isRead(request.method)) return done();
    const isFile = routeOptions.config.takesFiles ?? false;
    let seen = raw.socket.bytesRead;
    const look = setInterval(
      () => {
        if (raw.complete) return clearInterval(look);
        const came = raw.socket.bytesRead - seen;
        seen = raw.socket.bytesRead;
        const waitsForUs = raw.readableLength > 0 || raw.isPaused();
        if (isFile && (waitsForUs || came >= fewBytes)) return;
        clearInterval(look);
        if (!reply.raw.headersSent) cut(request);
      },
      isFile ? times.filePartWithinMs : times.bodyWithinMs,
    );
    look.unref();
    reply.raw.once("close", () => clearInterval(look));
    done();
  });
};

declare module "fastify" {
  interface FastifyContextConfig {
    /** Counted with requests of this class; by its method unless named. */
    rate?: RouteClass;
    /** So many at once of one person. */
    atOnce?: number;
    /** Its body may be long, and is read as it comes. */
    takesFiles?: boolean;
  }
}
