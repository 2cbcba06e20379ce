/** One mail as it came in. `html` is what the sender wrote: never show it outside a sandbox. */
export type Mail = {
  id: string;
  from: string;
  to: string[];
  subject: string;
  messageId: string | null;
  receivedAt: string;
  text: string;
  html: string | null;
  headers: Record<string, string>;
};
