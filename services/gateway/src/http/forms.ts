import type { App } from "@shouwen/service-kit/http";

/** Reads what a form of a page sends. Of a field that is there twice the last one counts. */
export const readForms = (app: App): void => {
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
};
