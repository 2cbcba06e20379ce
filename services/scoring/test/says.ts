import { callbackCompleted } from "@shouwen/contracts/events/callback";
import { slaTargetBreached, slaTargetMet } from "@shouwen/contracts/events/ticket";
import { newId, uuidv7 } from "@shouwen/event-bus/ids";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import { aBreach, aMet, anAnswer } from "./events.ts";
import type { TestProperty } from "./service-under-test.ts";

/** A satisfied customer of Victor's whose ticket Maya owns, at these premises. */
export const answer = (
  { propertyId, maya, victor }: TestProperty,
  overrides: Partial<Parameters<typeof anAnswer>[0]> = {},
) =>
  callbackCompleted.of(
    anAnswer({
      callbackId: `cal_${uuidv7()}-1`,
      ticketId: newId("tic"),
      propertyId,
      ownerId: maya,
      handlerId: victor,
      ...overrides,
    }),
  );

export const breach = (
  { propertyId, maya, victor }: TestProperty,
  overrides: Parameters<typeof aBreach>[0] = {},
) =>
  slaTargetBreached.of(
    aBreach({
      ticketId: newId("tic"),
      propertyId,
      ownerId: maya,
      handlerId: victor,
      responsibleId: victor,
      ...overrides,
    }),
  );

export const keep = (
  { propertyId, maya, victor }: TestProperty,
  overrides: Parameters<typeof aMet>[0] = {},
) =>
  slaTargetMet.of(
    aMet({
      ticketId: newId("tic"),
      propertyId,
      ownerId: maya,
      handlerId: victor,
      responsibleId: victor,
      ...overrides,
    }),
  );

/** What was said on an account, in order. */
export const said = async (service: ServiceUnderTest, account: string): Promise<string[]> => {
  const rows = await service.query<{ agg_seq: string; type: string }>(
    `select agg_seq, type from scoring.event_archive where key = $1 and topic = 'shouwen.ledger'
     union all select agg_seq, type from scoring.outbox where key = $1 and topic = 'shouwen.ledger' order by 1`,
    [account],
  );
  return rows.map(({ agg_seq, type }) => `${agg_seq} ${type}`);
};

/** Nothing about these premises is on its way any more, and nothing was set aside. */
export const settled = (service: ServiceUnderTest, { propertyId }: TestProperty) =>
  eventually(async () => {
    const rows = await service.query(
      `select key from scoring.outbox where position($1 in payload) > 0
       union all select key from scoring.parked where position($1 in payload) > 0`,
      [propertyId],
    );
    if (rows.length > 0) throw new Error(`${rows.length} still on their way`);
  });
