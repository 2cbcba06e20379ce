/** A law, a way to break it, a way to keep it in the same place, and what the tool must say of the breach. */
export type Seed = { law: string; path: string; broken: string; kept: string; caughtBy: RegExp };
