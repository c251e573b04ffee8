/** When the event says it happened, corrected for the client's clock: both stamps of the client are off by the same. */
export function ownTime(said: number, sentAt: number | undefined, receivedAt: number): number {
  return sentAt === undefined ? said : said + (receivedAt - sentAt)
}
