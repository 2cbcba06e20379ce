import type { Envelope } from "@shouwen/contracts/envelope";

/** One event as it came from a topic. `data` has been checked against its contract; null is a tombstone. */
export type Message<Data = unknown> = {
  readonly envelope: Envelope;
  readonly data: Data;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  /** As received, for parking and dead letters. */
  readonly raw: { readonly headers: Readonly<Record<string, string>>; readonly payload: string | null };
  /** An event whose number was passed already: fine if the inbox knows it, else something for a person to look at. */
  readonly isOutOfSequence?: boolean;
};

/** What a consumer could not do, per message. A message that is not in it was handled. */
export type Failures = ReadonlyMap<Message, unknown>;

/**
 * Something that reacts to events. `handle` takes the messages of one lane in order, saves what they cause together
 * with their inbox rows, and answers which of them failed; after a failure it leaves that key's later messages alone.
 */
export type Consumer = {
  readonly name: string;
  readonly types: readonly string[];
  handle(messages: readonly Message[]): Promise<Failures>;
};

/** The prerequisite has not arrived. Parked without using up tries, and taken up again when it has. */
export class NotYet extends Error {
  readonly code = "not_yet";
  constructor(what: string, options?: ErrorOptions) {
    super(`Not yet: ${what}`, options);
    this.name = "NotYet";
  }
}

/** The event does not keep its contract. No retry can mend that. */
export class BrokenContract extends Error {
  readonly code = "broken_contract";
  constructor(type: string, fields: readonly string[]) {
    super(`${type} breaks its contract in ${fields.join(", ")}`);
    this.name = "BrokenContract";
  }
}

/** An old event number under a new id: somebody should look. */
export class OutOfSequenceEvent extends Error {
  readonly code = "out_of_sequence";
  constructor(type: string, aggSeq: number) {
    super(`${type} has number ${aggSeq}, which was passed already by another event`);
    this.name = "OutOfSequenceEvent";
  }
}

/** Nothing is wrong with the message: what we stand on failed. Burns no tries. */
export class InfrastructureFault extends Error {
  readonly code = "infrastructure";
  constructor(options: { cause: unknown }) {
    super("The database cannot be reached", options);
    this.name = "InfrastructureFault";
  }
}
