import type { FastifyInstance } from "fastify";

const lookEveryMs = 50;
const calmForMs = 500;

/**
 * Lets a stop end as soon as nothing is under way. Connections that only wait must not hold it up: browsers and proxies
 * keep some open for later, and Node counts one that never asked anything as busy until its keep-alive time is over.
 */
export const closePromptly = (app: Pick<FastifyInstance, "addHook" | "server">): void => {
  let underWay = 0;
  app.addHook("onRequest", (_request, reply, done) => {
    underWay += 1;
    reply.raw.once("close", () => {
      underWay -= 1;
    });
    done();
  });
  app.addHook("preClose", (done) => {
    let calmSince = Date.now();
    const look = setInterval(() => {
      if (underWay > 0) calmSince = Date.now();
      if (Date.now() - calmSince < calmForMs) app.server.closeIdleConnections();
      else app.server.closeAllConnections();
    }, lookEveryMs);
    app.server.once("close", () => clearInterval(look));
    done();
  });
};
