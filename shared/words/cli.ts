import { type Included, whoIsIncluded } from './included.ts'
import { showCount, showNumber } from './show.ts'

interface VersionLine {
  readonly version: number
  readonly publishedAt: string
  readonly active: number
  readonly entered: number
  readonly movedIn: number
  readonly movedOut: number
}
interface Waiting {
  readonly version: number
  readonly node: string
  readonly title: string
  readonly runs: number
  readonly change: 'same' | 'changed' | 'gone'
}

/** The words of the command line and of starting up. The sentence of a problem is in the catalogue of problems. */
export const cliWords = {
  listening: (url: string) => `Perennial is open at ${url}`,
  dataClock: 'This store has a clock of its own: time stands until an event or POST /api/clock moves it.',
  held: 'Timers and marketing are held until somebody says in the editor how to go on; events are accepted, transactional messages go out.',
  released: 'Timers and marketing go on.',
  stopping: 'Stopping: what was accepted is being finished.',
  stopped: 'Stopped.',
  startFailed: (why: string) => `Perennial could not start: ${why}`,
  portTaken: (host: string, port: number) =>
    `${host}:${port} is taken by another program. Stop it, or choose another port with PERENNIAL_PORT.`,
  died: (what: string, why: string) => `Perennial stops, because ${what} failed: ${why}`,
  settings: {
    title: 'Settings, from the environment:',
    usage: 'npm start -- [--clock data] [--help]',
    none: 'not set',
    wrong: (name: string, came: string, expected: string) => `${name} is "${came}"; expected ${expected}.`,
    unknownOption: (option: string) => `The option ${option} is unknown. --help lists what there is.`,
    PERENNIAL_PORT: { about: 'Port of the editor, the API and ingest', expected: 'a whole number from 0 to 65535' },
    PERENNIAL_HOST: {
      about: 'Address to listen on; only loopback, until there is sign-in',
      expected: '127.0.0.1, ::1 or localhost, because nobody has to sign in yet',
    },
    PERENNIAL_DATA: { about: 'Folder of the store', expected: 'a folder' },
    PERENNIAL_SMTP_URL: {
      about: 'Mail server; without it messages stay in the Outbox page',
      expected: 'an address such as smtp://user:password@mail.example.com:587',
    },
    PERENNIAL_PUBLIC_URL: {
      about: 'Address that begins every link in a mail',
      expected: 'an address without a path, such as https://mail.example.com',
    },
    PERENNIAL_ALLOW_TARGETS: {
      about: 'Private addresses that webhooks may reach',
      expected: 'host:port, several with commas between: 127.0.0.1:9000,10.0.0.5:80',
    },
    PERENNIAL_HOLD_AFTER: {
      about: 'Absence after which marketing and timers wait for a person',
      expected: 'an ISO 8601 duration such as PT24H',
    },
    PERENNIAL_CLOCK: { about: 'Clock that a new store is born with', expected: 'wall or data' },
  },
  command: {
    about: 'Perennial on the command line',
    json: 'print JSON, one object a line',
    start: 'open the store and serve the editor, the API and ingest',
    clock: 'the clock that a new store is born with: wall or data',
    check: 'list all problems of a workflow file',
    format: 'write a workflow file in its canonical form',
    import: 'import a workflow file as a draft',
    importCopy: 'import it beside the one that has its id',
    importSegments: 'what becomes of segments that differ: keep ours or replace them',
    publish: 'publish the draft of a workflow, or an older version again',
    publishVersion: 'the version to roll back to; without it the draft is published',
    publishMove: 'same: people come along where their step is still there; none: they stay on their version',
    moveTo: 'people at the one step go to the other, from=to; may be repeated',
    moveEnd: 'people at the step leave, node=reason; may be repeated',
    moveStay: 'people at the step stay on their version; may be repeated',
    moveKeepElapsed: 'delays and waits go on counting from when people came to their step',
    publishInclude: 'members of the segment that triggers the workflow enter',
    publishDryRun: 'only say what publishing would do',
    move: 'move people who stayed on older versions to the present one',
    moveSame: 'people come along where their step is still there',
    moveDryRun: 'only say who is on older versions, and where',
    versions: 'list the versions of a workflow with what changed',
    pause: 'pause a workflow: people can leave but not advance, and nobody enters',
    resume: 'let a paused workflow go on',
    overdue:
      'timers that came due in the pause: run fires them, skip lets people go, shift adds the length of the pause, though not to dates',
    end: 'end a workflow and every run of it',
    endYes: 'end it; without this only the number of people inside is said',
    export: 'print a workflow as a canonical file',
    run: 'run a workflow over events under a simulated clock, and print every decision',
    runEvents: 'events, one JSON object a line',
    runBeside: 'other workflows that are live too: those that it starts, stops or follows',
    runUntil: 'the time at which the simulated clock stops',
    load: 'load events from CSV or JSON lines files',
    loadMap: 'how columns become events: see docs/load.md',
    loadLive: 'events may start workflows; without it they are marked historical',
    refused: 'list refused events with their reasons',
    erase: 'erase a customer: all that is known of them goes, and nothing of it can be had back',
    eraseYes: 'erase them; without this only their name is said',
    send: 'send one event, given as JSON',
    backup: 'copy the store into a file, also while it runs',
    backupRestore:
      'To restore: stop Perennial, put the file as perennial.db into a data folder, with the files secret, dkim.pem, withdrawals.jsonl and erased.jsonl of the old one, and start. Timers and marketing wait until somebody says to go on, and what had waited to be sent is listed as uncertain.',
    rebuild:
      'fold the log of the store again and say whether its tables are what the log says: code 0 if so, 1 if not; also while it runs',
    rebuildFrom: 'an older backup of the store: only what came after it is folded again',
    rebuildReplace:
      'put what comes of it in the place of the store, which must be stopped; the old one stays beside it',
    explain: 'why a customer is in a workflow or not, and what would change it',
    explainWorkflow: 'the workflow, by its id',
    file: 'a workflow file',
    files: 'files to load, in any order',
    workflow: 'the id of a workflow',
    event: "an event as JSON, as Segment's HTTP API takes it, or - to read it from standard input",
  },
  noProblems: (file: string) => `${file}: no problems`,
  problems: (file: string, errors: number, warnings: number) =>
    `${file}: ${showNumber(errors)} ${errors === 1 ? 'error' : 'errors'}, ${showNumber(warnings)} ${warnings === 1 ? 'warning' : 'warnings'}`,
  noFile: (file: string) => `There is no file ${file}.`,
  unreadFile: (file: string, why: string) => `${file} could not be read: ${why}`,
  formatted: (file: string) => `${file}: written in its canonical form`,
  unchanged: (file: string) => `${file}: already canonical`,
  imported: (id: string) => `Imported as the draft of ${id}. Nothing is published by import.`,
  identical: (id: string) => `The draft of ${id} is the same already.`,
  segmentsDiffer: (titles: string) =>
    `The file carries segments that differ from those here: ${titles}. Say --segments keep or --segments replace.`,
  exists: (id: string) => `A draft ${id} exists and would change. Say --replace or --copy.`,
  published: (id: string, version: number) => `Version ${showNumber(version)} of ${id} is published.`,
  versionLine: ({ version, publishedAt, active, entered, movedIn, movedOut }: VersionLine) =>
    `Version ${showNumber(version)}, published ${publishedAt}: ${showNumber(active)} inside, ${showNumber(entered)} entered, ${showNumber(movedIn)} moved here, ${showNumber(movedOut)} moved away`,
  inside: (count: number) => `${showCount(count, 'person is', 'people are')} inside.`,
  older: (count: number) => `${showCount(count, 'person is', 'people are')} inside on older versions.`,
  moveAsks: 'Say where they go: --same, --to or --end.',
  moved: (version: number) => `They come to version ${showNumber(version)} as asked. Who was not named stays.`,
  waiting: ({ version, node, title, runs, change }: Waiting) =>
    `${showNumber(runs)} on version ${showNumber(version)} at ${node} (${title})${change === 'gone' ? ', which is gone' : change === 'changed' ? ', which changes' : ''}`,
  included: (included: Included) => `Enters only with --include: ${whoIsIncluded(included)}.`,
  planning: (title: string) => `${title}: whoever has this date already enters, too, when it comes next.`,
  eraseAsks: (name: string, id: string) =>
    `${name} would be erased. Say erase ${id} --yes to do it: there is no way back.`,
  erased: (id: string) => `Customer ${id} is erased.`,
  copiesGo: (names: readonly string[]) =>
    `Copies of the whole store that lay beside it are removed with that: ${names.join(', ')}.`,
  endAsks: (active: number) => `${showCount(active, 'run', 'runs')} would end. Say --yes to end the workflow.`,
  stateSet: (active: number, paused: { overdue: number; keptOut: number } | null) =>
    [
      `${showCount(active, 'person is', 'people are')} inside.`,
      paused &&
        `In the pause the time of ${showCount(paused.overdue, 'run', 'runs')} came, and ${showNumber(paused.keptOut)} did not enter.`,
    ]
      .filter(Boolean)
      .join(' '),
  notWhole: (text: string) => `${text} is no whole number from 1 on.`,
  noWorkflow: (id: string) => `There is no workflow ${id}.`,
  line: (number: number) => `line ${showNumber(number)}`,
  loading: {
    reading: (file: number, files: number) => `reading file ${file} of ${files}`,
    progress: (done: number, total: number, rate: number) =>
      `${showNumber(done)} of ${showNumber(total)} events, ${showNumber(rate)} a second`,
    rows: 'Rows read',
    events: 'Events made',
    added: 'Added',
    duplicates: 'There already',
    seconds: 'Seconds',
    rate: 'Rows a second',
    memory: 'Peak memory, MB',
    /** Classes of rows that made no event, by the code that the map or the reading gave. */
    skipped: {
      duplicateRow: 'Rows left out: exact duplicates of another row of the event',
      noCustomer: 'Rows left out: no customer',
      noKind: 'Rows left out: no kind of event of the map fits',
      unreadable: 'Rows left out: a value could not be read',
      refused: 'Events refused',
    } as Record<string, string>,
    notAll: (unread: number, refused: number) =>
      [
        unread > 0 && `${showCount(unread, 'line', 'lines')} could not be read.`,
        refused > 0 &&
          `${showCount(refused, 'event was', 'events were')} refused; perennial refused shows them with what is wrong.`,
      ]
        .filter(Boolean)
        .join(' '),
    wrongClock: (is: string) =>
      `The store has clock ${is}, and keeps the one that it was born with. Choose another folder with PERENNIAL_DATA.`,
  },
  backup: {
    progress: (done: number, total: number, rate: number) =>
      `${showNumber(done)} of ${showNumber(total)} pages, ${showNumber(rate)} a second`,
    done: ({ file, bytes, position, at }: { file: string; bytes: number; position: number; at: string }) =>
      `${file}: ${showNumber(Math.round(bytes / 1e5) / 10)} MB, the store as of ${at}, with its log up to entry ${showNumber(position)}.`,
    failed: (file: string, why: string) => `No backup was made into ${file}: ${why}`,
  },
  rebuild: {
    progress: (done: number, total: number, rate: number) =>
      `${showNumber(done)} of ${showNumber(total)} entries, ${showNumber(rate)} a second`,
    equal: (entries: number) =>
      `The tables are what the log says: ${showCount(entries, 'entry was', 'entries were')} folded again, and nothing differs.`,
    differs: (entries: number, tables: number) =>
      `${showCount(entries, 'entry was', 'entries were')} folded again, and ${showCount(tables, 'table differs', 'tables differ')}:`,
    table: (table: string, differing: number, rows: number) =>
      `  ${table}: ${showNumber(differing)} of ${showCount(rows, 'row', 'rows')}`,
    store: 'the store',
    rebuilt: 'the log',
    nothing: 'nothing',
    replaced: (old: string) => `The store was replaced. The old one is ${old}.`,
    noStore: (folder: string) => `There is no store in ${folder}.`,
    isServed: (url: string) => `Perennial is open at ${url}. Stop it first: only a store that is stopped is replaced.`,
    baseInUse: (file: string) => `${file} is a store that is in use. Make a backup of it, and start from that.`,
  },
  noRefused: 'No refused events.',
  sent: 'Accepted.',
  known: 'Nothing added: an event with this id is known already.',
  busy: 'Perennial answers, but not as expected: ',
} as const
