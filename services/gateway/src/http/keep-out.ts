import type { Authenticate } from "@shouwen/service-kit/auth";
import type { App } from "@shouwen/service-kit/http";

/**
 * Takes the token from the request of whoever has left the company, so that neither we nor a service takes it for
 * somebody's. They can still reach the door, and sign in as who they are now.
 */
export const keepOut = (
  app: App,
  { authenticate, hasLeft }: { authenticate: Authenticate; hasLeft: (staffId: string) => boolean },
): void => {
  app.addHook("onRequest", async (request) => {
    const person = await authenticate(request.headers.authorization);
    if (person && hasLeft(person.id)) delete request.headers.authorization;
  });
};
