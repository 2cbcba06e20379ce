import { isUtf8 } from "node:buffer";
import { ZodError } from "zod";
import type { App } from "./app.ts";

const notUtf8 = (): ZodError =>
  new ZodError([{ code: "custom", path: [], message: "The body is not UTF-8", input: undefined }]);

/**
 * JSON is UTF-8 (RFC 8259, 8.1). Bytes of another encoding, GBK say, would be read as signs that mean nothing, and what
 * the customer said be lost under a 202.
 */
export const readJsonAsUtf8 = (app: App): void => {
  const parse = app.getDefaultJsonParser("error", "error");
  // What is plain text is no object: it is the type that is wrong, not a field.
  app.removeContentTypeParser("text/plain");
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    if (!isUtf8(body as Buffer)) return done(notUtf8());
    return parse(request, body.toString("utf8"), done);
  });
};
