/** When the event says it happened, corrected for the client's clock: both stamps of the client are off by the same. */
export function ownTime(said: number, sentAt: number | undefined, receivedAt: number | undefined): number {
  return sentAt === undefined || receivedAt === undefined ? said : said + (receivedAt - sentAt)
}
