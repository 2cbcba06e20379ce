import { type Facts, Rejection, type RejectionKind } from "@shouwen/event-bus/rejection";

export { type Facts, Rejection, type RejectionKind };

/** Defines one way of saying no. The title never varies per occurrence; what varies goes into the facts. */
export const rejection =
  (code: string, kind: RejectionKind, title: string) =>
  (facts: Facts = {}): Rejection =>
    new Rejection({ code, kind, title }, facts);
