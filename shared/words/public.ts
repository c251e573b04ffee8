/** The sentences of the pages that a store's customers see. */
export const publicWords = {
  unsubscribeTitle: 'Unsubscribe',
  unsubscribeQuestion: (address: string, store: string) =>
    store ? `Stop marketing e-mail from ${store} to ${address}?` : `Stop marketing e-mail to ${address}?`,
  whatStops: 'News, offers and reminders stop at once. Messages about your own orders and account still reach you.',
  unsubscribe: 'Unsubscribe',
  unsubscribedTitle: 'You are unsubscribed',
  unsubscribed: (address: string, store: string) =>
    store ? `${store} sends no more marketing e-mail to ${address}.` : `No more marketing e-mail goes to ${address}.`,
  changedYourMind: 'Was it a mistake?',
  subscribeAgain: 'Subscribe again',
  subscribedTitle: 'You are subscribed again',
  subscribed: (address: string, store: string) =>
    store ? `${store} may send marketing e-mail to ${address}.` : `Marketing e-mail may go to ${address}.`,
  unknownLinkTitle: 'This link does not work',
  unknownLink:
    'The address of this page is not one that we sent; perhaps a part of it was cut off. Open the link in the newest mail again, or reply to that mail and ask to be unsubscribed.',
  unknownMailLink:
    'The address of this link is not one that we sent; perhaps a part of it was cut off. Open the mail and follow the link again.',
  failedTitle: 'That could not be saved',
  failed: 'Your choice could not be written down just now. Please try again in a few minutes.',
  tryAgain: 'Try again',
  /** The wording that is kept with the consent. */
  wordingOneClick: 'One-click',
  wordingUnsubscribed: 'Unsubscribed on the hosted page',
  wordingSubscribed: 'Subscribed again on the hosted page',
} as const
