import type { Answer } from "../domain/send-message.ts";

/** A message on its way out, opened for this one call. */
export type Outgoing = {
  readonly messageId: string;
  readonly to: string;
  readonly from: string;
  readonly subject: string | null;
  readonly text: string;
};

/**
 * Somebody who carries messages. `send` never throws: it says how the call ended, and "not taken" only when the
 * message is certainly not out.
 */
export type Provider = {
  readonly name: string;
  send(message: Outgoing): Promise<Answer>;
};
