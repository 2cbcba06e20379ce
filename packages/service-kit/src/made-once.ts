import { createHash } from "node:crypto";
import type { Command } from "./decision.ts";

/** The name of a thing that a command makes: the same for the same command, so that a repeat finds what it made. */
export const deterministicId = (prefix: string, { cause: { once } }: Command): string =>
  `${prefix}_${digest(`${once?.source} ${once?.eventId}`)}`;

/** A name made of what a thing is: the same for the same things. */
export const nameOf = (prefix: string, ...parts: readonly string[]): string =>
  `${prefix}_${digest(JSON.stringify(parts))}`;

const digest = (text: string): string => createHash("sha256").update(text).digest("base64url").slice(0, 22);
