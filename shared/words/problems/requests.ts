import { showInstant } from '../show.ts'
import { butCame, type Sentence, said } from './params.ts'

/** Why a request, a change or an event is refused as a whole. */
export const requestProblems = {
  nobody: () => 'This event names no customer. Give it a userId, an anonymousId or an external id.',
  nobodyBelieved: () =>
    'A browser key was used, and an external id names a customer only with a server key. Give the event a userId or an anonymousId, or send it from a server.',
  messageIdTaken: () => 'This messageId is that of another event, which was kept. Give each event one of its own.',
  erased: () =>
    'This customer was erased, so events about them are not taken. They are again once the customer grants consent anew.',
  noWriteKey: () => 'No write key came. Send it as the user name of Basic authorisation, or as writeKey in the body.',
  unknownWriteKey: () => 'This write key is unknown or revoked. Take a key from Settings, Sources.',

  wrongHost: ({ came }) =>
    `The editor and its API do not answer to the host ${said(came)}. Use 127.0.0.1, localhost, or the address in PERENNIAL_PUBLIC_URL.`,
  wrongOrigin: ({ came }) =>
    `A page from ${said(came)} may not use this API. Open the editor at Perennial’s own address.`,
  notJson: ({ came }) => `Expected the content type application/json, but ${came ? said(came) : 'none'} came.`,
  noIfMatch: () => 'The revision is missing. Send the one that you began with as If-Match.',
  wrongIfMatch: ({ came }) => `Expected a revision such as "3" as If-Match, but ${said(came)} came.`,
  tookTooLong: ({ seconds }) =>
    seconds === 1
      ? 'The answer took longer than a second, so it was given up. Ask for less, or try again.'
      : `The answer took longer than ${said(seconds)} seconds, so it was given up. Ask for less, or try again.`,
  badCursor: ({ after }) => `The list cannot go on after ${said(after)}. Take the value of next from the page before.`,

  unknownId: ({ what, id }) => `There is no ${said(what)} ${said(id)}. It may have been deleted.`,
  retentionTooShort: ({ of, title, event, needed }) =>
    `The ${said(of)} “${said(title)}” looks back ${said(needed)} days${event === undefined ? '' : ` at ${said(event)}`}. Keep events at least as long${event === undefined ? '' : `, or keep ${said(event)} for ever`}.`,
  retentionForgets: ({ of, title, event }) =>
    `The ${said(of)} “${said(title)}” asks what an event ${said(event)} said, however long ago. Keep ${said(event)} for ever.`,
  staleRevision: ({ revision }) =>
    `Somebody saved meanwhile: the revision is ${said(revision)} now. Look at the difference, then save again.`,
  workflowExists: ({ workflow }) =>
    `There is a workflow ${said(workflow)} already. Choose another title, or open that one.`,
  workflowPublished: ({ workflow }) => `The workflow ${said(workflow)} was published, so it cannot be deleted. End it.`,
  workflowNeverPublished: ({ workflow }) => `The workflow ${said(workflow)} was never published. Publish it first.`,
  movesToTrigger: ({ node }) => `Runs cannot be moved to the trigger ${said(node)}. Choose a step after it.`,
  movesNowhere: ({ node }) => `The new version has no step ${said(node)} to which runs could be moved.`,
  whereTo: ({ node, runs }) =>
    `At the step ${said(node)}, which is gone, ${runs === 1 ? 'one person waits' : `${said(runs)} people wait`}. Say where they go: another step, the end with a reason, or they stay on their version.`,
  idUsedBefore: ({ id, version }) =>
    `The id ${said(id)} was another step’s in version ${said(version)}, so its people and figures would become this one’s. Copy this step, join the copy in its place, and delete this one; or bring the old step back as it was, and change it in the version after.`,
  otherVersion: ({ version }) =>
    `Somebody published version ${said(version)} meanwhile. Look at who is inside again, and then choose where they go.`,
  nothingToPublish: ({ workflow }) =>
    `The workflow ${said(workflow)} is live just as it is drawn, so there is nothing to publish.`,
  pausedIncludesNobody: ({ workflow }) =>
    `The workflow ${said(workflow)} is paused, so nobody can be included. Resume it and then publish, or publish without including anybody.`,
  tooManyLive: ({ limit }) =>
    `At most ${said(limit)} workflows can be live or paused at once, and so many are. End one that is no longer needed, then publish again.`,
  workflowEnded: ({ workflow }) => `The workflow ${said(workflow)} has ended. Publish a new version to begin again.`,
  clockNotBegun: () =>
    'The clock of this store has not begun. It begins with the first event that has a time: send one.',
  notHeld: () => 'Nothing is held: timers and marketing go on already.',
  noRequestTrigger: ({ workflow }) =>
    `The workflow ${said(workflow)} does not begin by request. Give it the trigger Request, and publish it.`,
  startWithoutKey: ({ key, came }) =>
    `Each run of this workflow is for one ${said(key)}, but ${came === undefined ? 'none' : said(came)} came. Give ${said(key)} as text or a number.`,
  workflowNotLive: ({ workflow }) =>
    `The workflow ${said(workflow)} is not live, so nobody can enter. Publish or resume it.`,
  segmentExists: ({ segment }) =>
    `There is a segment ${said(segment)} already. Choose another title, or open that one.`,
  segmentNamed: ({ segment, workflows }) =>
    `The segment ${said(segment)} is named by ${said(workflows)}. Take it out there first.`,
  segmentOfSegment: ({ segment, segments }) =>
    `The segment ${said(segment)} is a part of the definition of ${said(segments)}. Take it out there first.`,
  segmentDiffers: ({ segment }) =>
    `The segment ${said(segment)} of this file differs from the one in this store. Choose which of them to keep.`,
  otherId: ({ expected }) =>
    `The document has another id than ${said(expected)}, whose draft it would replace. Give it that id, or import it.`,
  fileNotUtf8: ({ file }) => `The text of ${said(file)} is not in UTF-8. Save it in that encoding, then load it.`,
  columnCount: () => 'It has more or fewer columns than the first line.',
  mapMissing: ({ file }) => `To read ${said(file)} a map is needed. Give one with --map; docs/load.md explains it.`,
  noSender: () => 'Mail needs a sender. Set one in Settings, then publish again.',
  noPostalAddress: () => 'Marketing mail must carry your postal address. Set it in Settings, then publish again.',
  noDkim: () =>
    'Large mailbox providers refuse bulk mail without DKIM. Set a domain and a key in Settings, Mail; publishing works without.',
  dnsName: (params) => `This is no name in DNS${butCame(params)}. Write it like mail.example.com.`,
  dkimKeyUnreadable: () =>
    'This is no private key. Give it as PEM, without a passphrase, from -----BEGIN PRIVATE KEY----- to its end.',
  dkimKeyKind: ({ came }) => `Mails are signed with RSA, but this key is ${said(came)}. Give an RSA key.`,
  dkimKeyBits: ({ least, most, came }) =>
    `An RSA key for DKIM has ${said(least)} to ${said(most)} bits, but this one has ${said(came)}. Give another, best with 2,048.`,
  dkimKeyExists: () => 'There is a DKIM key already. Remove it first, then make another.',
  otherStore: ({ open }) =>
    `Nothing was changed: ${open === 'demo' ? 'the demo store' : 'your own store'} was opened meanwhile, and this page shows another. Load it again.`,
  notTheDemo: () => 'This is your own store, in which days pass by themselves. Open the demo store first.',
  sourceExists: ({ source }) => `There is a source ${said(source)} already. Choose another name.`,
  clockIsWall: () =>
    'This store goes by the clock on the wall, which cannot be moved. Only a store with clock data can.',
  clockGoesBack: ({ now, to }) => `Time only goes forward: it is ${instant(now)}, and ${instant(to)} was asked for.`,
  notFoldedAgain: ({ seq }) =>
    `Entry ${said(seq)} was written by Perennial itself, and cannot be processed again. Only events, requests and consents can.`,
  foldedByOther: ({ version, ours }) =>
    `This store was decided by version ${said(version)} of the fold, and this Perennial has version ${said(ours)}. Start it once with this Perennial; what comes after that, and after a backup made then, can be folded again.`,
  plannedByOther: ({ release, ours }) =>
    `This store reckons with release ${said(release)} of the time zone database, and this Perennial with ${said(ours)}. Start it once with this Perennial; what comes after that, and after a backup made then, can be folded again.`,
  foldedByOtherFirst: ({ since }) =>
    `Up to entry ${said(since)} another version of the fold, or of the time zones, decided, so the log cannot be folded again from nothing. Give a backup that was made later.`,
  baseUnreadable: ({ base, why }) => `The file ${said(base)} is no backup that can be read (${said(why)}).`,
  baseOfOtherFold: ({ since }) =>
    `This backup was decided by another version of the fold, or of the time zones. Give one that was made after entry ${said(since)}.`,
  baseOfOtherStore: () => 'This is no backup of this store: their logs differ.',
  entriesRemoved: ({ after, missing }) =>
    `Of the entries after entry ${said(after)} ${said(missing)} were removed because they were old, so they cannot be folded again. Give a later backup.`,
  customersErased: ({ seq }) =>
    `Customers were erased by entry ${said(seq)}, and what they did cannot be folded again. Give a backup that was made after that, when nothing was left of them.`,
  backupName: ({ came }) => `A backup is a file that ends in .db, but ${said(came)} was asked for.`,
  backupFolder: ({ folder }) => `There is no folder ${said(folder)} for the backup. Make it first, or choose another.`,
  backupExists: ({ file }) =>
    `The file ${said(file)} is there already, and is never written over. Choose another name.`,
  backupRuns: ({ file }) => `A backup into ${said(file)} is being made. Wait until it is whole.`,
  messageNotOpen: ({ message }) =>
    `The message ${said(message)} is neither failed nor uncertain, so there is nothing to decide.`,
} satisfies Record<string, Sentence>

const instant = (value: string | number | readonly string[] | undefined): string =>
  typeof value === 'number' ? showInstant(value, 'UTC') : said(value)
