import type { Ticket } from "../ticket/ticket.ts";
import type { Staff } from "./choose-owner.ts";

/** Somebody who asks for the next ticket of a team, with the circumstances in which they ask. */
export type Claim<Command> = { readonly staff: Staff; readonly teamId: string; readonly command: Command };

/**
 * What they got: a ticket; `nothing` where none waits that they are fit for and have room for; `lost` where somebody else
 * took it at the same moment, and there may be another one.
 */
export type Claimed = { readonly ticket: Ticket; readonly version: number } | "nothing" | "lost";
