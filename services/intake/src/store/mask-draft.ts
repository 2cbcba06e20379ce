import { hasPersonalData, maskPersonalData } from "@shouwen/vault/mask-text";
import type { Received, RequestDraft } from "../domain/receive-request.ts";

/** Stands before an external id when it is looked at: most are numbers of orders and cases, and stay. */
const asOrder = "#";

/**
 * What everybody reads and searches, without what names somebody: place, category and summary. What was said in
 * confidence (words, name, contact) is sealed instead.
 */
export const maskDraft = (draft: RequestDraft, countryCode: string): RequestDraft => {
  const context = { countryCode, names: draft.displayName === null ? [] : [draft.displayName] };
  const masked = (text: string | null) => (text === null ? null : maskPersonalData(text, context));
  return {
    ...draft,
    place: masked(draft.place),
    category: masked(draft.category),
    summary: masked(draft.summary),
    past: draft.past?.life
      ? { ...draft.past, life: draft.past.life.map((step) => maskStep(step, masked)) }
      : draft.past,
  };
};

type Step = NonNullable<NonNullable<RequestDraft["past"]>["life"]>[number];

const maskStep = ({ team, line, ...step }: Step, masked: (text: string) => string | null): Step => ({
  ...step,
  ...(team === undefined ? {} : { team: masked(team) ?? "" }),
  ...(line === undefined ? {} : { line: masked(line) ?? "" }),
});

/** The same for a name that only the customer's file knows. */
export const maskKnownName = (received: Received, name: string, countryCode: string): Received => {
  const context = { countryCode, names: [name] };
  const masked = (text: string) => maskPersonalData(text, context);
  return {
    ...received,
    place: received.place === null ? null : masked(received.place),
    category: masked(received.category),
    summary: masked(received.summary),
  };
};

/** Whether the other system's id of a request is somebody's number or address: it could not be searched and hidden. */
export const isSomebodysId = ({ source }: RequestDraft, countryCode: string): boolean =>
  source !== null &&
  [source.system, source.externalId].some((id) => hasPersonalData(asOrder + id, { countryCode }));
