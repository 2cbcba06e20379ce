/** Whether a callback about a ticket is still open: the ticket does not close by its grace window while one is. */
export type CallbackWatch = { readonly resolution: number; readonly open: boolean };
