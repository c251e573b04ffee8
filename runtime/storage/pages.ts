/** What pages read: being filled in. */
export interface Pages {
  close(): void
}
