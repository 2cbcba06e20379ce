/**
 * Every way a rule can say no: there is no such thing, its state does not allow it, this person may not, it contradicts
 * itself or what was said before, there was too much of it, or there is no room for it at the moment.
 */
export type RejectionKind =
  | "not_found"
  | "conflict"
  | "forbidden"
  | "stale"
  | "invalid"
  | "unprocessable"
  | "too_many"
  | "busy";

/** What varies from one no to the next. The names of a problem document itself are not free. */
export type Facts = Readonly<Record<string, unknown>> & {
  readonly type?: never;
  readonly title?: never;
  readonly status?: never;
};

/** The rules said no. Codes are public API; `facts` appear in the problem document and hold no personal data. */
export class Rejection extends Error {
  readonly code: string;
  readonly kind: RejectionKind;
  readonly title: string;
  readonly facts: Facts;

  constructor(about: { code: string; kind: RejectionKind; title: string }, facts: Facts) {
    super(about.title);
    this.name = "Rejection";
    this.code = about.code;
    this.kind = about.kind;
    this.title = about.title;
    this.facts = facts;
  }
}

/** Defines one way of saying no. The title never varies per occurrence; what varies goes into the facts. */
export const rejection =
  (code: string, kind: RejectionKind, title: string) =>
  (facts: Facts = {}): Rejection =>
    new Rejection({ code, kind, title }, facts);
