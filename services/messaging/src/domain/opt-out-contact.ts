/** Whether messages over the channel go to such a contact, so that an opt-out from it stops something. */
export const isReachedOver = (channel: "sms" | "email", kind: "phone" | "email" | "text"): boolean =>
  kind === (channel === "sms" ? "phone" : "email");
