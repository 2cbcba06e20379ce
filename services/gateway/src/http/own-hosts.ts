import type { App } from "@shouwen/service-kit/http";
import { httpProblem } from "@shouwen/service-kit/http-problems";
import { isLoopback } from "@shouwen/service-kit/loopback";
import { sendProblem } from "@shouwen/service-kit/problem";

/**
 * Whether a request that names this host is meant for us: the host of `PUBLIC_URL`, or this machine by one of its own
 * names. Any other name was pointed at us by somebody else, and the browser would take us for theirs (DNS rebinding).
 */
export const isOwnHost = (host: string, publicUrl: string | undefined): boolean => {
  if (!/^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host)) return false;
  const ours = publicUrl === undefined ? undefined : new URL(publicUrl);
  const asked = new URL(`${ours?.protocol ?? "http:"}//${host}`);
  return asked.host === ours?.host || isLoopback(asked.hostname);
};

/** Answers nobody who asks for another host. `/health/*` is asked by address, and tells nothing. */
export const answerOwnHostsOnly = (app: App, publicUrl: string | undefined): void => {
  app.addHook("onRequest", async (request, reply) => {
    if (request.url.startsWith("/health/") || isOwnHost(request.host, publicUrl)) return;
    return sendProblem(reply, httpProblem("other_host"));
  });
};
