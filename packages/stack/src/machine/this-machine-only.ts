import type { FastifyInstance } from "fastify";

const ownNames = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/**
 * Answers only who asks for this machine by one of its own names. Another name was pointed at us by a site that is open
 * in a browser here, and would read mails, messages and traces as if they were its own (DNS rebinding).
 */
export const answerThisMachineOnly = (app: FastifyInstance): void => {
  app.addHook("onRequest", async (request, reply) => {
    if (!ownNames.test(request.host)) return reply.code(421).send({ error: "This host is not served here" });
  });
};
