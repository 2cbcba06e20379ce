import type { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import { ZodError } from "zod";

/** The file that a request brings, as it comes. Refused where there is none: a request need not have a body. */
export const fileIn = ({ body }: FastifyRequest): Readable => {
  if (typeof (body as { pipe?: unknown } | undefined)?.pipe === "function") return body as Readable;
  throw new ZodError([{ code: "custom", path: [], message: "Send the file as the body", input: undefined }]);
};
