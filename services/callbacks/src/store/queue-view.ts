import { maySee, type Person } from "@shouwen/service-kit/auth";
import type { QueueView } from "../domain/desk.ts";
import { propertyNotFound } from "../domain/rejections.ts";
import { isWindowOpen, nextWindow } from "../domain/terms.ts";
import type { CallbackQueue } from "./callback-queue.ts";
import type { TermsSource } from "./terms.ts";

/** How the desk of a property stands, under the policy in force. Another property's is "not found". */
export const queueViewOf =
  (
    desk: Pick<CallbackQueue, "figures">,
    { inForce, now: clock }: Pick<TermsSource, "inForce"> & { readonly now: () => string },
  ) =>
  async (person: Person, propertyId: string): Promise<QueueView> => {
    if (!maySee(person, propertyId)) throw propertyNotFound();
    const terms = (await inForce([propertyId]))(propertyId, clock());
    if (!terms) throw propertyNotFound();
    const { timeZone } = terms.calendar;
    const { withinMs, dayTarget } = terms.policy;
    const { now, ...figures } = await desk.figures(person, { propertyId, timeZone, withinMs });
    return {
      ...figures,
      asOf: now,
      dayTarget,
      windowOpen: isWindowOpen(terms, now),
      opensAt: nextWindow(terms, now),
    };
  };
