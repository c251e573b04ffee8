import { commandLine } from './commandLine.ts'
import { ofTheProcess, outliveReaders } from './terminal.ts'

outliveReaders()
await commandLine(process.argv.slice(2), ofTheProcess)
