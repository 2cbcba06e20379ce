import { rejection } from "@shouwen/event-bus/rejection";
import type { App } from "@shouwen/service-kit/http";
import type { FastifyRequest } from "fastify";
import { comesFromOurPage } from "../domain/same-origin.ts";
import type { Sessions } from "../sign-in/sessions.ts";

export const otherOrigin = rejection(
  "other_origin",
  "forbidden",
  "A page of another site may not do this. Send the origin, or the header x-shouwen-page",
);

/**
 * Turns the cookie of whoever is signed in into the `Authorization` that the services know. A request that changes
 * something must come from one of our own pages. A request that brings its own token is left as it is.
 */
export const cookieSignIn = (app: App, options: { sessions: Sessions; hostsOf: HostsOf }): void => {
  app.addHook("onRequest", async (request, reply) => {
    if (request.headers.authorization !== undefined || request.headers.cookie === undefined) return;
    const token = await options.sessions.tokenOf(request, reply);
    if (token === undefined) return;
    if (!isOurs(request, options.hostsOf)) throw otherOrigin();
    request.headers.authorization = `Bearer ${token}`;
  });
};

/** The hosts under which this request could have reached us. */
export type HostsOf = (request: FastifyRequest) => readonly string[];

/** Whether a request may change something by what the browser says of the page that sent it. */
export const isOurs = (request: FastifyRequest, hostsOf: HostsOf): boolean =>
  comesFromOurPage({
    method: request.method,
    origin: request.headers.origin,
    ownHeader: request.headers["x-shouwen-page"] !== undefined,
    hosts: hostsOf(request),
  });
