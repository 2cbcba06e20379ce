import type { House } from "@shouwen/cli/demo/cast";
import type { Answer } from "@shouwen/cli/platform/http-client";
import { eventually } from "@shouwen/test-kit/eventually";
import { admin } from "./people.ts";
import type { Platform, Someone } from "./platform.ts";

/** A ticket as the API shows it; the fields that the journeys look at. */
export type TicketView = {
  readonly ticketId: string;
  readonly status: string;
  readonly kind: string;
  readonly profileId: string | null;
  readonly ownerId: string | null;
  readonly handlerId: string | null;
  readonly offeredTo: string | null;
  readonly escalationLevel: number;
  readonly reopenings: number;
  readonly targets: readonly { readonly name: string; readonly state: string }[];
};

/** The body of a good answer. Throws what was said otherwise. */
export const good = <Body>({ status, body }: Answer): Body => {
  if (status < 300) return body as Body;
  throw new Error(`${status} ${JSON.stringify(body)}`);
};

let customers = 0;

/** A mobile number that no other customer of this run has. */
export const newPhone = (): string => {
  customers += 1;
  return `139${String(process.pid % 10_000).padStart(4, "0")}${String(customers).padStart(4, "0")}`;
};

type TicketDraft = {
  readonly kind: string;
  readonly category: string;
  readonly phone: string;
  readonly words: string;
};

/** A customer reaches an agent, who writes it down. Answers the ticket's id. */
export const ask = async (agent: Someone, { propertyId }: House, options: TicketDraft): Promise<string> => {
  const { kind, category, phone, words } = options;
  const answer = await agent.post("/v1/requests", {
    propertyId,
    channel: "phone",
    kind,
    category,
    contact: { text: phone },
    displayName: "王女士",
    words,
    place: "1203",
  });
  return good<{ ticketId: string }>(answer).ticketId;
};

/** Waits until the ticket is as wanted, and shows it. */
export const ticketThat = (
  someone: Someone,
  ticketId: string,
  isAsWanted: (ticket: TicketView) => boolean,
): Promise<TicketView> =>
  eventually(
    async () => {
      const ticket = good<TicketView>(await someone.get(`/v1/tickets/${ticketId}`));
      if (!isAsWanted(ticket)) throw new Error(`The ticket is ${JSON.stringify(ticket)}`);
      return ticket;
    },
    { everyMs: 100 },
  );

/** An offer may run out on a busy machine before it is accepted: then the next one is asked. */
const acceptOffer = async (platform: Platform, house: House, ticketId: string): Promise<Someone> => {
  const watcher = await platform.as(admin);
  const { offeredTo } = await ticketThat(watcher, ticketId, ({ status }) => status === "offered");
  const member = house.members.find(({ staffId }) => staffId === offeredTo);
  if (!member) throw new Error(`${offeredTo} is nobody of ${house.propertyId}`);
  const handler = await platform.as(member);
  good(await handler.post(`/v1/tickets/${ticketId}/accept`));
  return handler;
};

/** Whoever is offered the ticket accepts, works and resolves it with a note. Answers who that was. */
export const work = async (
  platform: Platform,
  house: House,
  { ticketId, note = "已处理" }: { ticketId: string; note?: string },
): Promise<string> => {
  const handler = await eventually(() => acceptOffer(platform, house, ticketId));
  good(await handler.post(`/v1/tickets/${ticketId}/start`));
  good(await handler.post(`/v1/tickets/${ticketId}/resolve`, { outcome: "done", note }));
  return handler.id;
};

type Callback = { readonly callbackId: string; readonly ticketId: string };

const claimOne = async (agent: Someone, { propertyId }: House, ticketId: string): Promise<Callback> => {
  const body = { propertyId, count: 20 };
  const { items } = good<{ items: Callback[] }>(await agent.post("/v1/callbacks/claim", body));
  for (const other of items.filter((one) => one.ticketId !== ticketId))
    good(await agent.post(`/v1/callbacks/${other.callbackId}/release`));
  const [mine] = items.filter((one) => one.ticketId === ticketId);
  if (!mine) throw new Error(`No callback about ${ticketId} is due`);
  return mine;
};

/** An agent claims the ticket's callback as soon as it is due, calls, and writes down how the call ended. */
export const callBack = async (
  agent: Someone,
  house: House,
  { ticketId, ...attempt }: { ticketId: string; disposition: string; [field: string]: unknown },
): Promise<void> => {
  const { callbackId } = await eventually(() => claimOne(agent, house, ticketId), { everyMs: 200 });
  good(await agent.post(`/v1/callbacks/${callbackId}/attempts`, attempt));
};
