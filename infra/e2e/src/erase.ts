import { eventually } from "@shouwen/test-kit/eventually";
import { admin } from "./people.ts";
import type { Platform, Someone } from "./platform.ts";
import { good } from "./ticket.ts";

/** Lets nothing cool on this stack: an erasure is carried out as soon as a second person has confirmed it. */
const coolForNothing = async (admins: Someone): Promise<void> => {
  good(await admins.post("/v1/policies/customers", { scope: "group", body: { coolingDays: 0 } }));
};

type Erasing = { readonly manager: Someone; readonly profileId: string; readonly reason?: string };

/** A manager asks for a customer to be erased, somebody of the group confirms it, and it is carried out. */
export const erase = async (
  platform: Platform,
  { manager, profileId, reason = "The customer asked for it" }: Erasing,
): Promise<void> => {
  const second = await platform.as(admin);
  await coolForNothing(second);
  good(await manager.post(`/v1/profiles/${profileId}/erasure`, { reason }));
  good(await second.post(`/v1/profiles/${profileId}/erasure/confirm`));
  await eventually(async () => {
    const { status } = good<{ status: string }>(await manager.get(`/v1/profiles/${profileId}`));
    if (status !== "erased") throw new Error(`The customer is ${status}`);
  });
};
